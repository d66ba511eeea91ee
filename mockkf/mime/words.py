"""Decodes encoded words (RFC 2047), also malformed ones: adjacent, with blanks inside, with split characters."""

import re
from binascii import a2b_qp
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from mockkf.mime.charsets import decoded, guessed
from mockkf.mime.defects import Defects
from mockkf.mime.head import unfolded
from mockkf.mime.transfer import base64

WORD = re.compile(
    r"""
    =\? ([^?\s]{1,80}) \? ([bBqQ]) \?
    ( [^?=]*+ (?: (?!\?=) (?!=\?(?!=)[^?\s]{1,80}\?[bBqQ]\?(?!=)) [?=] [^?=]*+ )*+ )
    \?=
    """,
    re.VERBOSE,
)
"""An encoded word: charset, encoding, text. A word without an end is text before the next one."""

ENCODING = attrgetter("encoding")


class Word(NamedTuple):
    """An encoded word with the text before it; `charset` is without a language, `encoding` is `b` or `q`."""

    before: str
    charset: str
    encoding: str
    text: str


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
    *said, rest = WORD.split(text)
    charsets = (charset.partition("*")[0].lower() for charset in said[1::4])
    pieces: list[str] = []
    group: list[Word] = []
    for word in map(Word, said[::4], charsets, map(str.lower, said[2::4]), said[3::4]):
        # Blanks between two encoded words are not part of the text (RFC 2047, 6.2).
        is_next = group and not word.before.strip()
        if not (is_next and word.charset == group[0].charset):
            pieces.append(_joined(group, defects, what))
            group = []
        if not is_next:
            pieces.append(word.before)
        group.append(word)
    return "".join([*pieces, _joined(group, defects, what), rest])


def _joined(words: list[Word], defects: Defects, what: str) -> str:
    """Return the text of words with one charset; a character may be split between two words."""
    data: list[bytes] = []
    for encoding, run in groupby(words, ENCODING):
        texts = (word.text.encode("utf-8", "replace") for word in run)
        data += [base64(b"".join(texts), defects)] if encoding == "b" else [a2b_qp(text, header=True) for text in texts]
    return decoded(b"".join(data), words[0].charset, defects, what) if words else ""
