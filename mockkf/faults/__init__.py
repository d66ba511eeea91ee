"""Faults: the steps at which one can fire, the actions, the presets. Each type of action is one class in one file.

The parts that fail contain no fault code: `StepRunner` wraps their calls.
"""

import importlib
import pkgutil

from mockkf.faults.action_type import ActionType, at
from mockkf.faults.answer import Answer
from mockkf.faults.capabilities import MECHANISMS, Without
from mockkf.faults.certificate import CERTIFICATES, Certificate, Protocol
from mockkf.faults.failure import FAILURES, Failure
from mockkf.faults.parsing import WHEN, read
from mockkf.faults.presets import PRESETS, Preset
from mockkf.faults.staleness import staleness
from mockkf.faults.step_runner import Limit, StepRunner, Subject, actions, keep_back
from mockkf.faults.steps import STEPS
from mockkf.faults.trace_recorder import TraceRecorder, Untraced
from mockkf.faults.unreachable import UNREACHABLE, Unreachable

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "CERTIFICATES",
    "FAILURES",
    "MECHANISMS",
    "PRESETS",
    "STEPS",
    "UNREACHABLE",
    "WHEN",
    "ActionType",
    "Answer",
    "Certificate",
    "Failure",
    "Limit",
    "Preset",
    "Protocol",
    "StepRunner",
    "Subject",
    "TraceRecorder",
    "Unreachable",
    "Untraced",
    "Without",
    "actions",
    "at",
    "keep_back",
    "read",
    "staleness",
]
