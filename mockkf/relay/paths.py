"""The path after `FROM:` and `TO:` (RFC 5321 §4.1.2): lenient for a sender, strict for a recipient."""

import re
from functools import lru_cache
from typing import NamedTuple

from mockkf.errors import Refused

_QUOTED = r'"(?:\\.|[^"\\])*"'

# The text between the brackets, without a source route (RFC 5321 s 3.6.1); quotes are respected. aiosmtpd uses the
# parser of the standard library, which refuses text that is not an address, but a sender can be any text.
_PATH = re.compile(rf'<(?:@[^<>:]*:)?((?:{_QUOTED}|[^<>"])*)>|<([^<>]*)>|((?:{_QUOTED}|[^\s<>"])+)|([^\s<>]+)')

# Qtext and quoted pairs are printable; RFC 6531 adds non-ASCII characters.
_QUOTED_STRING = r'"(?:[ !#-\[\]-~]|[^\x00-\x9f]|\\[ -~])*"'

_MAILBOX = re.compile(rf'(?:{_QUOTED_STRING}|[^\s"\x00-\x1f\x7f]+)@[^\s@"\x00-\x1f\x7f]+')


class Path(NamedTuple):
    """An address without brackets, as printable text, and the rest of the command."""

    address: str
    is_ascii: bool
    rest: str


@lru_cache(maxsize=256)
def path_of(argument: str) -> Path:
    """Return the path at the start of `argument`; raise `Refused` if there is none."""
    found = _PATH.match(argument)
    if found is None:
        raise Refused("553 5.1.3 Error: malformed address")
    said = next(group for group in found.groups() if group is not None)
    return Path(readable(said), said.isascii(), argument[found.end() :])


def check_recipient(address: str) -> None:
    """Raise `Refused` unless `address` is a mailbox, or the postmaster without a domain (RFC 5321 §4.5.1)."""
    if _MAILBOX.fullmatch(address) is None and address.upper() != "POSTMASTER":
        raise Refused("553 5.1.3 A recipient must have the form local@domain")


def readable(text: str) -> str:
    """Return `text` in valid Unicode; octets that are not UTF-8 become backslash escapes, as in Python."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
