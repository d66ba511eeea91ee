"""The command line: `mockkf serve`, `demo`, `contract`, `env`, and what is asked of a running mock."""

import contextlib
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import click

from mockkf import cli
from mockkf.config.settings import OPTIONS, Settings
from mockkf.errors import ConfigurationError
from mockkf.server import ready_file as ready

if TYPE_CHECKING:
    from mockkf.server.mock_keyfactor import MockKeyfactor

SERVED = {"http_port": 8480, "https_port": 8443, "smtp_port": 1025, "submission_port": 1587, "smtps_port": 1465}
"""The ports `serve` takes unless told otherwise."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Group(click.Group):
    """Commands whose errors are one line on stderr and status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with _one_line_errors():
            return super().invoke(ctx)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mockkf", message="mockkf %(version)s")
def main() -> None:
    """A test double for Keyfactor Command's e-mail settings API, with a real mail server behind it."""


for _command in cli.COMMANDS:
    main.add_command(_command)


def _switch(option: str) -> str:
    return f"--{option.replace('_', '-')}"


def served(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with a switch for every option of `Settings`, which says itself what a value must be."""
    usual = Settings()
    for name, about in reversed([*OPTIONS.items()]):
        default = SERVED.get(name, getattr(usual, name))
        shown = ",".join(default) if isinstance(default, tuple) else default
        help_line = f"{about[0].upper()}{about[1:]} (default {shown})."
        command = click.option(_switch(name), metavar="VALUE", help=help_line)(command)
    return command


@main.command()
@click.option("--scenario", type=click.Path(path_type=Path), help="A TOML file that says what the mock starts with.")
@served
@click.option(
    "--ready-file",
    envvar="MOCKKF_READY_FILE",
    type=click.Path(path_type=Path),
    help="Write this JSON file once every port accepts.",
)
@click.option("--quiet", is_flag=True, help="Print nothing while serving.")
def serve(scenario: Path | None, ready_file: Path | None, *, quiet: bool, **options: Any) -> None:
    """Serve until Ctrl-C: the API over http and https, and the mail server behind it."""
    settings = Settings.load(os.environ, scenario, SERVED, **options)
    from mockkf.server.mock_keyfactor import MockKeyfactor

    with (
        _signals() as stopped,
        MockKeyfactor(settings=settings) as keyfactor,
        ready.announced(keyfactor, ready_file),
    ):
        _log_to_stdout(quiet=quiet)
        if not quiet:
            click.echo(start_screen(keyfactor))
        stopped.get()


@main.command()
def demo() -> None:
    """Play a client: store a profile, send a test mail, show what was captured and how it got there."""
    from mockkf.cli.demo_client import play

    play(click.echo)


@main.command()
@click.option("--release", metavar="RELEASE", help="Only what holds in this release.")
@click.option("--grade", metavar="GRADE", help="Only what is documented, recorded or assumed.")
@click.option("--format", "form", default="text", metavar="FORMAT", help="text, json or markdown (the whole page).")
def contract(release: str | None, grade: str | None, form: str) -> None:
    """Show what mockkf does, how sure we are that Command does it, and which option changes it."""
    from mockkf.command import reference

    click.echo(reference.shown(release, grade, form, shutil.get_terminal_size((160, 0)).columns))


@main.command()
@click.option(
    "--ready-file",
    envvar="MOCKKF_READY_FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="What the mock was told to write.",
)
def env(ready_file: Path) -> None:
    """Print the variables by which clients find a running mock: eval "$(mockkf env --ready-file FILE)"."""
    for line in ready.exports(ready.environ(ready_file)):
        click.echo(line)


def start_screen(keyfactor: "MockKeyfactor") -> str:
    """What a user needs to know, ready to be copied into a shell."""
    lines = "\n".join(f"  {line}" for line in ready.exports(keyfactor.environ()))
    relay = keyfactor.relay
    host = keyfactor.settings.host
    others = "" if _is_loopback(host) else f"\nIt listens on {host}: others can reach it."
    if others and not keyfactor.settings.control_token:
        others += " A --control-token would keep them from its control API."
    return f"""\
mockkf emulates Keyfactor Command {keyfactor.settings.release}.
State is in memory, for tests only; no mail leaves.{others}

  API       {keyfactor.url}
            {keyfactor.https_url}
  control   {keyfactor.control_url}
  SMTP      {ready.at(relay.host, relay.smtp)} (for 25), :{relay.submission} (for 587), :{relay.smtps} (for 465, TLS)

{lines}

ready; Ctrl-C stops it"""


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def _log_to_stdout(*, quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("mockkf")
    logger.addHandler(handler)
    logger.setLevel(logging.ERROR if quiet else logging.INFO)


@contextlib.contextmanager
def _signals() -> "Iterator[SimpleQueue[int]]":
    """Where the signals arrive that end a server, for as long as it lives."""
    arrived: SimpleQueue[int] = SimpleQueue()  # an Event may lock up when it is set by a signal while it is asked
    before = {number: signal.signal(number, lambda number, _: arrived.put(number)) for number in SIGNALS}
    try:
        yield arrived
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except ConfigurationError as error:
        option = f"{_switch(error.option)}: " if error.option else ""
        click.echo(f"mockkf: {option}{error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
