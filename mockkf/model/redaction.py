"""What is written down about a call: all of it but the secrets, and one line for whoever watches."""

from typing import TYPE_CHECKING, Any

from mockkf.model import ApiCall, on_one_line
from mockkf.testing.faults import unfired

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mockkf.model import Fault

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


def shown_headers(headers: "Iterable[tuple[str, str]]") -> "Mapping[str, str]":
    """Request headers as they may be shown: what is not known to be harmless is masked.

    >>> shown_headers([("Host", "a"), ("Authorization", "Basic dTpw"), ("Cookie", "c")])
    {'Host': 'a', 'Authorization': 'Basic ********', 'Cookie': '********'}
    """
    return {name: _shown(name.lower(), value) for name, value in headers}


def line(call: ApiCall) -> str:
    """A call in one line of ASCII."""
    version = f" v{call.api_version}" if call.api_version else ""
    said = [call.reason, *(deviation.sentence for deviation in call.deviations)]
    remarks = "; ".join(sentence for sentence in said if sentence)
    return on_one_line(f"{call.method} {call.path}{version} {call.status}{f' ({remarks})' if remarks else ''}")


def unexpected(calls: "Iterable[ApiCall]") -> str:
    """The requests that no route took, in words; empty if there are none."""
    lost = [f"\n  {line(call)}" for call in calls if not call.routed]
    return f"{len(lost)} of the requests found no route:{''.join(lost)}" if lost else ""


def verify(calls: "Iterable[ApiCall]", faults: "Iterable[Fault]") -> None:
    """Nothing, if every request found a route and every fault fired; else `AssertionError` lists those that did not."""
    wrong = [said for said in (unexpected(calls), unfired(faults)) if said]
    if wrong:
        raise AssertionError("\n".join(wrong))


def _shown(name: str, value: str) -> Any:
    if name in SHOWN_HEADERS:
        return value
    scheme = value.partition(" ")[0]
    return f"{scheme} {MASK}" if name == "authorization" and scheme.lower() in SCHEMES else MASK
