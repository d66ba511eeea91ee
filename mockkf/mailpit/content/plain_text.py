"""HTML as plain text: its words for snippets and searches, and a rendering for a mail that has only HTML."""

import re
from collections.abc import Iterator, Mapping

from mockkf.mime import Tag, pieces

HIDDEN = frozenset({"head", "noscript", "script", "style", "title"})
"""The elements whose text is not shown."""

INLINE = frozenset(
    {"a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small"}
    | {"span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)
"""The elements that do not divide words; every other one does."""

BOLD = frozenset({"b", "strong"})
PARAGRAPHS = frozenset({"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"})
LINES = frozenset({"address", "article", "br", "div", "footer", "header", "hr", "li", "main", "section", "tr"})
BREAKS: Mapping[str, str] = {**dict.fromkeys(LINES, "\n"), **dict.fromkeys(PARAGRAPHS, "\n\n")}
"""The line ends before and after an element."""

BLANK = re.compile(r"\s+")
BLANKS = re.compile(r"[ \t]*\n[ \t\n]*")
MOST_LINE_ENDS = 2


def visible(html: str) -> Iterator[str | Tag]:
    """Yield the texts and tags outside hidden elements."""
    hidden = ""
    for piece in pieces(html):
        if isinstance(piece, Tag) and piece.name in HIDDEN:
            if not hidden and not piece.is_end:
                hidden = piece.name
            elif piece.is_end and piece.name == hidden:
                hidden = ""
        elif isinstance(piece, Tag) and piece.name == "body":
            hidden = ""
            yield piece
        elif not hidden:
            yield piece


def words(html: str, *, with_links: bool = False) -> str:
    """Return the visible words of HTML on one line, each link followed by its URL if `with_links`.

    >>> words("<p>Hi <b>A</b>da,</p><p>see <a href='https://a.example'>here</a>")
    'Hi Ada, see here'
    """
    said: list[str] = []
    links: list[str] = []
    for piece in visible(html):
        if isinstance(piece, str):
            said.append(piece)
        elif piece.name not in INLINE:
            said.append(" ")
        elif piece.name == "a" and with_links:
            said += [f" {links.pop()} "] if piece.is_end and links else []
            address = piece.attribute("href") or ""
            links += [address] if address.lower().startswith("http") else []
    return on_one_line("".join([*said, *(f" {link} " for link in links)]))


def on_one_line(text: str) -> str:
    """Return `text` with white space folded, and characters that cannot be shown as spaces."""
    folded = " ".join(text.replace("\ufeff", " ").split())
    if folded.isprintable():
        return folded
    return " ".join("".join(letter if letter.isprintable() else " " for letter in folded).split())


def rendered(html: str) -> str:
    """Return HTML as text: `*bold*`, `link ( url )`, a line for each block.

    >>> rendered('<p>Hi <b>Ada</b>, see <a href="https://a.example/x">here</a></p>')
    'Hi *Ada*, see here ( https://a.example/x )'
    """
    said: list[str] = []
    links: list[str] = []
    for piece in visible(html):
        if isinstance(piece, str):
            said.append(BLANK.sub(" ", piece))
        elif piece.name == "a":
            said += [f" ( {links.pop()} )"] if piece.is_end and links else []
            links += [address] if (address := piece.attribute("href")) else []
        else:
            said.append("*" if piece.name in BOLD else BREAKS.get(piece.name, ""))
    return BLANKS.sub(lambda found: "\n" * min(found[0].count("\n"), MOST_LINE_ENDS), "".join(said)).strip()
