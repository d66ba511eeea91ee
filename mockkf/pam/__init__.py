"""The PAM providers: where secrets come from. Each type is one class in one file."""

import importlib
import pkgutil

from mockkf.pam.provider import FAILURES, Address, Provider, SecretUnavailable
from mockkf.pam.registry import PamRegistry, lookup_of, resolve

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = ["FAILURES", "Address", "PamRegistry", "Provider", "SecretUnavailable", "lookup_of", "resolve"]
