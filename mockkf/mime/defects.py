"""Sentences about repaired defects of a mail; quotations from the mail are short and on one line."""

from mockkf.mime import limits

Defects = list[str]
"""A list that collects the sentences; a caller that does not need them passes a new list."""


def shown(value: str) -> str:
    r"""Return `value` as a quotation for a sentence: on one line and of limited length.

    >>> shown("undefined"), shown("a\r\nb"), shown("")
    ('undefined', 'a\\r\\nb', "''")
    """
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in value[: limits.QUOTED])
    return (text if len(value) <= limits.QUOTED else f"{text}…") or "''"


def summary(defects: Defects) -> tuple[str, ...]:
    """Return each sentence once, in order; of very many only the first, and the number of the others."""
    told = list(dict.fromkeys(defects))
    more = len(told) - limits.DEFECTS
    return (*told[: limits.DEFECTS], *([f"and {more} more"] if more > 0 else []))
