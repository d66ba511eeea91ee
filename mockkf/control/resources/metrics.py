"""Counters in the text format of Prometheus."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Response

from mockkf.control.context import current_context, current_mock
from mockkf.control.resource import TEXT, Resource
from mockkf.state import State

if TYPE_CHECKING:
    from prometheus_client import Metric

resource = Resource("metrics", "Counters for Prometheus.")

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricsCollector:
    """The current counters of one mock, as a collector of prometheus_client."""

    def __init__(self, state: State, sandboxes: int) -> None:
        self._state = state
        self._sandboxes = sandboxes

    def collect(self) -> Iterator["Metric"]:
        """Yield all metrics."""
        state = self._state
        dropped = state.dropped
        fired: Counter[str] = Counter()
        for fault in state.faults.all:
            fired[fault.step] += fault.fired
        statuses = Counter(str(call.status) for call in state.calls)
        refused = Counter(refusal.step for refusal in state.refusals)
        failed = Counter({"http": 0, "https": 0})
        failed.update(connection.listener for connection in state.connections)
        yield _counter("calls", "API calls, by status.", "status", statuses)
        yield _counter("messages", "Captured messages.", "", {"": state.mail.last})
        yield _counter("refused", "Refusals of the mail server, by step.", "step", refused)
        yield _counter("connections", "HTTP connections that failed before a call, by listener.", "listener", failed)
        yield _counter("probes", "Connections that sent nothing.", "", {"": state.probes})
        yield _counter("faults_fired", "How often planned faults fired, by step.", "step", fired)
        yield _counter("late", "Late arrivals from earlier epochs.", "", {"": len(state.late)})
        yield _counter("dropped", "What was dropped because a limit was reached, by kind.", "kind", dropped)
        yield _counter("removed", "Removed messages.", "", {"": state.mail.removed})
        yield _gauge("bytes_held", "Bytes of stored mail.", state.size)
        yield _gauge("epoch", "The number of the epoch; each reset increments it.", state.epoch)
        yield _gauge("sandboxes", "Sandboxes in the server.", self._sandboxes)


@resource.get("/metrics")
@resource.response(200, TEXT, content_type="text/plain")
def get_metrics() -> Response:
    """Return counters since the last reset, for Prometheus."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(MetricsCollector(current_mock().state, len(current_context().server.sandboxes)))
    return Response(generate_latest(registry), 200, content_type=MEDIA_TYPE)


def _counter(name: str, about: str, label: str, counts: Mapping[str, int]) -> "Metric":
    from prometheus_client.core import CounterMetricFamily

    metric = CounterMetricFamily(f"mockkf_{name}", about, labels=[label] if label else [])
    for value, count in sorted(counts.items()):
        metric.add_metric([value] if label else [], count)
    return metric


def _gauge(name: str, about: str, value: int) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"mockkf_{name}", about, value=value)
