"""The base of all commands that call a running mock: the options that choose the mock, and its control API."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mockkf.cli.ready_file import control_url
from mockkf.errors import ConfigurationError

USUAL = "http://127.0.0.1:8480"
"""The default address of `mockkf serve`."""

SWITCHES: Mapping[str, Mapping[str, Any]] = {
    "--url": {
        "envvar": "MOCKKF_URL",
        "help": f"The URL of the mock or of one of its sandboxes (default {USUAL}).",
    },
    "--ready-file": {
        "envvar": "MOCKKF_READY_FILE",
        "type": click.Path(path_type=Path),
        "help": "The ready file of the mock; mockkf reads the URL from it.",
    },
    "--token": {
        "envvar": "MOCKKF_CONTROL_TOKEN",
        "help": "The control token of the mock: the value of its --control-token.",
    },
}
"""The command-line options that choose the mock."""


class MockCommand(click.Command):
    """A command that calls a running mock; `ctx.obj` is a client of its control API."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.params += [click.Option([name], **known) for name, known in SWITCHES.items()]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with a client of the chosen mock's control API."""
        url, ready_file, token = (ctx.params.pop(name) for name in ("url", "ready_file", "token"))
        from mockkf.remote import ControlApiError, ControlClient

        where = url or (control_url(ready_file) if ready_file else USUAL)
        ctx.obj = ControlClient(where, token=token)
        try:
            return super().invoke(ctx)
        except ControlApiError as declined:  # the message is enough for a user; no traceback
            raise ConfigurationError(declined.said) from declined


def option(word: str) -> tuple[str, str]:
    """Return name and value of `NAME=VALUE`; raise `ConfigurationError` for any other form."""
    name, equals, value = word.partition("=")
    if not (name and equals):
        raise ConfigurationError(f"{word!r} must have the form NAME=VALUE")
    return name, value
