"""Moments to go back to: all that is stored and captured, under a name."""

from typing import Any

from mockkf.control.request_body import TEXT, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable

ROUTES = RouteTable()

NAMED = table({"name": TEXT}, {"name": "before"}, is_needed=False)


@ROUTES("POST /snapshots", body=NAMED, status=201)
def take(call: ControlRequest) -> Any:
    """Remember all that is stored and captured at this moment; without a `name` it gets a number."""
    return {"name": call.mock.snapshots.put(call.mock.snapshot(), call.body.get("name"))}


@ROUTES("GET /snapshots")
def snapshots(call: ControlRequest) -> Any:
    """The snapshots there are, oldest first; a reset leaves them."""
    return {
        "snapshots": [
            {"name": name, "calls": len(kept.calls), "messages": len(kept.messages)}
            for name, kept in call.mock.snapshots.all.items()
        ]
    }


@ROUTES("POST /snapshots/{name}/restore")
def restore(call: ControlRequest) -> Any:
    """Go back to a snapshot, under the settings of now."""
    return {"epoch": call.mock.restore(call.mock.snapshots.get(call.places["name"]))}


@ROUTES("DELETE /snapshots/{name}")
def remove(call: ControlRequest) -> Any:
    """Keep a snapshot no longer."""
    call.mock.snapshots.remove(call.places["name"])
    return {"name": call.places["name"]}
