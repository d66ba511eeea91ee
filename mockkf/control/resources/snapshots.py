"""Moments to go back to: all that is stored and captured, under a name."""

from typing import Any

from mockkf.control.request_body import TEXT, table
from mockkf.control.request_context import Call
from mockkf.control.route import Routes

ROUTES = Routes()

NAMED = table({"name": TEXT}, {"name": "before"}, is_needed=False)


@ROUTES("POST /snapshots", body=NAMED, status=201)
def take(call: Call) -> Any:
    """Remember all that is stored and captured at this moment; without a `name` it gets a number."""
    return {"name": call.mock.snapshots.put(call.mock.snapshot(), call.body.get("name"))}


@ROUTES("GET /snapshots")
def snapshots(call: Call) -> Any:
    """The snapshots there are, oldest first; a reset leaves them."""
    return {
        "snapshots": [
            {"name": name, "exchanges": len(kept.exchanges), "messages": len(kept.messages)}
            for name, kept in call.mock.snapshots.all.items()
        ]
    }


@ROUTES("POST /snapshots/{name}/restore")
def restore(call: Call) -> Any:
    """Go back to a snapshot, under the settings of now."""
    return {"epoch": call.mock.restore(call.mock.snapshots.get(call.places["name"]))}


@ROUTES("DELETE /snapshots/{name}")
def remove(call: Call) -> Any:
    """Keep a snapshot no longer."""
    call.mock.snapshots.remove(call.places["name"])
    return {"name": call.places["name"]}
