"""The HTML of a mail as a browser gets it: inline images have URLs, and nothing leads the browser away by itself."""

import re
from urllib.parse import unquote

from mockkf.mailpit.content.parts import MailParts

LINK = re.compile(r"<a(?=[\s/>])", re.IGNORECASE)
TARGET = re.compile(r"[\s/](?:target|rel)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*)", re.IGNORECASE)
CONTENT_ID = re.compile(r"(=\s*[\"']?|\(\s*[\"']?)cid:([^\"'\s>)]+)", re.IGNORECASE)
REDIRECT = re.compile(r"<!--.*?(?:-->|\Z)|<(base|meta)(?=[\s/>])[^>]*>?", re.IGNORECASE | re.DOTALL)
REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)


def with_images(parts: MailParts, root: str) -> str:
    """Return the HTML body with the URL of the part, below `root`, in place of each Content-ID that the mail has."""
    numbers = {part.content_id.lower(): part.number for part in reversed(parts.files) if part.content_id}

    def url(match: re.Match[str]) -> str:
        number = numbers.get(unquote(match[2]).lower())
        return match[0] if number is None else f"{match[1]}{root}{number}"

    return CONTENT_ID.sub(url, parts.html) if numbers else parts.html


def without_redirects(html: str) -> str:
    """Return HTML without `<base>` and `<meta http-equiv="refresh">`, as Mailpit does; the policy forbids both, too.

    >>> without_redirects('<base href="https://a.example"><p>b</p>')
    '<!-- base tag removed --><p>b</p>'
    """
    return REDIRECT.sub(_without, html)


def embedded(html: str) -> str:
    """Return HTML in which each link opens a new window, which learns nothing about this one.

    >>> embedded('<a href="https://a.example" target=_top>a</a>')
    '<a target="_blank" rel="noreferrer noopener" href="https://a.example">a</a>'
    """
    at = 0
    said: list[str] = []
    for match in LINK.finditer(html):
        if match.start() < at:  # inside the attributes of the link before
            continue
        end = html.find(">", match.end())
        end = len(html) if end < 0 else end
        attributes = TARGET.sub("", html[match.end() : end])
        said += [html[at : match.start()], match[0], ' target="_blank" rel="noreferrer noopener"', attributes]
        at = end
    return "".join([*said, html[at:]])


def _without(match: re.Match[str]) -> str:
    if (match[1] or "").lower() == "base":
        return "<!-- base tag removed -->"
    return "<!-- meta refresh removed -->" if REFRESH.search(match[0]) else match[0]
