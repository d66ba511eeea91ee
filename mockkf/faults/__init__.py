"""Faults: what can be made to go wrong, at which step, and how. Each kind of action is one class in one file."""

import importlib
import pkgutil

from mockkf.faults.action_type import ActionType, at
from mockkf.faults.answer import Answer
from mockkf.faults.capabilities import MECHANISMS, Without
from mockkf.faults.certificate import CERTIFICATES, Certificate, Protocol
from mockkf.faults.failure import FAILURES, Failure
from mockkf.faults.parsing import read
from mockkf.faults.presets import PRESETS, Preset
from mockkf.faults.steps import STEPS
from mockkf.faults.unreachable import Unreachable

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "CERTIFICATES",
    "FAILURES",
    "MECHANISMS",
    "PRESETS",
    "STEPS",
    "ActionType",
    "Answer",
    "Certificate",
    "Failure",
    "Preset",
    "Protocol",
    "Unreachable",
    "Without",
    "at",
    "read",
]
