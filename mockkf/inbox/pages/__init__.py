"""The screens of the inbox, one file each."""

import importlib
import pkgutil
from collections.abc import Iterator

from flask import Blueprint


def find() -> Iterator[Blueprint]:
    """Yield the blueprint of each file in this package."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        yield importlib.import_module(module.name).blueprint
