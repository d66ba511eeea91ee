"""Replies that are ours: each has its enhanced status code (RFC 2034), those of aiosmtpd too."""

import logging
from collections.abc import Mapping

from mockkf.errors import Refused

BARE_LF = "500 5.5.2 Bare LF received: lines must end in CR LF"
"""The reply to a message whose last line, or what looks like it, has no CR LF on both sides."""

CLOSING = "421 4.5.2 Closing"
"""The last words after `BARE_LF`: the rest of the message, if any, would be taken for commands."""

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


def with_code(reply: str) -> str:
    """A reply of aiosmtpd as this server says it."""
    if reply.startswith('500 Error: command "'):
        # aiosmtpd gives the command back, which may be an answer that missed its challenge.
        return "500 5.5.1 Command not recognized"
    return _WITH_CODE.get(reply, reply)


def failed_inside(error: Exception) -> Refused:
    """The refusal that stands for a bug of ours, which is in the log."""
    log.error("internal error in the relay", exc_info=error)
    return Refused("451 4.3.0 Internal error in mockkf; see its log")
