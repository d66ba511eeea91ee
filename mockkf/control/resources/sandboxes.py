"""Separate mocks, created and removed while the server runs."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields
from werkzeug.exceptions import Conflict, NotFound

from mockkf.control.context import addresses_of, current_context
from mockkf.control.resource import Resource
from mockkf.control.resources.health import AddressesSchema, ReadySchema
from mockkf.control.runtime_settings import check
from mockkf.control.schemas import AnswerSchema, BodySchema, NameSchema, TableField, TextField
from mockkf.errors import NothingListens
from mockkf.instance import Mock

resource = Resource("sandboxes", "Separate mocks inside the server.")


class SandboxDeclarationSchema(BodySchema):
    """A sandbox to create."""

    example = {"name": "a", "options": {"release": "24.4"}}

    name = TextField(required=True)
    options = TableField()


class SandboxReadySchema(ReadySchema):
    """The ready document of a new sandbox."""

    name = fields.String()


class SandboxAddressesSchema(AddressesSchema):
    """The addresses of a sandbox."""

    name = fields.String()


class SandboxesSchema(AnswerSchema):
    """The present sandboxes."""

    sandboxes = fields.List(fields.Nested(SandboxAddressesSchema))


@resource.post("/sandboxes")
@resource.body(SandboxDeclarationSchema())
@resource.response(201, SandboxReadySchema)
def add_sandbox(body: Mapping[str, Any]) -> Any:
    """Create a sandbox and return its ready document; options not given are those of the main mock."""
    name, options = body["name"], body.get("options", {})
    server = current_context().server
    check(options)
    if name in server.sandboxes:
        raise Conflict(f"sandbox '{name}' already exists; remove it, or use another name")
    return _view(server.sandbox(name, **options), name)


@resource.get("/sandboxes")
@resource.response(200, SandboxesSchema)
def list_sandboxes() -> Any:
    """List the sandboxes and their addresses; credentials are in the `ready` document of each."""
    there = current_context().server.sandboxes
    return {"sandboxes": [view for name in there for view in _listed(there[name], name)]}


@resource.delete("/sandboxes/<string:name>")
@resource.response(200, NameSchema)
def remove_sandbox(name: str) -> Any:
    """Remove a sandbox and everything in it."""
    try:
        del current_context().server.sandboxes[name.lower()]
    except KeyError as error:
        raise NotFound(error.args[0]) from None
    return {"name": name.lower()}


def _listed(sandbox: Mock, name: str) -> Iterator[dict[str, Any]]:
    """Yield the list entry of a sandbox; yield nothing if it was removed in the meantime."""
    with contextlib.suppress(NothingListens):
        yield {key: said for key, said in _view(sandbox, name).items() if key != "environ"}


def _view(sandbox: Mock, name: str) -> dict[str, Any]:
    return {"name": name.lower(), **addresses_of(sandbox)}
