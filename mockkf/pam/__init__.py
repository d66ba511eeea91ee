"""The PAM providers, from which Command gets secrets. Each type is one class in one file.

The secrets are in the state.
"""

import importlib
import pkgutil

from mockkf.model import PamRegistry
from mockkf.pam.lookups import fits, lookup_of, required_parameters, resolve, with_catalogued
from mockkf.pam.provider import FAILURES, Address, Provider, SecretUnavailable

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "FAILURES",
    "Address",
    "PamRegistry",
    "Provider",
    "SecretUnavailable",
    "fits",
    "lookup_of",
    "required_parameters",
    "resolve",
    "with_catalogued",
]
