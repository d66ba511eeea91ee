"""The checks of `mockkf doctor`. Each file with a subclass of `Check` adds one."""

import importlib
import pkgutil

from mockkf.cli.checks.check import Check, Finding, Surroundings, ok, problem

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = ["Check", "Finding", "Surroundings", "ok", "problem"]
