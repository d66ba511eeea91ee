"""The first words of a mail, for lists."""

from collections.abc import Callable

from mockkf.mailpit.content.parts import MailParts
from mockkf.mailpit.content.plain_text import on_one_line, words
from mockkf.mime import Part

LONGEST = 200
"""The maximum number of bytes of a snippet, in UTF-8."""

BEGINNING = 16 * 1024
"""The bytes of a large body that are read first; mostly they have enough words."""


def snippet(parts: MailParts) -> str:
    """Return the first words of the HTML body; without such a body, those of the text."""
    html = parts.html_part
    if html is not None:
        return _cut(_first_words(html.part, words, lambda: parts.html))
    first = next((found.part for found in parts.texts), None)
    return _cut(_first_words(first, on_one_line, lambda: parts.text))


def _first_words(part: Part | None, read: Callable[[str], str], whole: Callable[[], str]) -> str:
    """Return the words of a body; of a large one only the first, if they are enough."""
    if part is not None and part.end - part.body > BEGINNING:
        said = read(part.beginning_as_sent(BEGINNING))
        if len(said) > LONGEST:
            return said
    return read(whole())


def _cut(said: str) -> str:
    data = said.encode("utf-8", "replace")
    return said if len(data) <= LONGEST else f"{data[:LONGEST].decode('utf-8', 'ignore')}..."
