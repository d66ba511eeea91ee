"""Whether the server is there, and where all of it is found."""

from typing import Any

from flask import Response

from mockkf.control.request_context import ControlRequest
from mockkf.control.route import UNGUARDED, RouteTable

ROUTES = RouteTable()


@ROUTES.beside(f"GET {UNGUARDED[0]}", media="text/plain")
@ROUTES.beside(f"GET {UNGUARDED[1]}", media="text/plain")
def alive(call: ControlRequest) -> Response:
    """200 and nothing else: all listeners accept as long as this one answers, for they start together."""
    del call
    return Response(b"", 200, content_type="text/plain")


@ROUTES("GET /ready")
def ready(call: ControlRequest) -> Any:
    """Where everything is, what real clients read to find it and sign in, and the options it was started with."""
    return call.context.addresses(call.mock)


@ROUTES("GET /ca.pem", media="application/x-pem-file")
def ca(call: ControlRequest) -> Response:
    """The certificate of the CA that vouches for every name."""
    return Response(call.mock.ca_pem, 200, content_type="application/x-pem-file")
