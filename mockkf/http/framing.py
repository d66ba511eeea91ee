"""Where the body of a request ends and whether its connection stays open (RFC 9112, sections 3.2, 6 and 9)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from mockkf.http.head import RequestHead
from mockkf.http.malformed import Malformed

HOST = re.compile(r"(?:\[[0-9A-Fa-fvV:.%\w~-]+\]|[\w.~!$&'()*+,;=%-]*)(?::[0-9]*)?", re.ASCII)

LONGEST_NUMBER = 18
"""The maximum number of digits of a Content-Length."""

CODINGS = ("chunked", "compress", "deflate", "gzip", "x-compress", "x-gzip")
"""The registered transfer codings; the server implements only the first."""


@dataclass(frozen=True)
class Framing:
    """The length of the body in bytes, None if it is chunked; `keeps` is whether the client keeps the connection.

    `asks_first` is whether the client waits for `100 Continue` before it sends the body. `upgrades` is whether it
    offers to use another protocol on the connection.
    """

    length: int | None
    keeps: bool
    asks_first: bool = False
    upgrades: bool = False


def framing_of(head: RequestHead) -> Framing:
    """Return the framing of a request; raise `Malformed` where RFC 9112 wants it refused."""
    _check_host(head)
    length = _length(head)
    connection = head.elements("connection")
    is_current = head.version > (1, 0)
    return Framing(
        length,
        keeps="close" not in connection and (is_current or "keep-alive" in connection),
        asks_first=is_current and "100-continue" in head.elements("expect"),
        upgrades="upgrade" in connection and length == 0,
    )


def _check_host(head: RequestHead) -> None:
    hosts = head.values("host")
    if len(hosts) > 1:
        raise Malformed("More than one header Host")
    if not hosts and head.version > (1, 0):
        raise Malformed("The header Host is missing")
    if hosts and not HOST.fullmatch(hosts[0]):
        raise Malformed("The header Host is not a host with an optional port")


def _length(head: RequestHead) -> int | None:
    """Return the length of the body, None if it is chunked."""
    lengths = [one.strip(" \t") for value in head.values("content-length") for one in value.split(",")]
    codings = head.values("transfer-encoding")
    if not codings:
        return _number(lengths)
    if lengths:
        raise Malformed("Both Content-Length and Transfer-Encoding")
    if head.version == (1, 0):
        raise Malformed("Transfer-Encoding in HTTP/1.0")
    _check_codings(head.elements("transfer-encoding"))
    return None


def _number(lengths: Sequence[str]) -> int:
    if len(set(lengths)) > 1:
        raise Malformed(f"Several values of Content-Length ({', '.join(lengths)[:200]})")
    length = lengths[0] if lengths else "0"
    if not (length.isascii() and length.isdigit()):
        raise Malformed(f"Content-Length is not a number ({length[:200]!r})")
    if len(length) > LONGEST_NUMBER:
        raise Malformed(f"Content-Length has more than {LONGEST_NUMBER} digits")
    return int(length)


def _check_codings(codings: Sequence[str]) -> None:
    names = [coding.partition(";")[0].rstrip(" \t") for coding in codings]
    unknown = [name for name in names if name not in CODINGS]
    if unknown:
        raise Malformed(f"The transfer coding {unknown[0][:200]!r} is not known", HTTPStatus.NOT_IMPLEMENTED)
    if not names or names[-1] != "chunked":
        raise Malformed("The last transfer coding is not chunked")
    if names.count("chunked") > 1:
        raise Malformed("The body is chunked more than once")
    if len(names) > 1:
        raise Malformed(f"The transfer coding {names[0]!r} is not supported", HTTPStatus.NOT_IMPLEMENTED)
    if codings != ["chunked"]:
        raise Malformed("The transfer coding chunked has no parameters")
