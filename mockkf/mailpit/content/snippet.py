"""The first words of a mail, for lists."""

from dataclasses import replace

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
    return _cut(_folded(parts) if html is None else _shown(html.part))


def _shown(part: Part) -> str:
    """Return the words of an HTML body; of a large one only the first, if they are enough."""
    if part.end - part.body > BEGINNING:
        said = words(replace(part, end=part.body + BEGINNING).text_as_sent([]))
        if len(said) > LONGEST:
            return said
    return words(part.text_as_sent([]))


def _folded(parts: MailParts) -> str:
    first = next((found.part for found in parts.texts), None)
    if first is not None and first.end - first.body > BEGINNING:
        said = on_one_line(replace(first, end=first.body + BEGINNING).text_as_sent([]))
        if len(said) > LONGEST:
            return said
    return on_one_line(parts.text)


def _cut(said: str) -> str:
    data = said.encode("utf-8", "replace")
    return said if len(data) <= LONGEST else f"{data[:LONGEST].decode('utf-8', 'ignore')}..."
