"""To find no way to a server, or none to get in."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.faults.action_type import Choice

TROUBLES: Mapping[str, tuple[str, ...]] = {
    "relay.resolve": ("unknown_host",),
    "relay.connect": ("refused", "timeout", "full"),
    "idp.connect": ("unknown_host", "refused", "timeout", "full"),
}
"""What can go wrong on the way: no such name, nobody listens, nobody answers, accepted and closed at once."""


@dataclass(frozen=True)
class Trouble(Choice):
    """The server is not reached."""

    seams = tuple(TROUBLES)
    choices = TROUBLES
    takes = {"trouble": lambda _, value: value}
    about = {
        "trouble": "do not get through: " + "; ".join(f"at {seam} {', '.join(all_)}" for seam, all_ in TROUBLES.items())
    }

    trouble: str
