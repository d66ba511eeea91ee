"""A mock that runs elsewhere, asked over its control API. What is asked from the shell needs no more than `control`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockkf.remote.keyfactor import RemoteKeyfactor, RemoteSandbox

__all__ = ["RemoteKeyfactor", "RemoteSandbox"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"mockkf.remote has no '{name}'; it has: {', '.join(__all__)}")
    from mockkf.remote import keyfactor

    return getattr(keyfactor, name)
