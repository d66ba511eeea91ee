"""Downloads with any content and any name, safe for browsers and file systems."""

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from flask import Response

HARMLESS = frozenset(
    {
        "application/json",
        "application/pdf",
        "application/pkix-cert",
        "application/x-pem-file",
        "application/zip",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "message/rfc822",
        "text/calendar",
        "text/csv",
        "text/plain",
    }
)
"""Media types that no browser executes."""

ANY = "application/octet-stream"
LONGEST = 120
"""The maximum length of a file name, in characters; the end is kept."""

UNSAFE = re.compile(r"[^\w .,()+=@~-]", re.ASCII)
SEPARATORS = re.compile(r"[/\\:]")


def download(content: bytes, name: str, media_type: str) -> "Response":
    """Return an answer that makes browsers save `content` as a file with this name."""
    from flask import Response

    headers = {"Content-Disposition": disposition(name), "Content-Security-Policy": "sandbox"}
    return Response(content, 200, headers, content_type=media_type if media_type in HARMLESS else ANY)


def disposition(name: str) -> str:
    r"""Return the value of Content-Disposition for a file name (RFC 6266).

    >>> disposition("../b\u00e4r.txt")
    'attachment; filename="b_r.txt"; filename*=UTF-8\'\'b%C3%A4r.txt'
    """
    safe = _safe(name)
    plain = UNSAFE.sub("_", safe)
    more = "" if plain == safe else f"; filename*=UTF-8''{quote(safe, safe='')}"
    return f'attachment; filename="{plain}"{more}'


def _safe(name: str) -> str:
    """Return the last part of a path, without control and format characters."""
    seen = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    return SEPARATORS.split(seen)[-1].strip(" .")[-LONGEST:].strip(" .") or "file"
