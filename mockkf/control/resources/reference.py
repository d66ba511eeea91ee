"""What can be read about the API, for any release."""

from typing import Any

from mockkf.command import reference
from mockkf.control.query_parameters import text
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable

ROUTES = RouteTable()

RELEASE = text("release", "a release of Command, such as 25.5")
API_VERSION = text("api-version", "a version of the API, such as 2")
GRADE = text("grade", "how sure we are: documented, recorded or assumed")


@ROUTES("GET /openapi.json", query=(RELEASE, API_VERSION))
def openapi(call: ControlRequest) -> Any:
    """Command's API as OpenAPI 3.1; without a query the running release, and each call's newest version."""
    return reference.openapi(call.mock.runtime.settings, _said(call))


@ROUTES("GET /contract", query=(RELEASE, GRADE))
def contract(call: ControlRequest) -> Any:
    """What mockkf does, how sure we are that Command does it, and which option changes it."""
    return reference.contract(_said(call))


def _said(call: ControlRequest) -> dict[str, str]:
    return {name: said for name, said in call.query.items() if said is not None}
