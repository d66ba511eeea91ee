"""Masks the secrets in request headers. Only headers that are known to be harmless are shown."""

from typing import TYPE_CHECKING, Any

from mockkf.model.summaries import NAME, cut

if TYPE_CHECKING:
    from collections.abc import Mapping


SHOWN_HEADERS = (
    "accept",
    "content-length",
    "content-type",
    "host",
    "user-agent",
    "x-keyfactor-api-version",
    "x-keyfactor-requested-with",
)
SCHEMES = ("basic", "bearer", "digest", "negotiate", "ntlm")
MASK = "********"


def shown_headers(headers: "Mapping[str, str]") -> "Mapping[str, str]":
    """Return the request headers; the values of headers that may contain a secret are masked, long values are cut.

    >>> shown_headers({"Host": "a", "Authorization": "Basic dTpw", "Cookie": "c"})
    {'Host': 'a', 'Authorization': 'Basic ********', 'Cookie': '********'}
    """
    shown = {name: _shown(name.lower(), value) for name, value in headers.items()}
    if max(map(len, (*shown, *shown.values())), default=0) <= NAME:
        return shown
    return {cut(name, NAME): cut(value) for name, value in shown.items()}


def _shown(name: str, value: str) -> Any:
    if name in SHOWN_HEADERS:
        return value
    scheme = value.partition(" ")[0]
    return f"{scheme} {MASK}" if name == "authorization" and scheme.lower() in SCHEMES else MASK
