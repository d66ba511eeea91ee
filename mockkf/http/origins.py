"""Whether a web page of another site makes a request: Origin (RFC 6454) and Fetch Metadata."""

from collections.abc import Iterable, Mapping

FOREIGN_SITES = ("cross-site", "same-site")
"""What a browser says in Sec-Fetch-Site of a page of another origin."""


def is_own(origin: str, host: str) -> bool:
    """Whether `origin` is where the request itself goes.

    >>> is_own("http://127.0.0.1:8480", "127.0.0.1:8480"), is_own("null", "127.0.0.1:8480")
    (True, False)
    """
    return origin.lower() in {f"{scheme}://{host}".lower() for scheme in ("http", "https")}


def foreign_page(headers: Mapping[str, str], allowed: Iterable[str] = ()) -> str | None:
    """The header that tells of a page of another origin, with its value; None if the request is let in.

    A page of an `allowed` origin is let in. Browsers send Sec-Fetch-Site to addresses of this machine and over https;
    where it is missing, Origin decides.

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
