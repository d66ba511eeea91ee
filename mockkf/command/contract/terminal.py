"""The register of rules as text for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from mockkf.command.contract.rule import Recording, Rule
from mockkf.command.contract.table import endpoint_in_words, grade_in_words, to_change

INDENT = 12
"""The column in which the text about a rule begins."""

NARROWEST, WIDEST = 40, 120


def shown(rules: Iterable[Rule], width: int, recordings: Mapping[str, Recording]) -> Iterator[str]:
    """Return a paragraph for each rule, in lines of at most `width` characters; a longer word is never broken.

    A rule with one of the user's `recordings` shows its grade on a line of its own.
    """
    room = max(NARROWEST, min(width, WIDEST)) - INDENT
    for rule in rules:
        said = [f"{endpoint_in_words(rule)}: {rule.subject}", rule.does, f"source: {rule.source}"]
        said += [f"{grade_in_words(rule)}; else assumed"] if rule.proofs and not rule.is_of_one_release else []
        change = to_change(rule)
        said += [change] if change else []
        first, *others = (line for text in said for line in wrapped(text, room))
        if rule.name in recordings:
            yield recordings[rule.name].grade
            yield " " * INDENT + first
            others += wrapped(f"{recordings[rule.name].verdict}: seen {recordings[rule.name].seen}", room)
        else:
            yield rule.grade.ljust(INDENT) + first
        yield from (" " * INDENT + line for line in others)
        yield ""


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines, without breaking a word."""
    return wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
