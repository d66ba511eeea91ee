"""Parses header values with parameters, such as Content-Type: RFC 2045, RFC 2231, and common deviations."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from mockkf.mime import limits
from mockkf.mime.charsets import decoded, guessed
from mockkf.mime.defects import Defects
from mockkf.mime.head import unfolded
from mockkf.mime.words import decoded_words

SIMPLE = re.compile(r"([\w!#$&.+^-]+(?:/[\w!#$&.+^-]+)?)[ \t]*+(?:;|\Z)")
FIRST = re.compile(r"[\s\"']*+([^\s;,\"'()=/]*+(?:\s*+/\s*+[^\s;,\"'()=]*+)?)")
COMMENT = re.compile(r"\s*+\((?:[^()\\]|\\.)*+(?:\((?:[^()\\]|\\.)*+\)(?:[^()\\]|\\.)*+)*+\)")
PARAMETER = re.compile(
    r"""
    ([^\s=;,"]++) [ \t]*+ = [ \t]*+
    (?: "((?:[^"\\]|\\.)*+)" (?= \s*+ (?: [;,(] | \Z | [\w*%-]++\s*+= ) )
      | " ([^;]*+)
      | ([^;]*+)
    )
    """,
    re.VERBOSE,
)
ESCAPED = re.compile(r"\\([\"\\])")
BETWEEN = re.compile(r"[;,\s\"]*+")
SECTION = re.compile(r"([^*]+)(?:\*(\d{1,5}))?(\*)?")

COMMON = 80
"""The maximum length of a value that is read once and kept."""


class Section(NamedTuple):
    """One parameter, or one section of it (RFC 2231): its number, whether it is percent-encoded, its value."""

    number: int
    is_encoded: bool
    value: str


class Parametrised(NamedTuple):
    """A value and its parameters as received; `text_of` decodes the text of a parameter."""

    value: str
    sections: Mapping[str, tuple[Section, ...]]

    def token(self, name: str) -> str | None:
        """Return the first word of a parameter, such as a charset; None without one."""
        said = self.written(name)
        words = said.partition("(")[0].split() if said else ()
        return words[0] if words else None

    def written(self, name: str) -> str | None:
        """Return a parameter as received, its sections joined; None without one."""
        found = self.sections.get(name)
        if not found:
            return None
        return found[0].value if len(found) == 1 else "".join(section.value for section in found)

    def boundary(self) -> str:
        """Return the parameter `boundary` without a trailing comment; empty without one."""
        said = self.written("boundary") or ""
        text, bracket, comment = said.rpartition(" (")
        return (text if bracket and comment.rstrip().endswith(")") else said).rstrip()


def read_parameters(value: bytes | None, defects: Defects) -> Parametrised:
    r"""Return a value and its parameters; each octet becomes one character.

    >>> read = read_parameters(b"text/html charset=UTF-8; name=This is a test.txt", [])
    >>> read.value, read.token("charset"), read.written("name")
    ('text/html', 'UTF-8', 'This is a test.txt')
    """
    if not value:
        return Parametrised("", {})
    if len(value) > COMMON or b"oundary" in value:
        return _read(value, defects)
    read, found = _read_common(value)
    defects += found
    return read


@lru_cache(maxsize=256)
def _read_common(value: bytes) -> tuple[Parametrised, tuple[str, ...]]:
    # Most parts have one of a few values, such as `text/plain; charset=utf-8`.
    defects: Defects = []
    return _read(value, defects), tuple(defects)


def _read(value: bytes, defects: Defects) -> Parametrised:
    text = unfolded(value).decode("latin-1")
    first = SIMPLE.match(text)
    if first:
        at = first.end(1)
    else:
        first, at = _first(text)
    said = "".join(first[1].lower().split()) if first else ""
    return Parametrised(said, _sections(text, at, defects))


def text_of(read: Parametrised, name: str, defects: Defects) -> str | None:
    """Return the text of a parameter, decoded by RFC 2231 or RFC 2047; None if it is missing or empty."""
    sections = read.sections.get(name)
    if not sections:
        return None
    if any(section.is_encoded for section in sections):
        text = _percent_decoded(sections, defects, name)
    else:
        raw = "".join(section.value for section in sections).encode("latin-1")
        text = guessed(raw, defects, name) if not raw.isascii() else raw.decode("ascii")
    return decoded_words(text, defects, name).strip() or None


def _first(text: str) -> tuple[re.Match[str] | None, int]:
    """Return the match of the value before the parameters, without quotes and comments, and its end."""
    at = 0
    while comment := COMMENT.match(text, at):
        at = comment.end()
    first = FIRST.match(text, at)
    at = first.end() if first else at
    if first and text[at : at + 1] == "=":  # the value is missing: this is a parameter
        return None, first.start()
    while comment := COMMENT.match(text, at):
        at = comment.end()
    return first, at


def _sections(text: str, at: int, defects: Defects) -> dict[str, tuple[Section, ...]]:
    found: dict[str, dict[int, Section]] = {}
    for number, (name, value) in enumerate(_pairs(text, at)):
        if number == limits.PARAMETERS:
            defects.append(f"more than {limits.PARAMETERS} parameters; the others are left out")
            break
        split = SECTION.fullmatch(name) if "*" in name else None
        base, index, star = (split[1], split[2], split[3]) if split else (name, None, None)
        # A parameter in sections or with encoding has priority over a plain one of the same name.
        place = int(index) if index else -1 if star else -2
        found.setdefault(base, {}).setdefault(place, Section(place, bool(star), value))
    return {name: _best(sections) for name, sections in found.items()}


def _best(sections: dict[int, Section]) -> tuple[Section, ...]:
    """Return the sections of a parameter in order, or its encoded form, or its plain form."""
    if len(sections) == 1:
        return tuple(sections.values())
    parts = tuple(sections[place] for place in sorted(sections) if place >= 0)
    whole = sections.get(-1)
    return parts or ((whole,) if whole else (sections[-2],))


def _pairs(text: str, at: int) -> Iterator[tuple[str, str]]:
    while at < len(text):
        between = BETWEEN.match(text, at)
        at = between.end() if between else at
        pair = PARAMETER.match(text, at)
        if pair is None:
            at = text.find(";", at) + 1 or len(text)
            continue
        at = pair.end()
        if pair[2] is not None:
            yield pair[1].lower(), ESCAPED.sub(r"\1", pair[2]) if "\\" in pair[2] else pair[2]
        else:
            written = pair[3] if pair[3] is not None else pair[4]
            yield pair[1].lower(), written.strip().removesuffix('"')


def _percent_decoded(sections: tuple[Section, ...], defects: Defects, name: str) -> str:
    charset, quote, rest = sections[0].value.partition("'")
    _, second, rest = rest.partition("'")
    values = [section.value for section in sections]
    if quote and second and sections[0].is_encoded:
        values[0] = rest
    else:
        charset = ""
    data = b"".join(
        unquote_to_bytes(value.encode("latin-1")) if section.is_encoded else value.encode("latin-1")
        for section, value in zip(sections, values, strict=True)
    )
    return decoded(data, charset, defects, name) if charset else guessed(data, defects, name)
