"""The switches that filter captured messages, and the output of messages."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from mockkf.cli.output import say

FILTERS: Mapping[str, str] = {
    "to": "Recipient",
    "sender": "Sender of the envelope",
    "subject": "Subject",
    "text": "Plain text body",
    "user": "User of the login",
    "host": "Host in the profile",
}
"""The text filters."""

SINCE: Mapping[str, str] = {
    "after-id": "Only messages captured after the message with this id or uid.",
    "received-after": "Only messages received at this time or later, such as 2026-01-31T12:00:00Z.",
    "received-before": "Only messages received before this time.",
}
"""The filters by time of arrival."""


def chosen(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return `command` with a switch for each filter."""
    for name, about in reversed([*SINCE.items()]):
        command = click.option(f"--{name}", help=about)(command)
    for name, about in reversed([*FILTERS.items()]):
        command = click.option(f"--{name}", help=f"{about}; accepts * and /regex/.")(command)
    return command


def given(filters: Mapping[str, str | None]) -> dict[str, str]:
    """Return the filters that have a value."""
    return {name: value for name, value in filters.items() if value is not None}


def show(mails: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print each message on one line, as text or as JSON."""
    for mail in mails:
        say(json.dumps(mail) if as_json else _mail(mail))


def _mail(mail: Mapping[str, Any]) -> str:
    login, tls, envelope = mail["login"], mail["tls"], mail["envelope"]
    way = [tls["version"] if tls else "plain text", *([f"{login['mechanism']} {login['user']}"] if login else [])]
    to, when = ", ".join(envelope["recipients"]), mail["received"][11:19]
    return f"{mail['id']:>4}  {when}  {envelope['sender']} -> {to}  {mail['subject']!r}  ({', '.join(way)})"
