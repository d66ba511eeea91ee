"""What was captured and written down, as JSON has it, and read back from there; secrets are in neither."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from mockkf.model import (
    Asked,
    Connection,
    Deviation,
    Envelope,
    Exchange,
    Login,
    Lookup,
    Message,
    Refusal,
    Step,
    Tls,
)


def message_view(message: Message) -> dict[str, Any]:
    """A message as JSON has it, without its content."""
    return {
        "id": message.id,
        "epoch": message.epoch,
        "received": message.received.isoformat(),
        "subject": message.subject,
        "size": len(message.raw),
        "envelope": asdict(message.envelope),
        **_connection_view(message.connection),
        "exchange": message.exchange,
        "transcript": message.transcript,
    }


def message_of(view: Mapping[str, Any], raw: bytes, login: Callable[[Mapping[str, Any]], Login]) -> Message:
    """The message that was shown so, whose content is `raw`; `login` knows how to ask for its password."""
    return Message(
        view["id"],
        view["epoch"],
        datetime.fromisoformat(view["received"]),
        _envelope_of(view["envelope"]),
        _connection_of(view, login),
        raw,
        view["transcript"],
    )


def exchange_view(exchange: Exchange) -> dict[str, Any]:
    """An exchange as JSON has it."""
    return {**asdict(exchange), "received": exchange.received.isoformat()}


def exchange_of(view: Mapping[str, Any]) -> Exchange:
    """The exchange that was shown so."""
    return Exchange(
        **{
            **view,
            "received": datetime.fromisoformat(view["received"]),
            "deviations": tuple(Deviation(**deviation) for deviation in view["deviations"]),
            "trace": tuple(Step(**step) for step in view["trace"]),
        }
    )


def refusal_view(refusal: Refusal) -> dict[str, Any]:
    """What the relay did not take, as JSON has it."""
    return {
        "step": refusal.step,
        "reply": refusal.reply,
        "epoch": refusal.epoch,
        "received": refusal.received.isoformat(),
        "envelope": refusal.envelope and asdict(refusal.envelope),
        **_connection_view(refusal.connection),
        "exchange": refusal.connection.exchange,
        "transcript": refusal.transcript,
    }


def refusal_of(view: Mapping[str, Any]) -> Refusal:
    """The refusal that was shown so."""
    return Refusal(
        view["step"],
        view["reply"],
        view["epoch"],
        datetime.fromisoformat(view["received"]),
        _connection_of(view, lambda login: Login(login["mechanism"], login["user"], claims=login["claims"])),
        view["envelope"] and _envelope_of(view["envelope"]),
        view["transcript"],
    )


def _connection_view(connection: Connection) -> dict[str, Any]:
    login = connection.login
    return {
        "listener": connection.listener,
        "login": login and {"mechanism": login.mechanism, "user": login.user, "claims": login.claims},
        "tls": connection.tls and asdict(connection.tls),
        "asked": connection.asked and asdict(connection.asked),
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
        view["asked"] and Asked(**view["asked"]),
        view["tls"] and Tls(**view["tls"]),
        view["login"] and login(view["login"]),
        view["exchange"],
        tuple(Lookup(**lookup) for lookup in view["lookups"]),
    )


def _envelope_of(view: Mapping[str, Any]) -> Envelope:
    replies = ((recipient, reply) for recipient, reply in view["replies"])
    return Envelope(view["sender"], tuple(view["recipients"]), tuple(replies))
