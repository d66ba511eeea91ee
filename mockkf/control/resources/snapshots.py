"""Snapshots: saved copies of stored data and captured mail, each with a name."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, BodySchema, EpochSchema, NameSchema, TextField

resource = Resource("snapshots", "Saved copies of stored data and captured mail.")


class SnapshotDeclarationSchema(BodySchema):
    """The name of a new snapshot."""

    example = {"name": "before"}
    is_needed = False

    name = TextField()


class SnapshotSchema(AnswerSchema):
    """A snapshot, with the number of its calls and messages."""

    name = fields.String()
    calls = fields.Integer()
    messages = fields.Integer()


class SnapshotsSchema(AnswerSchema):
    """The snapshots, and the size of their mail in bytes; mail that is in several snapshots counts once."""

    snapshots = fields.List(fields.Nested(SnapshotSchema))
    bytes = fields.Integer()


@resource.post("/snapshots")
@resource.body(SnapshotDeclarationSchema())
@resource.response(201, NameSchema)
def take_snapshot(body: Mapping[str, Any]) -> Any:
    """Save stored data and captured mail; without a `name`, the snapshot gets a number as its name."""
    mock = current_mock()
    return {"name": mock.snapshots.put(mock.snapshot(), body.get("name"))}


@resource.get("/snapshots")
@resource.response(200, SnapshotsSchema)
def list_snapshots() -> Any:
    """List the snapshots, oldest first; a reset keeps them."""
    snapshots = current_mock().snapshots
    return {
        "snapshots": [
            {"name": name, "calls": len(kept.calls), "messages": len(kept.messages)}
            for name, kept in snapshots.all.items()
        ],
        "bytes": snapshots.mail.bytes,
    }


@resource.post("/snapshots/<string:name>/restore")
@resource.response(200, EpochSchema)
def restore_snapshot(name: str) -> Any:
    """Return to a snapshot; the current settings stay in force."""
    mock = current_mock()
    return {"epoch": mock.restore(mock.snapshots.get(name))}


@resource.delete("/snapshots/<string:name>")
@resource.response(200, NameSchema)
def remove_snapshot(name: str) -> Any:
    """Delete a snapshot."""
    current_mock().snapshots.remove(name)
    return {"name": name}
