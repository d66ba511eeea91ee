"""The switches by which captured mail is chosen, and how it is printed."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from mockkf.cli.output import say

FILTERS: Mapping[str, str] = {
    "to": "a recipient",
    "sender": "who the envelope says it is from",
    "subject": "the subject",
    "text": "the plain text",
    "user": "who logged on",
    "host": "the host that was asked for",
}
"""What mails can be chosen by."""

SINCE: Mapping[str, str] = {
    "after-id": "Only mail captured after the one with this id.",
    "received-after": "Only mail received at this time or later: 2026-01-31T12:00:00Z.",
    "received-before": "Only mail received earlier than this time.",
}
"""By when they came."""


def chosen(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command` with a switch for each filter."""
    for name, about in reversed([*SINCE.items()]):
        command = click.option(f"--{name}", help=about)(command)
    for name, about in reversed([*FILTERS.items()]):
        command = click.option(f"--{name}", help=f"Only with this: {about}; * is a wildcard, /…/ a pattern.")(command)
    return command


def given(filters: Mapping[str, str | None]) -> dict[str, str]:
    """The filters that were given."""
    return {name: value for name, value in filters.items() if value is not None}


def show(mails: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print each mail in one line, or as JSON."""
    for mail in mails:
        say(json.dumps(mail) if as_json else _mail(mail))


def _mail(mail: Mapping[str, Any]) -> str:
    login, tls, envelope = mail["login"], mail["tls"], mail["envelope"]
    way = [tls["version"] if tls else "plain text", *([f"{login['mechanism']} {login['user']}"] if login else [])]
    to, when = ", ".join(envelope["recipients"]), mail["received"][11:19]
    return f"{mail['id']:>4}  {when}  {envelope['sender']} -> {to}  {mail['subject']!r}  ({', '.join(way)})"
