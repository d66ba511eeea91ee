"""`mockkf serve`: run a mock as a server until a signal stops it."""

import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockkf.cli.event_log import EventLog
from mockkf.cli.printer import Printer
from mockkf.cli.ready_file import exports
from mockkf.cli.switches import switch
from mockkf.cli.values import Choices, Value
from mockkf.config import OPTIONS, Settings, in_words
from mockkf.scenario import TAKES, load_settings
from mockkf.unpatched import pair

if TYPE_CHECKING:
    from mockkf.server import MockKeyfactor

SERVED = {"http_port": 8480, "https_port": 8443, "smtp_port": 1025, "submission_port": 1587, "smtps_port": 1465}
"""The default ports of `mockkf serve`."""

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that stop a server. Windows has no SIGHUP; under `nohup` it is ignored."""


def _dialects() -> Iterable[str]:
    from mockkf.idp import Dialect

    return Dialect.names()


CHOICES: Mapping[str, Choices] = {"idp_dialect": _dialects}
"""The values of an option that only a higher layer knows."""


def served(command: Callable[..., None]) -> Callable[..., None]:
    """Add a command-line option for every option of `Settings`."""
    usual = Settings()
    for name, about in reversed([*OPTIONS.items()]):
        default = in_words(SERVED.get(name, getattr(usual, name))) or "none"
        help_line = f"{about[0].upper()}{about[1:]} (default {default})."
        value = Value(TAKES[name], choices=CHOICES.get(name))
        command = click.option(switch(name), type=value, help=help_line)(command)
    return command


@click.command()
@click.option(
    "--scenario", type=click.Path(path_type=Path), metavar="FILE", help="A TOML file with the state at the start."
)
@served
@click.option(
    "--ready-file",
    envvar="MOCKKF_READY_FILE",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write this JSON file as soon as every port accepts connections.",
)
@click.option("--quiet", is_flag=True, help="Print nothing while serving.")
@click.option("--open", "is_opened", is_flag=True, help="Open the inbox in a browser.")
def serve(scenario: Path | None, ready_file: Path | None, *, quiet: bool, is_opened: bool, **options: Any) -> None:
    """Run a mock until Ctrl-C: the API over http and https, and the mail server."""
    settings = load_settings(os.environ, scenario, SERVED, **options)
    from mockkf.server import MockKeyfactor, announced, check_ready_file

    check_ready_file(ready_file)
    with (
        _signals() as stopped,
        MockKeyfactor(settings=settings) as keyfactor,
        announced(keyfactor, ready_file),
        Printer(sys.stdout) as printer,
    ):
        _log_to(printer, quiet=quiet)
        if not quiet:
            printer.print(start_screen(keyfactor))
        if is_opened:
            _open(keyfactor.inbox_url)
        stopped()


def start_screen(keyfactor: "MockKeyfactor") -> str:
    """Return the addresses and the variables that `mockkf serve` prints, ready to paste into a shell."""
    lines = "\n".join(f"  {line}" for line in exports(keyfactor.environ()))
    relay = keyfactor.relay
    host = keyfactor.settings.host
    others = "" if _is_loopback(host) else f"\nIt listens on {host}: other machines can connect."
    if others and not keyfactor.settings.control_token:
        others += " Set --control-token to protect its control API."
    return f"""\
mockkf emulates Keyfactor Command {keyfactor.settings.release}.
State is in memory, for tests only; no mail leaves.{others}

  inbox     {keyfactor.inbox_url}
  API       {keyfactor.url}
            {keyfactor.https_url}
  control   {keyfactor.control_url}
  Mailpit   {keyfactor.mailpit_url}
  SMTP      {_at(relay.host, relay.smtp)} (for 25), :{relay.submission} (for 587), :{relay.smtps} (for 465, TLS)

{lines}

ready; Ctrl-C stops it
"""


def _open(url: str) -> None:
    """Open `url` in the browser of the user, in a thread, because a browser in a terminal runs until it is closed."""
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), name="mockkf-browser", daemon=True).start()


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def _at(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _log_to(printer: Printer, *, quiet: bool) -> None:
    logger = logging.getLogger("mockkf")
    logger.addHandler(EventLog(printer))
    logger.setLevel(logging.ERROR if quiet else logging.INFO)


def _ending() -> Iterator[signal.Signals]:
    there = (getattr(signal, name) for name in SIGNALS if hasattr(signal, name))
    return (one for one in there if not (one.name == "SIGHUP" and signal.getsignal(one) == signal.SIG_IGN))


@contextlib.contextmanager
def _signals() -> Iterator[Callable[[], None]]:
    """Yield a function that returns when a signal has stopped the server; restore the signal handlers at the end.

    Python runs a handler only when the main thread runs Python code: a signal just before a lock, queue or event blocks
    that thread would be handled after it. So the thread reads from a socket, to which each signal writes at once.
    """
    here, there = pair()
    there.settimeout(0)
    before = {number: signal.signal(number, lambda *_: None) for number in _ending()}
    descriptor = signal.set_wakeup_fd(there.fileno(), warn_on_full_buffer=False)

    def stopped() -> None:
        while here.recv(1)[0] not in before:
            pass

    try:
        yield stopped
    finally:
        signal.set_wakeup_fd(descriptor)
        for number, handler in before.items():
            signal.signal(number, handler)
        here.close()
        there.close()


COMMANDS = (serve,)
