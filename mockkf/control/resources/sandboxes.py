"""Whole mocks of their own, made and removed while the server runs."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import Conflict, NotFound

from mockkf.control.request_body import TABLE, TEXT, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.control.runtime_settings import check
from mockkf.errors import NothingListens

if TYPE_CHECKING:
    from mockkf.instance import Mock

ROUTES = RouteTable()

SANDBOX = table({"name": TEXT, "options": TABLE}, {"name": "a", "options": {"release": "24.4"}}, "name")


@ROUTES("POST /sandboxes", body=SANDBOX, status=201)
def add(call: ControlRequest) -> Any:
    """Make a sandbox, with the settings of the main mock but for `options`; where all of it is found."""
    name, options = call.body["name"], call.body.get("options", {})
    server = call.context.server
    check(options)
    if name in server.sandboxes:
        raise Conflict(f"there is a sandbox '{name}' already; remove it, or take another name")
    return _view(call, server.sandbox(name, **options), name)


@ROUTES("GET /sandboxes")
def sandboxes(call: ControlRequest) -> Any:
    """The sandboxes there are, and where each is found; how to sign in tells the `ready` of each."""
    there = call.context.server.sandboxes
    return {"sandboxes": [view for name in there for view in _listed(call, there[name], name)]}


@ROUTES("DELETE /sandboxes/{name}")
def remove(call: ControlRequest) -> Any:
    """Take a sandbox away with all that is in it."""
    name = call.places["name"].lower()
    try:
        del call.context.server.sandboxes[name]
    except KeyError as error:
        raise NotFound(error.args[0]) from None
    return {"name": name}


def _listed(call: ControlRequest, sandbox: "Mock", name: str) -> Iterator[dict[str, Any]]:
    """What the list says of a sandbox; nothing, if it was removed meanwhile."""
    with contextlib.suppress(NothingListens):
        yield {key: said for key, said in _view(call, sandbox, name).items() if key != "environ"}


def _view(call: ControlRequest, sandbox: "Mock", name: str) -> dict[str, Any]:
    return {"name": name.lower(), **call.context.addresses(sandbox)}
