"""What there is to be asked."""

from typing import Any

from mockkf.control.document import document
from mockkf.control.request_context import Call
from mockkf.control.route import Routes

ROUTES = Routes()


@ROUTES("GET ")
def index(call: Call) -> Any:
    """The version of the control API, and every call of it with a sentence."""
    return {"version": 1, "calls": {f"{route.method} {route.path}": route.sentence for route in call.house.routes}}


@ROUTES("GET /control.json")
def described(call: Call) -> Any:
    """The control API itself as OpenAPI 3.1."""
    return document(call.house.routes)
