"""HTML as plain text: its words for snippets and searches, and a rendering for a mail that has only HTML."""

import re
from collections.abc import Mapping

from mockkf.mime import decoded, pieces

HIDDEN = ("head", "noscript", "script", "style", "title")
"""The elements whose text is not shown."""

INLINE = "a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|tt|u|var|wbr"
"""The elements that do not divide words; every other one does."""

UNSEEN = re.compile(
    rf"<!--.*?(?:-->|\Z)|<({'|'.join(HIDDEN)})\b[^<>]*>.*?(?:</\1\b[^<>]*>|\Z)", re.IGNORECASE | re.DOTALL
)
WITHIN_WORDS = re.compile(rf"</?(?:{INLINE})(?:[\s/][^<>]*)?>", re.IGNORECASE)
BETWEEN_WORDS = re.compile(r"<[a-z/!?][^<>]*>?", re.IGNORECASE)
LINK = re.compile(r"<a\s[^<>]*?\bhref\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s<>]+))", re.IGNORECASE)
"""Patterns, and not a parser, because a search reads every mail. Each one takes linear time."""

BOLD = frozenset({"b", "strong"})
PARAGRAPHS = frozenset({"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"})
LINES = frozenset({"address", "article", "br", "div", "footer", "header", "hr", "li", "main", "section", "tr"})
BREAKS: Mapping[str, str] = {**dict.fromkeys(LINES, "\n"), **dict.fromkeys(PARAGRAPHS, "\n\n")}
"""The line ends before and after an element."""

BLANK = re.compile(r"\s+")
BLANKS = re.compile(r"[ \t]*\n[ \t\n]*")
MOST_LINE_ENDS = 2


def words(html: str, *, with_links: bool = False) -> str:
    """Return the visible words of HTML on one line, followed by the URLs of its links if `with_links`.

    >>> words("<p>Hi <b>A</b>da,</p><p>see <a href='https://a.example'>here</a>", with_links=True)
    'Hi Ada, see here https://a.example'
    """
    shown = UNSEEN.sub(" ", html) if UNSEEN.search(html) else html
    said = BETWEEN_WORDS.sub(" ", WITHIN_WORDS.sub("", shown))
    if with_links:
        links = ("".join(found) for found in LINK.findall(shown))
        said = " ".join((said, *(link for link in links if link[:4].lower() == "http")))
    return on_one_line(decoded(said))


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
    for piece in pieces(UNSEEN.sub(" ", html)):
        if isinstance(piece, str):
            said.append(BLANK.sub(" ", piece))
        elif piece.name == "a":
            said += [f" ( {links.pop()} )"] if piece.is_end and links else []
            links += [address] if (address := piece.attribute("href")) else []
        else:
            said.append("*" if piece.name in BOLD else BREAKS.get(piece.name, ""))
    return BLANKS.sub(lambda found: "\n" * min(found[0].count("\n"), MOST_LINE_ENDS), "".join(said)).strip()
