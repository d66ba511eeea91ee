"""The head of a request, read as RFC 9112 defines it: request line and header fields.

Errors do not quote what the client sent, because it may contain secrets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from mockkf.http.malformed import Malformed
from mockkf.http.stream import ClientStream, LineTooLong

LONGEST_LINE = 65_536
"""The maximum number of bytes of the request line, and of all header fields together."""

MOST_FIELDS = 100
"""The maximum number of header fields."""

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the token of RFC 9110, section 5.6.2
REQUEST_LINE = re.compile(rf"[ \t]*({TOKEN})[ \t]+([!-~\x80-\xff]+)[ \t]+HTTP/([0-9])\.([0-9])[ \t]*")
WITHOUT_VERSION = re.compile(r"[ \t]*[!-~\x80-\xff]+(?:[ \t]+[!-~\x80-\xff]+)?[ \t]*")
FIELD = re.compile(rf"({TOKEN}):([\t -~\x80-\xff]*)")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
NOT_PATH = re.compile(r"\A[a-z]+://[^/?#]*|[?#].*", re.IGNORECASE)
ORIGIN_FORM = re.compile(r"/|https?://.", re.IGNORECASE)
TLS_HANDSHAKE = "\x16"
NOT_TLS = "This port speaks plain HTTP, not TLS: use http:// in the URL, or the https port"


@dataclass(frozen=True)
class RequestHead:
    """Method, target, version and header fields of a request."""

    method: str
    target: str
    version: tuple[int, int]
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """Method and path; the query and the user of a URL may contain secrets."""
        return f"{self.method} {NOT_PATH.sub('', self.target)}"

    def values(self, name: str) -> list[str]:
        """Return the values of all fields with this name, which is in lower case."""
        return [value for known, value in self.fields if known.lower() == name]

    def elements(self, name: str) -> list[str]:
        """Return the elements of a field that is a comma-separated list, in lower case."""
        elements = (element.strip(" \t").lower() for value in self.values(name) for element in value.split(","))
        return [element for element in elements if element]


def read_request_line(stream: ClientStream) -> RequestHead:
    """Return the request line as a head without fields; raise `Malformed` if it is invalid."""
    try:
        line = without_end(stream.line(LONGEST_LINE))
    except LineTooLong:
        raise Malformed("The request line is too long", HTTPStatus.REQUEST_URI_TOO_LONG) from None
    found = REQUEST_LINE.fullmatch(line)
    if found is None:
        raise Malformed(_fault_of_line(line))
    version = int(found[3]), int(found[4])
    if version[0] != 1:
        raise Malformed(f"HTTP/{found[3]}.{found[4]} is not supported", HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    _check_target(found[1], found[2])
    return RequestHead(found[1], found[2], version)


def read_fields(stream: ClientStream) -> tuple[tuple[str, str], ...]:
    """Return the fields up to the empty line, of a head or a trailer; raise `Malformed` if one is invalid."""
    return tuple(_fields(stream))


def without_end(line: bytes) -> str:
    """Return a line without its line end, CR LF or LF."""
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")


def _fields(stream: ClientStream) -> Iterator[tuple[str, str]]:
    left = LONGEST_LINE
    for _ in range(MOST_FIELDS + 1):
        try:
            octets = stream.line(left)
        except LineTooLong:
            raise Malformed("The headers are too long", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) from None
        left -= len(octets)
        line = without_end(octets)
        if not line:
            return
        found = FIELD.fullmatch(line)
        if found is None:
            raise Malformed(_fault_of_field(line))
        yield found[1], found[2].strip(" \t")
    raise Malformed(f"More than {MOST_FIELDS} headers", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _check_target(method: str, target: str) -> None:
    if method != "CONNECT" and not ORIGIN_FORM.match(target) and (method, target) != ("OPTIONS", "*"):
        raise Malformed("The target of the request must begin with / or be an http URL")


def _fault_of_line(line: str) -> str:
    """Return the fault of an invalid request line."""
    if line.startswith(TLS_HANDSHAKE):
        return NOT_TLS
    if CONTROL.search(line):
        return "The request line has a control character"
    if WITHOUT_VERSION.fullmatch(line):
        return "The request line has no HTTP version"
    return "The request line is not METHOD TARGET HTTP/1.1"


def _fault_of_field(line: str) -> str:
    """Return the fault of an invalid header line."""
    name, colon, _ = line.partition(":")
    if line[0] in " \t":
        return "A header line begins with whitespace: headers may not be folded (RFC 9112, 5.2)"
    if not colon:
        return "A header line has no colon"
    if re.fullmatch(rf"{TOKEN}[ \t]+", name):
        return "Whitespace between a header name and its colon (RFC 9112, 5.1)"
    if not re.fullmatch(TOKEN, name):
        return "A header name has characters that are not allowed"
    return f"The header {name} has a control character"
