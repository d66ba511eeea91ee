"""Decodes encoded words (RFC 2047), also malformed ones: adjacent, with blanks inside, with split characters."""

import re
from binascii import a2b_qp
from collections.abc import Iterator
from typing import NamedTuple

from mockkf.mime.charsets import decoded, guessed
from mockkf.mime.defects import Defects
from mockkf.mime.head import unfolded
from mockkf.mime.transfer import base64

START = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?")


class Word(NamedTuple):
    """An encoded word with the text before it; the last item has only the text after the last word."""

    before: str
    charset: str = ""
    encoding: str = ""
    text: str = ""


def header_text(value: bytes, defects: Defects, what: str = "header") -> str:
    """Return a header value, unfolded and decoded.

    >>> header_text(b"=?utf-8?q?Gr=C3=BC=C3?=  =?UTF-8?B?n2U=?= an alle", [])
    'Grüße an alle'
    """
    line = unfolded(value)
    text = line.decode("ascii") if line.isascii() else guessed(line, defects, what)
    return decoded_words(text, defects, what)


def decoded_words(text: str, defects: Defects, what: str = "header") -> str:
    """Return `text` with its encoded words decoded."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    group: list[Word] = []
    for word in _words(text):
        is_next = bool(group and word.encoding and not word.before.strip())
        if group and not (is_next and _charset(word) == _charset(group[0])):
            pieces.append(_joined(group, defects, what))
            group = []
        # Blanks between two encoded words are not part of the text (RFC 2047, 6.2).
        pieces.append("" if is_next else word.before)
        group += [word] if word.encoding else []
    return "".join(pieces)


def _words(text: str) -> Iterator[Word]:
    """Yield the encoded words in order; the last item has only text."""
    at = seen = 0
    while start := START.search(text, at):
        end = text.find("?=", start.end())
        if end < 0:
            break
        inner = START.search(text, start.end(), end)
        if inner:  # the first word has no end
            at = inner.start()
            continue
        yield Word(text[seen : start.start()], start[1], start[2], text[start.end() : end])
        at = seen = end + 2
    yield Word(text[seen:])


def _charset(word: Word) -> str:
    return word.charset.partition("*")[0].lower()


def _joined(words: list[Word], defects: Defects, what: str) -> str:
    """Return the text of words with one charset; a character may be split between two words."""
    data = bytearray()
    texts: list[str] = []
    for number, word in enumerate(words, 1):
        texts.append(word.text)
        if number < len(words) and words[number].encoding.lower() == word.encoding.lower() == "b":
            continue
        text = "".join(texts).encode("utf-8", "replace")
        data += base64(text, defects) if word.encoding in "bB" else a2b_qp(text, header=True)
        texts = []
    return decoded(bytes(data), _charset(words[0]), defects, what)
