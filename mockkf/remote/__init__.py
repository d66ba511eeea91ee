"""A mock that runs elsewhere, used through its control API. This package starts and stops nothing.

Each name is loaded at its first use, because the commands need only `ControlClient`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockkf.remote.control_client import ControlApiError, ControlClient
    from mockkf.remote.keyfactor import RemoteKeyfactor, RemoteSandbox
    from mockkf.remote.no_answer import NoMockAnswers

__all__ = ["ControlApiError", "ControlClient", "NoMockAnswers", "RemoteKeyfactor", "RemoteSandbox"]

_MODULES = {"ControlApiError": "control_client", "ControlClient": "control_client", "NoMockAnswers": "no_answer"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"mockkf.remote has no '{name}'; it has: {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'keyfactor')}"), name)
