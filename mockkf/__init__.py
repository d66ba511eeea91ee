"""A test double for Keyfactor Command's e-mail settings API, with a real mail server behind it.

The public names are loaded when they are first used, so that importing mockkf costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockkf.calibration import Calibration, calibrate
    from mockkf.errors import ConfigurationError, MockkfError, MockkfWarning
    from mockkf.model import ApiCall, Attachment, FailedConnection, Message, Refusal
    from mockkf.server import MockKeyfactor, Sandbox
    from mockkf.testing import Faults, Journal, Mailbox, PlannedFault, Trace, matchers

__all__ = [
    "ApiCall",
    "Attachment",
    "Calibration",
    "ConfigurationError",
    "FailedConnection",
    "Faults",
    "Journal",
    "Mailbox",
    "Message",
    "MockKeyfactor",
    "MockkfError",
    "MockkfWarning",
    "PlannedFault",
    "Refusal",
    "Sandbox",
    "Trace",
    "calibrate",
    "matchers",
]

_HOMES = {
    "Attachment": "model",
    "Calibration": "calibration",
    "ConfigurationError": "errors",
    "ApiCall": "model",
    "FailedConnection": "model",
    "Faults": "testing",
    "Journal": "testing",
    "Mailbox": "testing",
    "Message": "model",
    "MockKeyfactor": "server",
    "MockkfError": "errors",
    "MockkfWarning": "errors",
    "PlannedFault": "testing",
    "Refusal": "model",
    "Sandbox": "server",
    "Trace": "testing",
    "calibrate": "calibration",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"mockkf has no '{name}'; it has: {', '.join(__all__)}")
    from importlib import import_module

    if name not in _HOMES:
        return import_module(f"mockkf.testing.{name}")
    return getattr(import_module(f"mockkf.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
