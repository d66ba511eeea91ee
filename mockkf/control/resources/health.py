"""Health checks and addresses of the server."""

from typing import Any

from flask import Response
from marshmallow import fields

from mockkf.control.context import current_context, current_mock
from mockkf.control.resource import TEXT, Resource
from mockkf.control.schemas import AnswerSchema

resource = Resource("health", "Health checks and addresses of the server.", url_prefix="")


class ListenerSchema(AnswerSchema):
    """Host and port of a listener."""

    host = fields.String()
    port = fields.Integer()
    tls = fields.String(
        metadata={"description": "none, starttls (offered) or implicit (from the first byte)."},
    )


class AddressesSchema(AnswerSchema):
    """The addresses of a mock, and its options."""

    pid = fields.Integer()
    api = fields.String()
    api_https = fields.String()
    control = fields.String()
    mailpit = fields.String()
    ca_file = fields.String()
    trust_store_file = fields.String()
    smtp = fields.String()
    submission = fields.String()
    smtps = fields.String()
    listeners = fields.Dict(keys=fields.String(), values=fields.Nested(ListenerSchema))
    token = fields.String(metadata={"description": "The token endpoint over http, which needs no trust."})
    token_https = fields.String()
    options = fields.Dict(keys=fields.String(), values=fields.String())


class ReadySchema(AddressesSchema):
    """The addresses and options of a mock, and the environment variables for clients."""

    environ = fields.Dict(keys=fields.String(), values=fields.String())


@resource.get("/livez")
@resource.doc(security=[])
@resource.response(200, TEXT, content_type="text/plain")
def is_alive() -> Response:
    """Return 200 without content: all listeners start together, so all accept connections if this one answers."""
    return Response(b"", 200, content_type="text/plain")


@resource.get("/readyz")
@resource.doc(security=[])
@resource.response(200, TEXT, content_type="text/plain")
def is_ready() -> Response:
    """Return 200 without content: all listeners start together, so all accept connections if this one answers."""
    return Response(b"", 200, content_type="text/plain")


@resource.get("/mockkf/ready")
@resource.response(200, ReadySchema)
def get_addresses() -> Any:
    """Return all addresses, the environment variables for clients (with credentials), and the options at the start."""
    return current_context().addresses(current_mock())


@resource.get("/mockkf/ca.pem")
@resource.response(200, TEXT, content_type="application/x-pem-file")
def get_ca_certificate() -> Response:
    """Return the certificate of the CA that signs the certificate of every name."""
    return Response(current_mock().ca_pem, 200, content_type="application/x-pem-file")
