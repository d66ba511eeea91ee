"""Moments to go back to: all that is stored and captured, under a name."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, BodySchema, EpochSchema, NameSchema, TextField

resource = Resource("snapshots", "Moments to go back to.")


class NewSnapshotSchema(BodySchema):
    """The name of a snapshot to take."""

    example = {"name": "before"}
    is_needed = False

    name = TextField()


class SnapshotSchema(AnswerSchema):
    """A snapshot, and how much is in it."""

    name = fields.String()
    calls = fields.Integer()
    messages = fields.Integer()


class SnapshotsSchema(AnswerSchema):
    """The snapshots there are."""

    snapshots = fields.List(fields.Nested(SnapshotSchema))


@resource.post("/snapshots")
@resource.body(NewSnapshotSchema())
@resource.response(201, NameSchema)
def take_snapshot(body: Mapping[str, Any]) -> Any:
    """Remember all that is stored and captured at this moment; without a `name` it gets a number."""
    mock = current_mock()
    return {"name": mock.snapshots.put(mock.snapshot(), body.get("name"))}


@resource.get("/snapshots")
@resource.response(200, SnapshotsSchema)
def list_snapshots() -> Any:
    """The snapshots there are, oldest first; a reset leaves them."""
    return {
        "snapshots": [
            {"name": name, "calls": len(kept.calls), "messages": len(kept.messages)}
            for name, kept in current_mock().snapshots.all.items()
        ]
    }


@resource.post("/snapshots/<string:name>/restore")
@resource.response(200, EpochSchema)
def restore_snapshot(name: str) -> Any:
    """Go back to a snapshot, under the settings of now."""
    mock = current_mock()
    return {"epoch": mock.restore(mock.snapshots.get(name))}


@resource.delete("/snapshots/<string:name>")
@resource.response(200, NameSchema)
def remove_snapshot(name: str) -> Any:
    """Keep a snapshot no longer."""
    current_mock().snapshots.remove(name)
    return {"name": name}
