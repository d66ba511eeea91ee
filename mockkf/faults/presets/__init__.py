"""The presets: named faults with the error texts of real servers. Each file has the presets of one product."""

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
"""All presets, by the name of their file and their own name."""

__all__ = ["PRESETS", "Preset"]
