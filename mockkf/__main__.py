"""The command line: `mockkf serve` and `mockkf demo`."""

import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import click

from mockkf.errors import ConfigurationError
from mockkf.settings import OPTIONS, Settings

if TYPE_CHECKING:
    from mockkf.server import MockKeyfactor

SERVED = {"http_port": 8480, "https_port": 8443, "smtp_port": 1025, "submission_port": 1587, "smtps_port": 1465}
"""The ports `serve` takes unless told otherwise."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mockkf", message="mockkf %(version)s")
def main() -> None:
    """A test double for Keyfactor Command's e-mail settings API, with a real mail server behind it."""


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
@click.option("--ready-file", type=click.Path(path_type=Path), help="Write this JSON file once every port accepts.")
@click.option("--quiet", is_flag=True, help="Print nothing while serving.")
def serve(scenario: Path | None, ready_file: Path | None, *, quiet: bool, **options: Any) -> None:
    """Serve until Ctrl-C: the API over http and https, and the mail server behind it."""
    from mockkf.server import MockKeyfactor

    stopped: SimpleQueue[int] = SimpleQueue()  # an Event may lock up when it is set by a signal while it is asked
    for number in SIGNALS:
        signal.signal(number, lambda number, _: stopped.put(number))
    with (
        _one_line_errors(),
        MockKeyfactor(settings=Settings.load(os.environ, scenario, SERVED, **options)) as keyfactor,
        _ready_file(keyfactor, ready_file),
    ):
        _log_to_stdout(quiet=quiet)
        if not quiet:
            click.echo(start_screen(keyfactor))
        stopped.get()


@main.command()
def demo() -> None:
    """Play a client: store a profile, send a test mail, show what was captured and how it got there."""
    from mockkf.demo import play

    with _one_line_errors():
        play(click.echo)


def start_screen(keyfactor: "MockKeyfactor") -> str:
    """What a user needs to know, ready to be copied into a shell."""
    exports = "\n".join(f"  export {name}={_quoted(value)}" for name, value in keyfactor.environ().items())
    relay = keyfactor.relay
    host = keyfactor.settings.host
    others = "" if _is_loopback(host) else f"\nIt listens on {host}: others can reach it."
    return f"""\
mockkf emulates Keyfactor Command {keyfactor.settings.release}.
State is in memory, for tests only; no mail leaves.{others}

  API       {keyfactor.url}
            {keyfactor.https_url}
  control   {keyfactor.control_url}
  SMTP      {_at(relay.host, relay.smtp)} (for 25), :{relay.submission} (for 587), :{relay.smtps} (for 465, TLS)

{exports}

ready; Ctrl-C stops it"""


def _quoted(value: str) -> str:
    import shlex

    return shlex.quote(value)


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def _at(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextlib.contextmanager
def _ready_file(keyfactor: "MockKeyfactor", path: Path | None) -> Iterator[None]:
    """Write the file in one step, and remove it at the end."""
    if path is None:
        yield
        return
    _write(path, json.dumps(_addresses(keyfactor), indent=2))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _addresses(keyfactor: "MockKeyfactor") -> dict[str, Any]:
    relay = keyfactor.relay
    return {
        "pid": os.getpid(),
        "api": keyfactor.url,
        "api_https": keyfactor.https_url,
        "control": keyfactor.control_url,
        "ca_file": keyfactor.ca_file,
        **{name: _at(relay.host, getattr(relay, name)) for name in ("smtp", "submission", "smtps")},
    }


def _write(path: Path, text: str) -> None:
    """Let `path` be there with all of `text`, or not at all."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as beside:
            draft = Path(beside, path.name)
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}", option="ready_file") from error


def _log_to_stdout(*, quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("mockkf")
    logger.addHandler(handler)
    logger.setLevel(logging.ERROR if quiet else logging.INFO)


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
