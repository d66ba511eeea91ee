"""What is written down about a call: all of it but the secrets, and one line for whoever watches."""

from typing import TYPE_CHECKING, Any

from mockkf.model import Exchange, on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHOWN_HEADERS = ("accept", "content-length", "content-type", "host", "user-agent")
MASK = "********"


def shown_headers(headers: "Iterable[tuple[str, str]]") -> "Mapping[str, str]":
    """Request headers as they may be shown: what is not known to be harmless is masked.

    >>> shown_headers([("Host", "a"), ("Authorization", "Basic dTpw"), ("Cookie", "c")])
    {'Host': 'a', 'Authorization': 'Basic ********', 'Cookie': '********'}
    """
    return {name: _shown(name.lower(), value) for name, value in headers}


def line(exchange: Exchange) -> str:
    """An exchange in one line of ASCII."""
    version = f" v{exchange.api_version}" if exchange.api_version else ""
    said = [exchange.reason, *(deviation.sentence for deviation in exchange.deviations)]
    remarks = "; ".join(sentence for sentence in said if sentence)
    return on_one_line(
        f"{exchange.method} {exchange.path}{version} {exchange.status}{f' ({remarks})' if remarks else ''}"
    )


def _shown(name: str, value: str) -> Any:
    if name in SHOWN_HEADERS or name.startswith("x-keyfactor-"):
        return value
    return f"{value.partition(' ')[0]} {MASK}" if name == "authorization" and " " in value else MASK
