"""The base of all commands that call a running mock: the options that choose the mock, and its control API."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from mockkf.cli.mistakes import named
from mockkf.cli.ready_file import control_url
from mockkf.cli.wording import in_commands
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.remote import ControlApiError, ControlClient

USUAL = "http://127.0.0.1:8480"
"""The default address of `mockkf serve`."""

SWITCHES: Mapping[str, Mapping[str, Any]] = {
    "--url": {
        "envvar": "MOCKKF_URL",
        "metavar": "URL",
        "help": f"The URL of the mock or of one of its sandboxes (default {USUAL}).",
    },
    "--ready-file": {
        "envvar": "MOCKKF_READY_FILE",
        "type": click.Path(path_type=Path),
        "metavar": "FILE",
        "help": "The ready file of the mock; mockkf reads the URL from it.",
    },
    "--token": {
        "envvar": "MOCKKF_CONTROL_TOKEN",
        "metavar": "TOKEN",
        "help": "The control token of the mock: the value of its --control-token.",
    },
}
"""The command-line options that choose the mock."""

UNAUTHORIZED = 401

NO_MOCK = "`mockkf serve` starts a mock; --url or --ready-file name another one"


class MockCommand(click.Command):
    """A command that calls a running mock; `ctx.obj` is a client of its control API.

    `parameters` has the switch for each parameter of the control API that has another name in this command.
    """

    def __init__(self, *arguments: Any, parameters: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.params += mock_options()
        self._switches = {one.name: named(one, None) for one in self.params if isinstance(one, click.Option)}
        self._switches |= parameters or {}

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with a client of the chosen mock's control API."""
        from mockkf.remote import ControlApiError, NoMockAnswers

        ctx.obj = chosen_mock(ctx)
        try:
            return super().invoke(ctx)
        except ControlApiError as declined:  # the message is enough for a user; no traceback
            raise ConfigurationError(self._explained(declined, ctx.obj)) from declined
        except NoMockAnswers as error:
            raise ConfigurationError(f"{error}; {NO_MOCK}") from error

    def _explained(self, declined: "ControlApiError", control: "ControlClient") -> str:
        if declined.status != UNAUTHORIZED:
            return in_commands(declined.said, self._switches)
        wrong = "refuses this control token" if control.token else "requires its control token"
        return f"the mock at {control.origin} {wrong}; set it with --token or MOCKKF_CONTROL_TOKEN"


def mock_options() -> list[click.Parameter]:
    """Return the options that choose a mock."""
    return [click.Option([name], **known) for name, known in SWITCHES.items()]


def chosen_mock(ctx: click.Context) -> "ControlClient":
    """Return a client of the mock that the options choose, and remove these options from those of the command."""
    from mockkf.remote import ControlClient

    is_given = {name: ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ("url", "ready_file")}
    url, ready_file, token = (ctx.params.pop(name) for name in ("url", "ready_file", "token"))
    if is_given["ready_file"] and not is_given["url"]:  # a switch goes before a variable
        url = None
    try:
        return ControlClient(url or (control_url(ready_file) if ready_file else USUAL), token=token)
    except ConfigurationError as error:
        if error.option or not url:
            raise
        [option] = [one for one in ctx.command.params if one.name == "url"]
        raise ConfigurationError(f"{named(option, ctx)}: {error}") from error


def option(word: str) -> tuple[str, str]:
    """Return name and value of `NAME=VALUE`; raise `ConfigurationError` for any other form."""
    name, equals, value = word.partition("=")
    if not (name and equals):
        raise ConfigurationError(f"{word!r} must have the form NAME=VALUE, such as times=2")
    return name, value
