"""A test double for Keyfactor Command's e-mail settings API, with a real mail server behind it.

The public names are loaded when they are first used, so that importing mockkf costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockkf.errors import ConfigurationError, MockkfError
    from mockkf.model import ApiCall, Attachment, Message, Refusal
    from mockkf.server.mock_keyfactor import MockKeyfactor
    from mockkf.server.sandboxes import Sandbox
    from mockkf.testing import matchers
    from mockkf.testing.faults import Faults, PlannedFault
    from mockkf.testing.journal import Journal
    from mockkf.testing.mailbox import Mailbox
    from mockkf.testing.traces import Trace

__all__ = [
    "ApiCall",
    "Attachment",
    "ConfigurationError",
    "Faults",
    "Journal",
    "Mailbox",
    "Message",
    "MockKeyfactor",
    "MockkfError",
    "PlannedFault",
    "Refusal",
    "Sandbox",
    "Trace",
    "matchers",
]

_HOMES = {
    "Attachment": "model",
    "ConfigurationError": "errors",
    "ApiCall": "model",
    "Faults": "testing.faults",
    "Journal": "testing.journal",
    "Mailbox": "testing.mailbox",
    "Message": "model",
    "MockKeyfactor": "server.mock_keyfactor",
    "MockkfError": "errors",
    "PlannedFault": "testing.faults",
    "Refusal": "model",
    "Sandbox": "server.sandboxes",
    "Trace": "testing.traces",
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
