"""Replies of the relay; each has an enhanced status code (RFC 2034), also those of aiosmtpd."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from mockkf.errors import Refused
from mockkf.relay.transcript import shown

BARE_LF = "500 5.5.2 Bare LF received: lines must end in CR LF"
"""The reply to a message with a malformed end: a bare LF before or after the dot."""

CLOSING = "421 4.5.2 Closing"
"""The reply after `BARE_LF`; the connection closes, because the rest of the message could be read as commands."""

_WITH_CODE: Mapping[str, str] = {
    "221 Bye": "221 2.0.0 Bye",
    "250 OK": "250 2.0.0 OK",
    "500 Command line too long": "500 5.5.2 Command line too long",
    "500 Error: bad syntax": "500 5.5.2 Error: bad syntax",
    "501 Syntax: QUIT": "501 5.5.4 Syntax: QUIT",
    "501 Syntax: RSET": "501 5.5.4 Syntax: RSET",
    "502 EXPN not implemented": "502 5.5.1 EXPN not implemented",
}

log = logging.getLogger("mockkf.relay")


class SentReply(NamedTuple):
    """A reply as it is sent, as the transcript shows its lines, and as one line for the records."""

    octets: bytes
    lines: tuple[str, ...]
    said: str


def sent_once(reply: str) -> SentReply:
    """Return the forms of a reply of one or more lines."""
    lines = reply.splitlines()
    octets = "".join(f"{line}\r\n" for line in lines).encode("utf-8", "backslashreplace")
    said = f"{lines[-1][:4]}{' '.join(line[4:] for line in lines)}"
    return SentReply(octets, tuple(f"S: {shown(line)}" for line in lines), said)


sent_as = lru_cache(maxsize=256)(sent_once)
"""The same for a reply that is sent again and again."""


def with_code(reply: str) -> str:
    """Return a reply of aiosmtpd with its enhanced status code."""
    if reply.startswith('500 Error: command "'):
        # aiosmtpd quotes the command, which may contain a secret: an answer without a challenge.
        return "500 5.5.1 Command not recognized"
    return _WITH_CODE.get(reply, reply)


def failed_inside(error: Exception) -> Refused:
    """Log an internal error and return the refusal for it."""
    log.error("internal error in the relay", exc_info=error)
    return Refused("451 4.3.0 Internal error in mockkf; see its log")
