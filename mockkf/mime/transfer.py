"""Tolerant decoders for the transfer encodings of RFC 2045 and for uuencode."""

import binascii
import re
from collections.abc import Callable, Mapping

from mockkf.mime import limits
from mockkf.mime.defects import Defects, shown

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
OTHER = bytes(set(range(256)) - set(ALPHABET) - set(b"="))
EXPECTED = ALPHABET + b"= \t\r\n"
QUAD = 4

BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n)")
ESCAPE = re.compile(rb"=(?:([0-9A-Fa-f]{2})|[ \t]*+(?:\r?\n|\Z))")
SOFT_BREAK = re.compile(rb"=[ \t]*+(?:\r?\n|\Z)")
COMMENT = re.compile(r"\([^()]*\)")
NOT_IN_NAME = re.compile(r"[^a-z0-9]")


def base64(data: bytes, defects: Defects) -> bytes:
    r"""Decode base64; invalid characters are skipped, and decoding continues after padding.

    >>> base64(b"UEsD\r\nBA==emVk", [])
    b'PK\x03\x04zed'
    """
    if data.translate(None, EXPECTED):
        defects.append("base64 has invalid characters; they are skipped")
    clean = data.translate(None, OTHER)
    body = clean.rstrip(b"=")
    pieces = body.split(b"=", limits.PIECES)
    if len(pieces) == 1:
        return _piece(body, defects)
    defects.append("base64 has padding in the middle; decoding continues after it")
    return b"".join(_piece(piece.replace(b"=", b""), defects) for piece in pieces if piece)


def quoted_printable(data: bytes, defects: Defects) -> bytes:
    """Decode quoted-printable; an invalid escape is kept."""
    if not BAD_ESCAPE.search(data):
        return binascii.a2b_qp(data)
    if BAD_ESCAPE.search(SOFT_BREAK.sub(b"", data)):
        defects.append("quoted-printable has invalid escapes; they are kept")
    return ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()) if escape[1] else b"", data)


def uuencode(data: bytes, defects: Defects) -> bytes:
    """Decode uuencode, with or without its first and last line."""
    begin = re.search(rb"^begin(?:-base64)? [0-7]{3,4} [^\n]*\n", data, re.MULTILINE)
    found = bytearray()
    for line in data[begin.end() if begin else 0 :].splitlines():
        if line.rstrip() == b"end" or len(found) > len(data):  # lines may declare a length that is too large
            break
        if line.rstrip() in {b"`", b""}:
            continue
        try:
            found += binascii.a2b_uu(line)
        except binascii.Error:
            found += _short_line(line, defects)
    return bytes(found)


def as_it_is(data: bytes, defects: Defects) -> bytes:
    """Return `data` unchanged, because it is not encoded."""
    del defects
    return data


ENCODINGS: Mapping[str, Callable[[bytes, Defects], bytes]] = {
    "7bit": as_it_is,
    "8bit": as_it_is,
    "binary": as_it_is,
    "base64": base64,
    "quoted-printable": quoted_printable,
    "x-uuencode": uuencode,
}
"""The decoders of the transfer encodings, by name."""

NAMES: Mapping[str, str] = {
    **{NOT_IN_NAME.sub("", name): name for name in ENCODINGS},
    "b64": "base64",
    "qp": "quoted-printable",
    "quoteprintable": "quoted-printable",
    "uue": "x-uuencode",
    "uuencode": "x-uuencode",
    "xuue": "x-uuencode",
}
"""The encodings by the names that senders use, reduced to lower-case letters and digits."""


def encoding_of(value: str, defects: Defects) -> str:
    """Return the transfer encoding that a header names; an unknown one is a defect and becomes `binary`."""
    said = (COMMENT.sub(" ", value) if "(" in value else value).strip(" \t\"';,.").lower()
    if said in ENCODINGS or not said:
        return said or "7bit"
    name = NAMES.get(NOT_IN_NAME.sub("", said))
    if name is None:
        defects.append(f"transfer encoding {shown(said)} is unknown; the content is not decoded")
        return "binary"
    if name != "x-uuencode":  # it has several common names, so none of them is a defect
        defects.append(f"transfer encoding {shown(said)} is read as {name}")
    return name


def _piece(piece: bytes, defects: Defects) -> bytes:
    """Decode base64 without padding; its last character may be lost."""
    if len(piece) % QUAD == 1:
        defects.append("base64 ends in the middle of an octet")
        piece = piece[:-1]
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % QUAD))


def _short_line(line: bytes, defects: Defects) -> bytes:
    """Decode a line whose first character declares a wrong length, as some encoders write it."""
    defects.append("uuencode has lines of wrong length")
    length = (((line[0] - 32) & 63) * QUAD + 5) // 3
    try:
        return binascii.a2b_uu(line[:length])
    except binascii.Error:
        return b""
