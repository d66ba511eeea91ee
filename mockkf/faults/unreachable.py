"""To find no way to a server, or none to get in."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.faults.action_type import Choice

UNREACHABLE: Mapping[str, tuple[str, ...]] = {
    "relay.resolve": ("unknown_host",),
    "relay.connect": ("refused", "timeout", "full"),
    "idp.connect": ("unknown_host", "refused", "timeout", "full"),
}
"""What can go wrong on the way: no such name, nobody listens, nobody answers, accepted and closed at once."""


@dataclass(frozen=True)
class Unreachable(Choice):
    """The server is not reached."""

    steps = tuple(UNREACHABLE)
    choices = UNREACHABLE
    takes = {"trouble": lambda _, value: value}
    about = {
        "trouble": "do not connect: " + "; ".join(f"at {step} {', '.join(all_)}" for step, all_ in UNREACHABLE.items())
    }

    trouble: str
