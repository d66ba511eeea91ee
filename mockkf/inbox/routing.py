"""Tells which requests are for the inbox: its own paths, and its pages if a browser requests them."""

import re
from collections.abc import Mapping
from typing import Any

OWN = "/inbox/"
"""The prefix of everything that is not a page: assets, frames, files and forms."""

FAVICON = "/favicon.ico"
HISTORY = "HTTP_HX_HISTORY_RESTORE_REQUEST"
"""The header with which htmx requests a page again when a user goes back; it then sends no Accept."""

PAGES = re.compile(
    r"/|/(?:search|faults|setup|view/(?!latest)[0-9A-Za-z]{1,40}|call/[0-9]{1,20}|refusal/[0-9-]{1,40})/?"
)


def has_page(path: str) -> bool:
    """Return whether the inbox has something at this path; `/view/latest` is Mailpit's, which redirects to a page."""
    return path == FAVICON or path.startswith(OWN) or PAGES.fullmatch(path) is not None


def is_page(environ: Mapping[str, Any], path: str) -> bool:
    """Return whether the inbox answers this request, on a port that it shares with the API.

    Clients of the API do not accept HTML, so that they get the API's 404 at the paths of pages.

    >>> is_page({"HTTP_ACCEPT": "text/html,*/*;q=0.8"}, "/"), is_page({"HTTP_ACCEPT": "*/*"}, "/")
    (True, False)
    """
    if path == FAVICON or path.startswith(OWN):
        return True
    reads = environ.get("REQUEST_METHOD", "GET") in {"GET", "HEAD"}
    is_browser = "text/html" in environ.get("HTTP_ACCEPT", "").lower() or HISTORY in environ
    return reads and is_browser and has_page(path)
