"""Faults with a name, as servers out there word them. Each file holds those of one of them."""

import importlib
import pkgutil
from collections.abc import Mapping

from mockkf.faults.presets.preset import Preset

PRESETS: Mapping[str, Preset] = {
    f"{module.name}.{name}": preset
    for module in pkgutil.iter_modules(__path__)
    if module.name != "preset"
    for name, preset in importlib.import_module(f"{__name__}.{module.name}").PRESETS.items()
}
"""All of them, by the name of the file and their own."""

__all__ = ["PRESETS", "Preset"]
