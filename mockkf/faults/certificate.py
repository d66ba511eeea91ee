"""The actions `certificate` and `protocol`: a certificate that is not trusted, an outdated version of TLS."""

from dataclasses import dataclass

from mockkf.config import one_of
from mockkf.faults.action_type import ActionType

CERTIFICATES = ("expired", "not_yet_valid", "wrong_name", "self_signed", "untrusted")
"""The defects of a certificate."""

PROTOCOLS = ("TLSv1", "TLSv1.1")
"""The versions of TLS that clients should no longer accept (RFC 8996)."""


@dataclass(frozen=True)
class Certificate(ActionType):
    """The server presents a defective certificate."""

    steps = ("relay.tls", "idp.connect")
    takes = {"certificate": one_of(*CERTIFICATES)}
    about = {"certificate": f"present a certificate that is {', '.join(CERTIFICATES)}"}

    certificate: str


@dataclass(frozen=True)
class Protocol(ActionType):
    """The server offers only an old version of TLS."""

    steps = ("relay.tls",)
    takes = {"protocol": one_of(*PROTOCOLS)}
    about = {"protocol": f"offer no newer version of TLS than {' or '.join(PROTOCOLS)}"}

    protocol: str
