"""The callbacks of the mail server as steps: each is recorded in a trace, and a fault can fire at each."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

from mockkf.errors import MockkfError, Refused
from mockkf.faults import Certificate, Protocol, StepRunner, Subject, Without
from mockkf.model import Action, Connection, Envelope
from mockkf.relay import READY_FOR_DATA, READY_FOR_TLS, Callbacks, Capabilities, Mechanism, RelayPolicy
from mockkf.tls import Certificates

SAID: Mapping[str, Callable[..., str]] = {
    "banner": lambda connection: f"listener {connection.listener}",
    "hello": lambda connection, command: f"{command} {connection.helo or ''}".rstrip(),
    "tls": lambda connection: f"listener {connection.listener}",
    "login": lambda _, credentials: f"AUTH {credentials.mechanism} as {credentials.user}",
    "sender": lambda _, sender: f"MAIL FROM:<{sender}>",
    "recipient": lambda _, __, recipient: f"RCPT TO:<{recipient}>",
    "data": lambda *_: "DATA",
    "message": lambda _, __, raw, ___: f"{len(raw)} bytes",
}
"""The text of each step in the trace."""

LAST_WORDS: Mapping[str, str] = {"tls": READY_FOR_TLS, "data": READY_FOR_DATA}
"""The positive reply that the client gets before a fault drops the connection at this step."""


def relay_callbacks(policy: RelayPolicy, steps: StepRunner, certificates: Certificates) -> Callbacks:
    """Return the callbacks of `policy`, each wrapped as a step."""

    async def tls(action: Action, connection: Connection) -> ssl.SSLContext:
        try:
            return CONTEXTS[type(action)](certificates, action, connection)
        except MockkfError as error:
            raise Refused(f"454 4.7.0 TLS not available: {error}") from error

    async def hello(action: Without, connection: Connection, command: str) -> Capabilities:
        return _without(await policy.hello(connection, command), action.without)

    bends: Mapping[str, Any] = {"tls": tls, "hello": hello}

    def noted(name: str, step: Any) -> Any:
        last_words, apply = LAST_WORDS.get(name, ""), bends.get(name)
        return steps.wrap_async(f"relay.{name}", step, SAID[name], ABOUT[name], apply=apply, last_words=last_words)

    asked = {name: noted(name, getattr(policy, name)) for name in SAID}
    return Callbacks(**asked, refused=policy.refused, probed=policy.probed)


CONTEXTS: Mapping[type[Action], Callable[[Certificates, Any, Connection], ssl.SSLContext]] = {
    Certificate: lambda certificates, action, connection: (
        certificates.context_for(connection.target.name, action.certificate)
        if connection.target
        else certificates.server_context(action.certificate, connection.local_address)
    ),
    Protocol: lambda certificates, action, connection: certificates.old_context(
        connection.target.name if connection.target else None, action.protocol, connection.local_address
    ),
}
"""The TLS context for each fault of TLS."""


def _without(capabilities: Capabilities, words: tuple[str, ...]) -> Capabilities:
    there = Mechanism.offered if capabilities.mechanisms is None else capabilities.mechanisms
    return replace(
        capabilities,
        starttls=capabilities.starttls and "STARTTLS" not in words,
        mechanisms=() if "AUTH" in words else tuple(name for name in there if name not in words),
        smtputf8=capabilities.smtputf8 and "SMTPUTF8" not in words,
    )


def _line(connection: Connection) -> dict[str, Any]:
    target, login = connection.target, connection.login
    return {
        "host": target and target.host,
        "port": target and target.port,
        "listener": connection.listener,
        "helo": connection.helo,
        "user": login and login.user,
    }


def _mail(connection: Connection, envelope: Envelope) -> dict[str, Any]:
    return {**_line(connection), "sender": envelope.sender, "to": envelope.recipients}


def _subject(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0]
    return str(message_from_bytes(head, policy=policy.default)["subject"] or "")


ABOUT: Mapping[str, Callable[..., Subject]] = {
    "banner": _line,
    "hello": lambda connection, _: _line(connection),
    "tls": _line,
    "login": lambda connection, credentials: {
        **_line(connection),
        "user": credentials.user,
        "mechanism": credentials.mechanism,
    },
    "sender": lambda connection, sender: {**_line(connection), "sender": sender},
    "recipient": lambda connection, sender, recipient: {**_line(connection), "sender": sender, "to": recipient},
    "data": _mail,
    "message": lambda connection, envelope, raw, _: {**_mail(connection, envelope), "subject": _subject(raw)},
}
"""The values that the criteria of a fault are compared with, for each step."""
