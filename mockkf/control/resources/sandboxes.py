"""Whole mocks of their own, made and removed while the server runs."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields
from werkzeug.exceptions import Conflict, NotFound

from mockkf.control.context import current_context
from mockkf.control.resource import Resource
from mockkf.control.resources.health import AddressesSchema, ReadySchema
from mockkf.control.runtime_settings import check
from mockkf.control.schemas import AnswerSchema, BodySchema, NameSchema, TableField, TextField
from mockkf.errors import NothingListens
from mockkf.instance import Mock

resource = Resource("sandboxes", "Whole mocks of their own.")


class NewSandboxSchema(BodySchema):
    """A sandbox to make."""

    example = {"name": "a", "options": {"release": "24.4"}}

    name = TextField(required=True)
    options = TableField()


class SandboxReadySchema(ReadySchema):
    """A sandbox that was made."""

    name = fields.String()


class SandboxAddressesSchema(AddressesSchema):
    """Where a sandbox is found."""

    name = fields.String()


class SandboxesSchema(AnswerSchema):
    """The sandboxes there are."""

    sandboxes = fields.List(fields.Nested(SandboxAddressesSchema))


@resource.post("/sandboxes")
@resource.body(NewSandboxSchema())
@resource.response(201, SandboxReadySchema)
def add_sandbox(body: Mapping[str, Any]) -> Any:
    """Make a sandbox, with the settings of the main mock but for `options`; where all of it is found."""
    name, options = body["name"], body.get("options", {})
    server = current_context().server
    check(options)
    if name in server.sandboxes:
        raise Conflict(f"there is a sandbox '{name}' already; remove it, or take another name")
    return _view(server.sandbox(name, **options), name)


@resource.get("/sandboxes")
@resource.response(200, SandboxesSchema)
def list_sandboxes() -> Any:
    """The sandboxes there are, and where each is found; how to sign in tells the `ready` of each."""
    there = current_context().server.sandboxes
    return {"sandboxes": [view for name in there for view in _listed(there[name], name)]}


@resource.delete("/sandboxes/<string:name>")
@resource.response(200, NameSchema)
def remove_sandbox(name: str) -> Any:
    """Take a sandbox away with all that is in it."""
    try:
        del current_context().server.sandboxes[name.lower()]
    except KeyError as error:
        raise NotFound(error.args[0]) from None
    return {"name": name.lower()}


def _listed(sandbox: Mock, name: str) -> Iterator[dict[str, Any]]:
    """What the list says of a sandbox; nothing, if it was removed meanwhile."""
    with contextlib.suppress(NothingListens):
        yield {key: said for key, said in _view(sandbox, name).items() if key != "environ"}


def _view(sandbox: Mock, name: str) -> dict[str, Any]:
    return {"name": name.lower(), **current_context().addresses(sandbox)}
