"""Sentences about what was mended in a mail: data of the mail is in them, but short and on one line."""

from mockkf.mime import limits

Defects = list[str]
"""Collects the sentences; whoever does not ask for them passes a list to be thrown away."""


def shown(value: str) -> str:
    r"""`value` as a sentence may repeat it.

    >>> shown("undefined"), shown("a\r\nb"), shown("")
    ('undefined', 'a\\r\\nb', "''")
    """
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in value[: limits.QUOTED])
    return (text if len(value) <= limits.QUOTED else f"{text}…") or "''"


def summary(defects: Defects) -> tuple[str, ...]:
    """Each sentence once, in order; of very many the first, and how many more there are."""
    told = list(dict.fromkeys(defects))
    more = len(told) - limits.DEFECTS
    return (*told[: limits.DEFECTS], *([f"and {more} more"] if more > 0 else []))
