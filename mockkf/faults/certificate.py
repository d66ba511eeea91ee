"""To show a certificate that should not be trusted, or to speak an outdated TLS only."""

from dataclasses import dataclass

from mockkf.config import one_of
from mockkf.faults.action_type import ActionType

CERTIFICATES = ("expired", "not_yet_valid", "wrong_name", "self_signed", "untrusted")
"""What can be wrong with a certificate."""

PROTOCOLS = ("TLSv1", "TLSv1.1")
"""What no client should speak any more."""


@dataclass(frozen=True)
class Certificate(ActionType):
    """The server shows a certificate that is wrong."""

    steps = ("relay.tls", "idp.connect")
    takes = {"certificate": one_of(*CERTIFICATES)}
    about = {"certificate": f"present a certificate that is {', '.join(CERTIFICATES)}"}

    certificate: str


@dataclass(frozen=True)
class Protocol(ActionType):
    """The server speaks an old version of TLS and no other."""

    steps = ("relay.tls",)
    takes = {"protocol": one_of(*PROTOCOLS)}
    about = {"protocol": f"offer no newer version of TLS than {' or '.join(PROTOCOLS)}"}

    protocol: str
