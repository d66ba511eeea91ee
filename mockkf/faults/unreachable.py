"""The action `trouble`: the client cannot connect to a server."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.faults.action_type import Choice

UNREACHABLE: Mapping[str, tuple[str, ...]] = {
    "relay.resolve": ("unknown_host",),
    "relay.connect": ("refused", "timeout", "full"),
    "idp.connect": ("unknown_host", "refused", "timeout", "full"),
}
"""The failures: the name is unknown, the port is closed, no answer, the connection is closed right after accept."""


@dataclass(frozen=True)
class Unreachable(Choice):
    """The server cannot be reached."""

    steps = tuple(UNREACHABLE)
    choices = UNREACHABLE
    takes = {"trouble": lambda _, value: value}
    about = {
        "trouble": "do not connect: " + "; ".join(f"at {step} {', '.join(all_)}" for step, all_ in UNREACHABLE.items())
    }

    trouble: str
