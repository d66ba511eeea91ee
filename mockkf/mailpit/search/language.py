"""Divides a query of Mailpit's search language into terms; it knows no mail.

A query is words, all of which must match. A word ends at a space outside quotation marks, and every quotation mark is
dropped. `-` or `!` before a word negates it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

FIELDS = frozenset(
    {"addressed", "after", "bcc", "before", "cc", "from", "larger", "message-id", "reply-to", "smaller"}
    | {"subject", "tag", "to"}
)
"""The prefixes that take a value; an unknown prefix is free text."""

FLAGS = frozenset(
    {"is:read", "is:unread", "is:tagged", "has:attachment", "has:attachments", "has:inline", "has:inlines"}
)
"""The words with a meaning of their own; `is:` and `has:` with any other value are free text."""

SIGNS = "-!"
SEPARATORS = '><",;()\ufeff'


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query. `kind` is one of `FIELDS` or `FLAGS`, or "" for free text; `value` is as written."""

    kind: str
    value: str
    is_negated: bool = False


def parse(query: str) -> tuple[Term, ...]:
    """Return the terms of a query, in order; words without any letter or digit to search for are left out.

    >>> parse('from:shop !"two words" SUBJECT:"Your order"')  # doctest: +NORMALIZE_WHITESPACE
    (Term(kind='from', value='shop', is_negated=False), Term(kind='', value='two words', is_negated=True),
     Term(kind='subject', value='Your order', is_negated=False))
    """
    return tuple(term for word in _words(query) for term in _terms(word))


def cleaned(text: str) -> str:
    """Return `text` as free text is compared: brackets and separators as spaces, spaces folded, in lower case.

    >>> cleaned('Ada  <ada@read.example>,')
    'ada ada@read.example'
    """
    for separator in SEPARATORS:
        text = text.replace(separator, " ")
    return " ".join(text.split()).lower()


def folded(text: str) -> bytes:
    """Return `text` so that ASCII letters are equal in any case, and other letters are not.

    >>> folded("Grüße") == folded("GRüßE"), folded("Ü") == folded("ü")
    (True, False)
    """
    return text.encode("utf-8", "surrogatepass").lower()


def _words(query: str) -> Iterator[str]:
    # The parts between quotation marks alternate: outside, inside, outside, …
    word = ""
    for number, part in enumerate(query.split('"')):
        if number % 2:
            word += part
            continue
        first, *others = part.split(" ")
        word += first
        for other in others:
            yield word
            word = other
    yield word


def _terms(word: str) -> Iterator[Term]:
    word = word.strip()
    if not cleaned(word):
        return
    is_negated = len(word) > 1 and word[0] in SIGNS
    word = word[1:] if is_negated else word
    small = word.lower()
    kind, colon, _ = small.partition(":")
    if small in FLAGS:
        yield Term(small, "", is_negated)
    elif colon and kind in FIELDS:
        yield Term(kind, word[len(kind) + 1 :], is_negated)
    else:
        yield Term("", word, is_negated)
