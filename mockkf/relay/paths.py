"""What stands behind `FROM:` and `TO:` (RFC 5321 §4.1.2): read leniently for a sender, strictly for a recipient."""

import re
from typing import NamedTuple

from mockkf.errors import Refused

_QUOTED = r'"(?:\\.|[^"\\])*"'

# Taken as it stands between the brackets, but for a source route (RFC 5321 s 3.6.1) and with respect for quotes. The
# standard library's parser, which aiosmtpd asks, refuses what is no address, and a sender may be any text.
_PATH = re.compile(rf'<(?:@[^<>:]*:)?((?:{_QUOTED}|[^<>"])*)>|<([^<>]*)>|((?:{_QUOTED}|[^\s<>"])+)|([^\s<>]+)')

# Qtext and quoted pairs are printable; RFC 6531 adds what is beyond ASCII.
_QUOTED_STRING = r'"(?:[ !#-\[\]-~]|[^\x00-\x9f]|\\[ -~])*"'

_MAILBOX = re.compile(rf'(?:{_QUOTED_STRING}|[^\s"\x00-\x1f\x7f]+)@[^\s@"\x00-\x1f\x7f]+')


class Path(NamedTuple):
    """An address without its brackets, as text that can be printed, and what the command says after it."""

    address: str
    is_ascii: bool
    rest: str


def path_of(argument: str) -> Path:
    """The path an argument begins with; refused if it begins with none."""
    found = _PATH.match(argument)
    if found is None:
        raise Refused("553 5.1.3 Error: malformed address")
    said = next(group for group in found.groups() if group is not None)
    return Path(readable(said), said.isascii(), argument[found.end() :])


def check_recipient(address: str) -> None:
    """Refuse what is neither a mailbox nor the postmaster, who needs no domain (RFC 5321 §4.5.1)."""
    if _MAILBOX.fullmatch(address) is None and address.upper() != "POSTMASTER":
        raise Refused("553 5.1.3 A recipient must have the form local@domain")


def readable(text: str) -> str:
    """Text that has an encoding; octets that are no UTF-8 are shown as they would be written in Python."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
