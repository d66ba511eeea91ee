"""Parses the addresses of a header on demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mockkf.mime import limits
from mockkf.mime.words import decoded_words

TOKEN = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"?|<(?:([^<>]*+)>|([^<>,;]*+))|([,;])|([^\"<,;(]++)|\(")
MARKS = re.compile(r"[()\\]")
QUOTABLE = re.compile(r"\\(.)", re.DOTALL)
ROUTE = re.compile(r"^@[^:]*:")
GROUP = re.compile(r"^[^@\[\]]*:")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a header; `name` is empty if the header has none."""

    name: str
    address: str


@dataclass(slots=True)
class _Entry:
    """The parts between two commas: words, comments, an address in angle brackets."""

    words: list[str]
    comments: list[str]
    address: str | None = None


def addresses(value: str) -> Iterator[Address]:
    """Return the addresses of a header. `value` is unfolded but not decoded, because a name may have an encoded comma.

    >>> [*addresses('"Smith, J." <a@b.c>, d@e.f (Dan); team: g@h.i;')]  # doctest: +NORMALIZE_WHITESPACE
    [Address(name='Smith, J.', address='a@b.c'), Address(name='Dan', address='d@e.f'),
     Address(name='', address='g@h.i')]
    """
    count, entry, at = 0, _Entry([], []), 0
    while at < len(value) and count < limits.ADDRESSES:
        token = TOKEN.match(value, at)
        if token is None:
            at += 1
            continue
        at = token.end()
        if token[0] == "(":
            comment, at = _comment(value, at)
            entry.comments.append(comment)
        elif token[4]:
            found = _address(entry)
            entry = _Entry([], [])
            if found:
                count += 1
                yield found
        else:
            _add(entry, token)
    last = _address(entry)
    if last and count < limits.ADDRESSES:
        yield last


def _add(entry: _Entry, token: re.Match[str]) -> None:
    in_brackets = token[2] if token[2] is not None else token[3]
    if in_brackets is not None:
        entry.address = ROUTE.sub("", in_brackets.strip())
    elif token[1] is not None:
        # A quoted local part keeps its quotes, a name does not. Only the next token tells which one this is.
        entry.words.append(f'"{token[1]}"')
    else:
        entry.words.append(token[5] if entry.words or entry.address is not None else GROUP.sub("", token[5]))


def _comment(value: str, at: int) -> tuple[str, int]:
    """Return the text of a comment, and the position after its closing bracket."""
    depth, start = 1, at
    while mark := MARKS.search(value, at):
        at = mark.end() + (mark[0] == "\\")
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if not depth:
            return QUOTABLE.sub(r"\1", value[start : mark.start()]).strip(), at
    return value[start:].strip(), len(value)


def _address(entry: _Entry) -> Address | None:
    """Return the entry as an address; None if it is empty."""
    if entry.address is not None:
        name, address = _name(entry.words), entry.address
    else:
        written, address = _bare("".join(entry.words).strip())
        name = _name([written])
    name = name or decoded_words(" ".join(entry.comments), [])
    return Address(name, address) if name or address else None


def _bare(written: str) -> tuple[str, str]:
    """Return name and address of an entry without angle brackets."""
    words = written.split()
    if '"@' in written or len(words) == 1:
        return ("", written) if written.strip('"') else ("", "")
    like_addresses = [word for word in words if "@" in word]
    if len(like_addresses) == 1 and '"' not in like_addresses[0]:
        return " ".join(word for word in words if "@" not in word), like_addresses[0]
    return written, ""


def _name(words: list[str]) -> str:
    plain = [QUOTABLE.sub(r"\1", word[1:-1]) if word.startswith('"') else word for word in words]
    return " ".join(decoded_words("".join(plain), []).split())
