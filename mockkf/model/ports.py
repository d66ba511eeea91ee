"""The listeners of the mail server."""

from typing import NamedTuple


class Ports(NamedTuple):
    """The host and the ports on which the mail server listens."""

    host: str
    smtp: int
    submission: int
    smtps: int
