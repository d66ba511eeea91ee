"""`mockkf show`: read a message in the terminal."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from mockkf.cli.output import say
from mockkf.cli.running_mock import MockCommand
from mockkf.cli.values import Value
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.remote import ControlClient

ID = re.compile("[0-9]{1,10}|[0-9A-Za-z]{22}")


def message_id(name: str, value: Any) -> str:
    """Return the number or the uid of a message."""
    if not ID.fullmatch(value):
        raise ConfigurationError(f"{name} must be the number of a message or its uid, not {value!r}")
    return str(value)


@click.command(cls=MockCommand)
@click.pass_obj
@click.argument("id", type=Value(message_id, "id"))
def show(control: "ControlClient", id: str) -> None:
    """Print a captured message: envelope, headers, text, files and SMTP dialogue.

    ID is the number of the message, as `mockkf messages` lists it, or its uid.
    """
    mail = control.read(f"/mockkf/messages/{id}")
    parts = (_delivery(mail), _headers(mail), _text(mail), _files(mail), _dialogue(mail))
    say("\n\n".join("\n".join(lines) for part in parts if (lines := [*part])))


def _delivery(mail: Mapping[str, Any]) -> Iterator[str]:
    login, tls, envelope = mail["login"], mail["tls"], mail["envelope"]
    yield f"message {mail['id']}, received {mail['received']}, {mail['size']} bytes"
    yield f"  from <{envelope['sender']}>"
    yield from (f"  to <{recipient}>: {reply}" for recipient, reply in envelope["replies"])
    yield f"  {tls['version'] if tls else 'plain text'}"
    yield f"  login {login['mechanism']} {login['user']}" if login else "  no login"
    yield from (f"  defect: {defect}" for defect in mail["defects"])


def _headers(mail: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name}: {value}" for name, values in mail["headers"].items() for value in values)


def _text(mail: Mapping[str, Any]) -> Iterator[str]:
    yield mail["text"].rstrip() or ("(only HTML; the inbox shows it)" if mail["html"] else "(no text)")


def _files(mail: Mapping[str, Any]) -> Iterator[str]:
    for file in mail["attachments"]:
        yield f"file {file['number']}: {file['filename'] or 'without a name'}, {file['type']}, {file['size']} bytes"


def _dialogue(mail: Mapping[str, Any]) -> Iterator[str]:
    yield "dialogue"
    yield from (f"  {line}" for line in mail["transcript"].splitlines())


COMMANDS = (show,)
