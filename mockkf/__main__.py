"""The command line: `mockkf serve` and `mockkf demo`."""

import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
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


def served(name: str, kind: Any) -> Callable[[Any], Any]:
    """The command-line face of the option `name` of `Settings`."""
    default = f" (default {SERVED[name]})" if name in SERVED else ""
    return click.option(f"--{name.replace('_', '-')}", type=kind, help=f"{OPTIONS[name].capitalize()}{default}.")


@main.command()
@click.option("--scenario", type=click.Path(path_type=Path), help="A TOML file that says what the mock starts with.")
@served("release", str)
@served("host", str)
@served("http_port", int)
@served("https_port", int)
@served("smtp_port", int)
@served("submission_port", int)
@served("smtps_port", int)
@served("step_timeout", float)
@click.option("--ready-file", type=click.Path(path_type=Path), help="Write this JSON file once every port accepts.")
@click.option("--quiet", is_flag=True, help="Print nothing while serving.")
def serve(scenario: Path | None, ready_file: Path | None, *, quiet: bool, **options: Any) -> None:
    """Serve until Ctrl-C: the API over http and https, and the mail server behind it."""
    from mockkf.server import MockKeyfactor

    stopped = threading.Event()
    for number in SIGNALS:
        signal.signal(number, lambda *_: stopped.set())
    with _one_line_errors():
        keyfactor = MockKeyfactor(settings=Settings.load(os.environ, scenario, SERVED, **options)).start()
    try:
        _log_to_stdout(quiet=quiet)
        with _one_line_errors():
            removal = _write_ready_file(keyfactor, ready_file)
        if not quiet:
            click.echo(start_screen(keyfactor))
            sys.stdout.flush()
        with removal:
            stopped.wait()
    finally:
        keyfactor.stop()


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
  SMTP      {relay.host}:{relay.smtp} (for 25), :{relay.submission} (for 587), :{relay.smtps} (for 465, TLS)

{exports}

ready; Ctrl-C stops it"""


def _quoted(value: str) -> str:
    import shlex

    return shlex.quote(value)


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def _write_ready_file(keyfactor: "MockKeyfactor", path: Path | None) -> contextlib.AbstractContextManager[None]:
    """Write the file in one step; the answer removes it again."""
    if path is None:
        return contextlib.nullcontext()
    relay = keyfactor.relay
    content = {
        "pid": os.getpid(),
        "api": keyfactor.url,
        "api_https": keyfactor.https_url,
        "control": keyfactor.control_url,
        "ca_file": keyfactor.ca_file,
        **{name: f"{relay.host}:{getattr(relay, name)}" for name in ("smtp", "submission", "smtps")},
    }
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
        Path(draft).replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}", option="ready_file") from error
    return _removed_at_the_end(path)


@contextlib.contextmanager
def _removed_at_the_end(path: Path) -> Iterator[None]:
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


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
        option = f"--{error.option.replace('_', '-')}: " if error.option else ""
        click.echo(f"mockkf: {option}{error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
