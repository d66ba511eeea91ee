"""The media type of a file by its first bytes (the common types of the MIME Sniffing standard of the WHATWG)."""

from collections.abc import Mapping

BEGINNINGS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"BM": "image/bmp",
    b"%PDF-": "application/pdf",
    b"%!PS-Adobe-": "application/postscript",
    b"PK\x03\x04": "application/zip",
    b"\x1f\x8b\x08": "application/x-gzip",
    b"<!doctype html": "text/html",
    b"<html": "text/html",
    b"<?xml": "text/xml",
}
"""The types by the first bytes, letters in lower case."""

EXAMINED = 512
CONTROLS = frozenset(range(0x20)) - {*b"\t\n\x0c\r\x1b"}


def media_type_of(content: bytes) -> str:
    r"""Return the media type of a file.

    >>> media_type_of(b"%PDF-1.7"), media_type_of(b"hello"), media_type_of(b"\x00\x01")
    ('application/pdf', 'text/plain', 'application/octet-stream')
    """
    start = content[:EXAMINED]
    if start[:4] == b"RIFF" and start[8:14] == b"WEBPVP":
        return "image/webp"
    small = start.lstrip(b"\t\n\x0c\r ").lower()
    for beginning, media_type in BEGINNINGS.items():
        if start.startswith(beginning) or (media_type.startswith("text/") and small.startswith(beginning)):
            return media_type
    return "application/octet-stream" if CONTROLS.intersection(start) else "text/plain"
