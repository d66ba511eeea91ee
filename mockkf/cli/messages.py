"""`mockkf messages` and `mockkf wait`: the captured mail."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from mockkf.cli.running_mock import MockCommand

if TYPE_CHECKING:
    from mockkf.remote.control_client import ControlClient

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


@click.command(cls=MockCommand)
@click.pass_obj
@chosen
@click.option("--limit", default=50, help="How many at most, the newest first (default 50).")
@click.option("--json", "as_json", is_flag=True, help="All that is known, as JSON.")
def messages(control: "ControlClient", limit: int, *, as_json: bool, **filters: str | None) -> None:
    """List the captured mail, newest first."""
    answer = control.read("/mockkf/messages", query={**_given(filters), "limit": limit})
    _show(answer["messages"], as_json=as_json)
    if not as_json:
        click.echo(f"{len(answer['messages'])} of {answer['total']}", err=True)


@click.command(cls=MockCommand)
@click.pass_obj
@chosen
@click.option("--timeout", default="5s", help="How long: 5s, 500ms, 1m (default 5s, 60 seconds at most).")
@click.option("--json", "as_json", is_flag=True, help="All that is known, as JSON.")
def wait(control: "ControlClient", timeout: str, *, as_json: bool, **filters: str | None) -> None:
    """Wait for a mail and show it; the status is 1 if none comes in time."""
    answer = control.read("/mockkf/messages", wait=60, query={**_given(filters), "wait": timeout, "limit": 1})
    if not answer["messages"]:
        click.echo(f"mockkf: {answer['instead']}", err=True)
        raise SystemExit(1)
    _show(answer["messages"], as_json=as_json)


def _given(filters: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value is not None}


def _show(mails: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    for mail in mails:
        click.echo(json.dumps(mail) if as_json else _mail(mail))


def _mail(mail: Mapping[str, Any]) -> str:
    login, tls, envelope = mail["login"], mail["tls"], mail["envelope"]
    way = [tls["version"] if tls else "plain text", *([f"{login['mechanism']} {login['user']}"] if login else [])]
    to = ", ".join(envelope["recipients"])
    subject = mail["subject"].encode("unicode_escape").decode()
    return f"{mail['id']:>4}  {mail['received'][11:19]}  {envelope['sender']} -> {to}  {subject!r}  ({', '.join(way)})"


COMMANDS = (messages, wait)
