"""The wire formats: the request and the answer of each call, in each api version and release."""

import importlib
import pkgutil

from mockkf.command.schemas.body import Body
from mockkf.command.schemas.formats import (
    Format,
    Operation,
    Release,
    api_versions,
    operation,
    operations,
    releases,
    summary,
    versions,
)

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "Body",
    "Format",
    "Operation",
    "Release",
    "api_versions",
    "operation",
    "operations",
    "releases",
    "summary",
    "versions",
]
