"""Health checks and addresses of the server."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import fields

from mockkf.control.context import addresses_of, current_context, current_mock
from mockkf.control.resource import TEXT, Resource
from mockkf.control.schemas import AnswerSchema, BodySchema, TableField, TextField

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
    version = fields.String(metadata={"description": "The version of mockkf."})
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
    guessed_ports = fields.List(fields.String())
    options = fields.Dict(keys=fields.String(), values=fields.String())


class PublicAddressesSchema(BodySchema):
    """The addresses at which clients reach the server; what is missing is as the server listens."""

    example = {"public_host": "localhost", "public_ports": {"https": 32769, "smtp": 32770}}

    public_host = TextField()
    public_ports = TableField()


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
    """Return all addresses for the caller, the variables for clients (with credentials), and the options at the start.

    They have the host that the caller named. `guessed_ports` are listeners behind a port mapping that nobody told.
    """
    return addresses_of(current_mock())


@resource.put("/mockkf/addresses")
@resource.body(PublicAddressesSchema())
@resource.response(200, ReadySchema)
def put_addresses(body: Mapping[str, Any]) -> Any:
    """Set the addresses at which clients reach the server, for example behind a port mapping; no reset undoes them."""
    current_context().server.publish(body.get("public_host", ""), body.get("public_ports"))
    return addresses_of(current_mock())


@resource.get("/mockkf/ca.pem")
@resource.response(200, TEXT, content_type="application/x-pem-file")
def get_ca_certificate() -> Response:
    """Return the certificate of the CA that signs the certificate of every name."""
    return Response(current_mock().ca_pem, 200, content_type="application/x-pem-file")
