"""Faults: what can be made to go wrong, at which seam, and how. Each kind of action is one class in one file."""

import importlib
import pkgutil

from mockkf.faults.answer import Answer
from mockkf.faults.certificate import CERTIFICATES, Certificate, Protocol
from mockkf.faults.kind import Kind, at
from mockkf.faults.offer import MECHANISMS, Without
from mockkf.faults.planned import Faults, PlannedFault, unfired
from mockkf.faults.presets import PRESETS, Preset
from mockkf.faults.reading import read
from mockkf.faults.scenario import SCENARIOS, Scenario
from mockkf.faults.trouble import Trouble
from mockkf.faults.where import SEAMS

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "CERTIFICATES",
    "MECHANISMS",
    "PRESETS",
    "SCENARIOS",
    "SEAMS",
    "Answer",
    "Certificate",
    "Faults",
    "Kind",
    "PlannedFault",
    "Preset",
    "Protocol",
    "Scenario",
    "Trouble",
    "Without",
    "at",
    "read",
    "unfired",
]
