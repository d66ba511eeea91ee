"""What happened in numbers, as Prometheus reads them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Response

from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable

if TYPE_CHECKING:
    from mockkf.state import State

ROUTES = RouteTable()

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@ROUTES("GET /metrics", media=MEDIA_TYPE)
def metrics(call: ControlRequest) -> Response:
    """Counts since the last reset, for Prometheus."""
    state = call.mock.state
    sandboxes = _metric("sandboxes", "gauge", "Sandboxes of the server.", {"": len(call.context.server.sandboxes)})
    lines = "\n".join((*_lines(state), *sandboxes, ""))
    return Response(lines, 200, content_type=MEDIA_TYPE)


def _lines(state: "State") -> Iterator[str]:
    refusals, dropped = state.refusals, state.dropped
    statuses = Counter(call.status for call in state.calls)
    steps = Counter(refusal.step for refusal in refusals)
    fired: Counter[str] = Counter()
    for fault in state.faults.all:
        fired[fault.step] += fault.fired
    yield from _metric("calls_total", "counter", "Calls of the API, by status.", _by("status", statuses))
    captured = {"": state.page(0, 0)[1] + dropped["messages"]}
    yield from _metric("messages_total", "counter", "Mails that were captured.", captured)
    yield from _metric("refused_total", "counter", "What the mail server refused, by step.", _by("step", steps))
    yield from _metric("faults_fired_total", "counter", "Times that planned faults fired.", _by("step", fired))
    yield from _metric("late_total", "counter", "What came too late, from an older epoch.", {"": len(state.late)})
    yield from _metric("dropped_total", "counter", "What was dropped at the limits.", _by("kind", dropped))
    yield from _metric("bytes_held", "gauge", "Bytes of mail that are held.", {"": state.size})
    yield from _metric("epoch", "gauge", "The number of the epoch, which each reset raises.", {"": state.epoch})


def _metric(name: str, kind: str, about: str, values: Mapping[str, int]) -> Iterator[str]:
    yield f"# HELP mockkf_{name} {about}"
    yield f"# TYPE mockkf_{name} {kind}"
    yield from (f"mockkf_{name}{label} {value}" for label, value in values.items())


def _by(label: str, counts: Mapping[str, int] | Mapping[int, int]) -> dict[str, int]:
    return {f'{{{label}="{value}"}}': count for value, count in sorted(counts.items())}
