"""Whether the server is there, and where all of it is found."""

from typing import Any

from flask import Response
from marshmallow import fields

from mockkf.control.context import current_context, current_mock
from mockkf.control.resource import TEXT, Resource
from mockkf.control.schemas import AnswerSchema

resource = Resource("health", "Whether the server is there, and where all of it is found.", url_prefix="")


class AddressesSchema(AnswerSchema):
    """Where everything of a mock is found, and its options."""

    pid = fields.Integer()
    api = fields.String()
    api_https = fields.String()
    control = fields.String()
    ca_file = fields.String()
    smtp = fields.String()
    submission = fields.String()
    smtps = fields.String()
    options = fields.Dict(keys=fields.String(), values=fields.String())


class ReadySchema(AddressesSchema):
    """The same, and the variables that clients read."""

    environ = fields.Dict(keys=fields.String(), values=fields.String())


@resource.get("/livez")
@resource.doc(security=[])
@resource.response(200, TEXT, content_type="text/plain")
def is_alive() -> Response:
    """200 and nothing else: all listeners accept as long as this one answers, for they start together."""
    return Response(b"", 200, content_type="text/plain")


@resource.get("/readyz")
@resource.doc(security=[])
@resource.response(200, TEXT, content_type="text/plain")
def is_ready() -> Response:
    """200 and nothing else: all listeners accept as long as this one answers, for they start together."""
    return Response(b"", 200, content_type="text/plain")


@resource.get("/mockkf/ready")
@resource.response(200, ReadySchema)
def get_addresses() -> Any:
    """Where everything is, what real clients read to find it and sign in, and the options it was started with."""
    return current_context().addresses(current_mock())


@resource.get("/mockkf/ca.pem")
@resource.response(200, TEXT, content_type="application/x-pem-file")
def get_ca_certificate() -> Response:
    """The certificate of the CA that vouches for every name."""
    return Response(current_mock().ca_pem, 200, content_type="application/x-pem-file")
