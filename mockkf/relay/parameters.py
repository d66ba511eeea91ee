"""The parameters of MAIL and RCPT: one function reads each, and refuses a malformed value (501 5.5.4)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockkf.errors import Refused

LONGEST_ENVID, LONGEST_ORCPT = 100, 500
"""The maximum lengths of ENVID and ORCPT, in characters (RFC 3461 §4.2, §4.4)."""

_XTEXT = re.compile(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")
_UNITEXT = re.compile(r"(?:[!-*,-<>-\[\]-~]|[^\x00-\x9f]|\\x\{[0-9A-F]{2,6}\})+")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_KEYWORD = re.compile(r"[A-Z0-9][A-Z0-9-]*")
_DIGITS = re.compile(r"[0-9]{1,20}")
_REASONS = frozenset({"SUCCESS", "FAILURE", "DELAY"})


def parameters(rest: str, known: Mapping[str, Callable[[str], Any]], path: str) -> dict[str, Any]:
    """Return the parameters in `rest`, or raise `Refused`; `path` is the command, such as `MAIL FROM`."""
    said: dict[str, Any] = {}
    for word in rest.split():
        keyword, equals, value = word.partition("=")
        name = keyword.upper()
        if not _KEYWORD.fullmatch(name) or (equals and not value):
            raise Refused(f"501 5.5.4 Syntax: {path}: <address> [SP <mail-parameters>]")
        if name not in known:
            raise Refused(f"555 5.5.4 {path} parameters not recognized or not implemented")
        if name in said:
            raise Refused(f"501 5.5.4 {name} must appear only once")
        said[name] = known[name](value)
    return said


def _size(value: str) -> int:
    if not _DIGITS.fullmatch(value):
        raise Refused("501 5.5.4 SIZE must be a number of octets")
    return int(value)


def _body(value: str) -> str:
    if value.upper() not in ("7BIT", "8BITMIME"):
        raise Refused("501 5.5.4 BODY must be 7BIT or 8BITMIME")
    return value.upper()


def _smtputf8(value: str) -> bool:
    if value:
        raise Refused("501 5.5.4 SMTPUTF8 takes no value")
    return True


def _auth(value: str) -> str:
    if value != "<>" and not _XTEXT.fullmatch(value):
        raise Refused("501 5.5.4 AUTH must be <> or an address in xtext")
    return value


def _ret(value: str) -> str:
    if value.upper() not in ("FULL", "HDRS"):
        raise Refused("501 5.5.4 RET must be FULL or HDRS")
    return value.upper()


def _envid(value: str) -> str:
    decoded = _decoded(value)
    if decoded is None or len(decoded) > LONGEST_ENVID:
        raise Refused(f"501 5.5.4 ENVID must be xtext of at most {LONGEST_ENVID} printable characters")
    return decoded


def _notify(value: str) -> tuple[str, ...]:
    reasons = tuple(dict.fromkeys(value.upper().split(",")))
    if reasons != ("NEVER",) and not _REASONS.issuperset(reasons):
        raise Refused("501 5.5.4 NOTIFY must be NEVER, or one or more of SUCCESS, FAILURE, DELAY")
    return reasons


def _orcpt(value: str) -> str:
    kind, _, address = value.partition(";")
    decoded = _unicode(address) if kind.lower() == "utf-8" else _decoded(address)
    if len(value) > LONGEST_ORCPT or not _ATOM.fullmatch(kind) or decoded is None:
        raise Refused("501 5.5.4 ORCPT must be a type and an address in xtext, such as rfc822;a@example.com")
    return f"{kind};{decoded}"


def _decoded(xtext: str) -> str | None:
    """Decode `xtext` (RFC 3461 §4); return None if it is malformed or not printable."""
    if not _XTEXT.fullmatch(xtext):
        return None
    text = re.sub(r"\+(..)", lambda found: chr(int(found[1], 16)), xtext)
    return text if text.isascii() and text.isprintable() else None


def _unicode(text: str) -> str | None:
    """Decode a non-ASCII address (RFC 6533 §3); return None if it is malformed or not printable."""
    if not _UNITEXT.fullmatch(text):
        return _decoded(text)
    try:
        decoded = re.sub(r"\\x\{(.+?)\}", lambda found: chr(int(found[1], 16)), text)
        decoded.encode()
    except ValueError:
        return None
    return decoded if decoded.isprintable() else None


OF_MAIL: Mapping[str, Callable[[str], Any]] = {
    "SIZE": _size,
    "BODY": _body,
    "SMTPUTF8": _smtputf8,
    "AUTH": _auth,
    "RET": _ret,
    "ENVID": _envid,
}
"""The parameters of MAIL (RFC 1870, 6152, 6531, 4954 and 3461)."""

OF_RCPT: Mapping[str, Callable[[str], Any]] = {"NOTIFY": _notify, "ORCPT": _orcpt}
"""The parameters of RCPT (RFC 3461)."""
