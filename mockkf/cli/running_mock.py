"""What all commands that ask a running mock have in common: which mock it is, and what it is asked for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mockkf.cli.ready_file import control_url
from mockkf.errors import ConfigurationError

USUAL = "http://127.0.0.1:8480"
"""Where `mockkf serve` is found unless it was told otherwise."""

SWITCHES: Mapping[str, Mapping[str, Any]] = {
    "--url": {
        "envvar": "MOCKKF_URL",
        "help": f"Where the mock is, or one of its sandboxes (default {USUAL}).",
    },
    "--ready-file": {
        "envvar": "MOCKKF_READY_FILE",
        "type": click.Path(path_type=Path),
        "help": "The file that the mock was told to write.",
    },
    "--token": {
        "envvar": "MOCKKF_CONTROL_TOKEN",
        "help": "What the mock was given as --control-token.",
    },
}
"""The switches that say which mock is meant."""


class MockCommand(click.Command):
    """A command that asks a running mock: its object is the mock's control API."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.params += [click.Option([name], **known) for name, known in SWITCHES.items()]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with the control API of the mock that is meant."""
        url, ready_file, token = (ctx.params.pop(name) for name in ("url", "ready_file", "token"))
        from mockkf.remote import ControlApiError, ControlClient

        where = url or (control_url(ready_file) if ready_file else USUAL)
        ctx.obj = ControlClient(where, token=token)
        try:
            return super().invoke(ctx)
        except ControlApiError as declined:  # to a person the sentence says enough
            raise ConfigurationError(declined.said) from declined


def option(word: str) -> tuple[str, str]:
    """What NAME=VALUE says."""
    name, equals, value = word.partition("=")
    if not (name and equals):
        raise ConfigurationError(f"{word!r} must have the form NAME=VALUE")
    return name, value
