"""What there is to be asked."""

from typing import Any

from mockkf.control.document import document
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable

ROUTES = RouteTable()


@ROUTES("GET ")
def index(call: ControlRequest) -> Any:
    """The version of the control API, and every call of it with a sentence."""
    return {"version": 1, "calls": {f"{route.method} {route.path}": route.sentence for route in call.context.routes}}


@ROUTES("GET /control.json")
def described(call: ControlRequest) -> Any:
    """The control API itself as OpenAPI 3.1."""
    return document(call.context.routes)
