"""What did not become a counted call or message of an epoch, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.model import ApiCall, FailedConnection, Message, Refusal
from mockkf.state.bounds import DropRecord


@dataclass(frozen=True)
class Incidents:
    """The refusals of the mail server, the failed connections, the late arrivals, and the records of what was dropped.

    A remote mock gives only the number of late arrivals: there each is None.
    """

    refusals: tuple[Refusal, ...]
    connections: tuple[FailedConnection, ...]
    late: tuple[ApiCall | Message | Refusal | FailedConnection | None, ...]
    drops: Mapping[str, DropRecord]
