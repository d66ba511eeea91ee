"""Divides HTML into text and tags, in one pass and in linear time. The HTML is untrusted and may be malformed.

It does not use `html.parser`, which on older Pythons needs minutes for some malformed HTML of a few hundred KiB.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKUP = re.compile(r"<(?:(!--)|[!?]|/?([a-z][^\s/>]*))", re.IGNORECASE)
ATTRIBUTE = re.compile(r"[\s/]*([^\s/=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in lower case, and the values of its attributes, decoded, by their names in lower case."""

    name: str
    is_end: bool
    attributes: tuple[tuple[str, str], ...]

    def attribute(self, name: str) -> str | None:
        """Return the value of the first attribute with this name; None without one."""
        return next((value for known, value in self.attributes if known == name), None)


def pieces(html: str) -> Iterator[str | Tag]:
    """Yield the decoded texts and the tags in order; comments and the text of scripts and styles are left out.

    >>> [*pieces("a &amp; <B>b</B><!-- c --><script>d</script>")]  # doctest: +NORMALIZE_WHITESPACE
    ['a & ', Tag(name='b', is_end=False, attributes=()), 'b', Tag(name='b', is_end=True, attributes=()),
     Tag(name='script', is_end=False, attributes=()), Tag(name='script', is_end=True, attributes=())]
    """
    at = 0
    while match := MARKUP.search(html, at):
        if match.start() > at:
            yield decoded(html[at : match.start()])
        if match[1]:
            at = _after(html, "-->", match.end())
            continue
        tag, at = _tag(html, match)
        if tag is not None:
            yield tag
            if tag.name in ENDS and not tag.is_end:
                end = ENDS[tag.name].search(html, at)
                at = end.start() if end else len(html)
    if at < len(html):
        yield decoded(html[at:])


def _tag(html: str, match: re.Match[str]) -> tuple[Tag | None, int]:
    """Return the tag that begins here, None for a declaration, and the position after it."""
    at = match.end()
    if not match[2]:
        return None, _after(html, ">", at)
    attributes = []
    while attribute := ATTRIBUTE.match(html, at):
        at = attribute.end()
        value = attribute[2] or attribute[3] or attribute[4] or ""
        attributes.append((attribute[1].lower(), decoded(value)))
    is_end = html.startswith("/", match.start() + 1)
    return Tag(match[2].lower(), is_end, tuple(attributes)), _after(html, ">", at)


def _after(html: str, mark: str, at: int) -> int:
    end = html.find(mark, at)
    return end + len(mark) if end >= 0 else len(html)


def decoded(text: str) -> str:
    """Return `text` with its character references decoded."""
    if "&" not in text:
        return text
    try:
        return entities.unescape(text)
    except ValueError:  # a character reference with thousands of digits
        return text
