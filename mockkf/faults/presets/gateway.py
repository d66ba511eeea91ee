"""Gateways between a client and Command: load balancers, proxies and their limits."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    "bad_gateway": Preset("http.request", "Command is down behind its proxy", {"page": 502}),
    "unavailable": Preset("http.request", "Command is restarting", {"page": 503}),
    "timeout": Preset("http.request", "Command does not answer its proxy in time", {"page": 504}),
    "rate_limited": Preset("http.request", "the client sends too many calls", {"status": 429, "retry_after": 30}),
    "server_error": Preset(
        "http.request",
        "Command has an internal error",
        {"status": 500, "message": "An unexpected error occurred."},
    ),
    "lost_answer": Preset(
        "http.request", "Command executes the call, but its answer is lost", {"drop": "after", "times": 1}
    ),
    "closed_connection": Preset(
        "http.connection", "the proxy closes an idle connection when the next call comes", {"drop": "after", "times": 1}
    ),
    "reset_connection": Preset(
        "http.connection", "the proxy was restarted, and resets a kept connection", {"tcp_reset": "after", "times": 1}
    ),
    "dead_connection": Preset(
        "http.connection",
        "a firewall has forgotten an idle connection, and drops its packets",
        {"hang": True, "times": 1},
    ),
}
