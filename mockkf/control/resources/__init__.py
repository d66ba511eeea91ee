"""What there is under /mockkf: each file is one resource, and has a `resource`."""

import importlib
import pkgutil
from collections.abc import Iterator

from mockkf.control.resource import Resource


def find() -> Iterator[Resource]:
    """All of them, in the order of the files."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        yield importlib.import_module(module.name).resource


__all__ = ["find"]
