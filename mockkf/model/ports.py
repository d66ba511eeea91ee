"""Where the mail server listens."""

from typing import NamedTuple


class Ports(NamedTuple):
    """Where the mail server listens."""

    host: str
    smtp: int
    submission: int
    smtps: int
