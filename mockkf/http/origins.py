"""Detection of requests from web pages of other sites, by Origin (RFC 6454) and Fetch Metadata."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

FOREIGN_SITES = ("cross-site", "same-site")
"""The values of Sec-Fetch-Site that a browser sends for a page of another origin."""


def is_own(origin: str, host: str) -> bool:
    """Return whether `origin` is the origin of the request's own URL.

    >>> is_own("http://127.0.0.1:8480", "127.0.0.1:8480"), is_own("null", "127.0.0.1:8480")
    (True, False)
    """
    return origin.lower() in {f"{scheme}://{host}".lower() for scheme in ("http", "https")}


def foreign_page(headers: "Mapping[str, str] | Headers", allowed: Iterable[str] = ()) -> str | None:
    """Return the header that shows a page of another origin, as `name: value`; None if the request is accepted.

    Pages of an `allowed` origin are accepted. Browsers send Sec-Fetch-Site to loopback addresses and over https;
    without it, Origin decides.

    >>> foreign_page({"Host": "a:80", "Origin": "https://evil.example"})
    'Origin: https://evil.example'
    """
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site", "").strip().lower()
    if origin is not None and origin.lower() in {known.lower() for known in allowed}:
        return None
    if site:
        return f"Sec-Fetch-Site: {site}" if site in FOREIGN_SITES else None
    if origin is not None and not is_own(origin, headers.get("Host", "").strip()):
        return f"Origin: {origin}"
    return None


def is_navigation(method: str, headers: "Mapping[str, str] | Headers") -> bool:
    """Return whether a person follows a link to a page: a GET of a top-level document by a browser.

    >>> is_navigation("GET", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"})
    True
    """
    wanted = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    return method == "GET" and all(headers.get(name, "").strip().lower() == value for name, value in wanted.items())


def is_image(method: str, headers: "Mapping[str, str] | Headers") -> bool:
    """Return whether a browser shows the answer as an image, so that no script can read it."""
    return method == "GET" and headers.get("Sec-Fetch-Dest", "").strip().lower() == "image"
