"""What did not become a counted call or message of an epoch, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.model import ApiCall, Message, Refusal
from mockkf.state.bounds import DropRecord


@dataclass(frozen=True)
class Incidents:
    """The refusals of the mail server, the late arrivals, and the records of what was dropped at the limits.

    A remote mock gives only the number of late arrivals: there each is None.
    """

    refusals: tuple[Refusal, ...]
    late: tuple[ApiCall | Message | Refusal | None, ...]
    drops: Mapping[str, DropRecord]
