"""Converts messages, calls, refusals and failed connections to JSON and back; no form contains secrets."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from mockkf.mime import Attachment
from mockkf.model.call import ApiCall, OpenCall, TraceStep
from mockkf.model.deviation import Deviation
from mockkf.model.envelope import Dsn, Envelope, RecipientDsn
from mockkf.model.failed_connection import FailedConnection
from mockkf.model.marks import Marks
from mockkf.model.message import Connection, Login, Message, Target, Tls
from mockkf.model.message_uid import MessageUid
from mockkf.model.pam import Lookup
from mockkf.model.refusal import RecordedDialogue, Refusal

STEP = tuple(one.name for one in fields(TraceStep))


def message_view(message: Message, marks: Marks) -> dict[str, Any]:
    """Return a message with its marks as JSON, without its content."""
    return {
        "id": message.id,
        "uid": message.uid,
        "epoch": message.epoch,
        "received": message.received.isoformat(),
        "subject": message.subject,
        "size": len(message.raw),
        "read": marks.read,
        "tags": marks.tags,
        "envelope": _envelope_view(message.envelope),
        **_connection_view(message.connection),
        "call": message.call,
        "transcript": message.transcript,
    }


def content_view(message: Message) -> dict[str, Any]:
    """Return the decoded content of a message as JSON; of the attached files only their metadata."""
    content = message.content
    return {
        "headers": {name: content.headers.all(name) for name in content.headers},
        "text": content.text,
        "html": content.html,
        "links": content.links,
        "attachments": [_attachment_view(number, file) for number, file in enumerate(content.attachments, 1)],
        "defects": (*content.defects, *message.envelope.defects),
    }


def message_of(view: Mapping[str, Any], raw: bytes, login: Callable[[Mapping[str, Any]], Login]) -> Message:
    """Return the message of a JSON view with the bytes `raw`; `login` creates its login, which compares passwords."""
    uid = MessageUid.parse(view["uid"])
    return Message(
        view["id"],
        view["epoch"],
        datetime.fromisoformat(view["received"]),
        _envelope_of(view["envelope"]),
        _connection_of(view, login),
        raw,
        view["transcript"],
        uid.mock if uid else "",
    )


def call_view(call: ApiCall) -> dict[str, Any]:
    """Return a call as JSON."""
    return {
        **vars(call),
        "received": call.received.isoformat(),
        "deviations": [{"name": one.name, "sentence": one.sentence} for one in call.deviations],
        "trace": [{name: getattr(step, name) for name in STEP} for step in call.trace],
    }


def call_of(view: Mapping[str, Any]) -> ApiCall:
    """Return the call of a JSON view."""
    return ApiCall(
        **{
            **view,
            "received": datetime.fromisoformat(view["received"]),
            "deviations": tuple(Deviation(**deviation) for deviation in view["deviations"]),
            "trace": tuple(TraceStep(**step) for step in view["trace"]),
        }
    )


def open_call_view(call: OpenCall) -> dict[str, Any]:
    """Return a call without an answer as JSON."""
    return {
        "id": call.id,
        "received": call.received.isoformat(),
        "age": call.age,
        "method": call.method,
        "path": call.path,
        "why": call.why,
        "trace": [{name: getattr(step, name) for name in STEP} for step in call.steps],
    }


def open_call_of(view: Mapping[str, Any]) -> OpenCall:
    """Return the open call of a JSON view."""
    steps = tuple(TraceStep(**step) for step in view["trace"])
    received = datetime.fromisoformat(view["received"])
    return OpenCall(view["id"], received, view["age"], view["method"], view["path"], view["why"], steps)


def refusal_view(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as JSON."""
    envelope = refusal.envelope
    return {
        "step": refusal.step,
        "reply": refusal.reply,
        "why": refusal.why,
        "epoch": refusal.epoch,
        "received": refusal.received.isoformat(),
        "envelope": envelope and _envelope_view(envelope),
        **_connection_view(refusal.connection),
        "call": refusal.connection.call,
        "transcript": refusal.transcript,
    }


def refusal_of(view: Mapping[str, Any]) -> Refusal:
    """Return the refusal of a JSON view."""
    return Refusal(
        view["step"],
        view["reply"],
        view["epoch"],
        datetime.fromisoformat(view["received"]),
        _connection_of(view, lambda login: Login(login["mechanism"], login["user"], claims=login["claims"])),
        RecordedDialogue(view["envelope"] and _envelope_of(view["envelope"]), view["transcript"]),
        view["why"],
    )


def failed_connection_view(failed: FailedConnection) -> dict[str, Any]:
    """Return a failed connection as JSON."""
    return {**vars(failed), "received": failed.received.isoformat()}


def failed_connection_of(view: Mapping[str, Any]) -> FailedConnection:
    """Return the failed connection of a JSON view."""
    host, port = view["peer"]
    return FailedConnection(**{**view, "peer": (host, port), "received": datetime.fromisoformat(view["received"])})


def _attachment_view(number: int, file: Attachment) -> dict[str, Any]:
    return {
        "number": number,
        "filename": file.filename,
        "type": file.content_type,
        "size": len(file.content),
        "content_id": file.content_id,
        "disposition": file.disposition,
        "is_inline": file.is_inline,
        "part_id": file.part_id,
        "sha256": file.sha256,
    }


def _connection_view(connection: Connection) -> dict[str, Any]:
    login = connection.login
    return {
        "listener": connection.listener,
        "login": login and {"mechanism": login.mechanism, "user": login.user, "claims": login.claims},
        "tls": connection.tls and {name: getattr(connection.tls, name) for name in ("version", "cipher", "sni")},
        "target": connection.target and {"host": connection.target.host, "port": connection.target.port},
        "helo": connection.helo,
        "peer": connection.peer,
        "lookups": [asdict(lookup) for lookup in connection.lookups],
    }


def _connection_of(view: Mapping[str, Any], login: Callable[[Mapping[str, Any]], Login]) -> Connection:
    host, port = view["peer"]
    return Connection(
        view["listener"],
        (host, port),
        view["helo"],
        view["target"] and Target(**view["target"]),
        view["tls"] and Tls(**view["tls"]),
        view["login"] and login(view["login"]),
        view["call"],
        tuple(Lookup(**lookup) for lookup in view["lookups"]),
    )


def _envelope_view(envelope: Envelope) -> dict[str, Any]:
    return {
        "sender": envelope.sender,
        "recipients": envelope.recipients,
        "replies": envelope.replies,
        "dsn": _dsn_view(envelope.dsn),
        "defects": envelope.defects,
    }


def _envelope_of(view: Mapping[str, Any]) -> Envelope:
    return Envelope(
        view["sender"],
        tuple(view["recipients"]),
        tuple((recipient, reply) for recipient, reply in view["replies"]),
        _dsn_of(view["dsn"]),
        tuple(view["defects"]),
    )


def _dsn_view(dsn: Dsn) -> dict[str, Any]:
    return {"ret": dsn.ret, "envid": dsn.envid, "recipients": [asdict(one) for one in dsn.recipients]}


def _dsn_of(view: Mapping[str, Any]) -> Dsn:
    named = (RecipientDsn(one["recipient"], tuple(one["notify"]), one["orcpt"]) for one in view["recipients"])
    return Dsn(view["ret"], view["envid"], tuple(named))
