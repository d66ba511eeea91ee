"""What there is under /mockkf: each file is one resource, and has its `ROUTES`."""

import importlib
import pkgutil

from mockkf.control.route import ControlRoute

ROUTES: tuple[ControlRoute, ...] = tuple(
    route
    for module in pkgutil.iter_modules(__path__)
    for route in importlib.import_module(f"{__name__}.{module.name}").ROUTES
)
"""All of them, in the order of the files."""

__all__ = ["ROUTES"]
