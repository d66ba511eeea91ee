"""This Python started from outside, for its verdict or as a `mockkf serve`; nothing is waited for without a limit."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals
from threading import Timer
from typing import IO, Any

import pytest

LIMIT = 20
"""How many seconds a process gets for what takes less than one."""

MARGIN = len("12:34:56  ")
"""The width of the time in a log of `mockkf serve`; further lines of an event are indented by it."""

PORT_OPTIONS = ("http", "https", "smtp", "submission", "smtps")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What this Python says when it is started with `arguments`."""
    return run_in(Path.cwd(), sys.executable, *arguments, **environment)


def run_in(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a program says when it is started in `folder`."""
    return subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
        env=_environment(environment),
    )


def free_ports(*, but: Sequence[str] = ()) -> list[str]:
    """The switches that ask for free ports, `but` for some listeners."""
    return [word for name in PORT_OPTIONS if name not in but for word in (f"--{name}-port", "0")]


@dataclass(frozen=True)
class Served:
    """A running `mockkf serve`: its start screen, and what its ready file says."""

    process: subprocess.Popen[str]
    screen: str
    ready: dict[str, Any]

    def line(self) -> str:
        """The next line it prints, without its end."""
        assert self.process.stdout
        with limited(self.process):
            return self.process.stdout.readline().rstrip("\n")

    def block(self) -> list[str]:
        """The lines of the next event that it prints, without the time of day."""
        while not (line := self.line()):
            pass
        lines = [line]
        while line := self.line():
            lines.append(line)
        return [text[MARGIN:] for text in lines]

    def end(self, signal: Signals = SIGTERM) -> int:
        """The status it ends with when it gets `signal`."""
        with limited(self.process):
            self.process.send_signal(signal)
            return self.process.wait()


@contextmanager
def serving(ready_file: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """A `mockkf serve` process on free ports, from its start screen to its end; on stdout is what it says anywhere."""
    words = ["serve", "--ready-file", str(ready_file), *free_ports(), *arguments]
    with started(["-m", "mockkf", *words], stderr=subprocess.STDOUT, **environment) as process:
        with limited(process):
            screen = _start_screen(process)
        yield Served(process, screen, json.loads(ready_file.read_text("utf-8")))


@contextmanager
def started(
    arguments: Sequence[str], *, stderr: int = subprocess.PIPE, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """This Python started with `arguments`, and ended at the end."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        env=_environment(environment),
    ) as process:
        try:
            yield process
        finally:
            with limited(process):
                process.terminate()
                process.wait()


@contextmanager
def limited(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill the process if what is waited for takes too long, which ends the waiting."""
    limit = Timer(LIMIT, process.kill)
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def _environment(changes: dict[str, str]) -> dict[str, str]:
    """What this process has, less the options somebody set for a mock of their own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MOCKKF_")}
    return {**ours, "PYTHONUNBUFFERED": "1", **changes}


def _start_screen(process: subprocess.Popen[str]) -> str:
    """What `mockkf serve` prints up to the line that says it is ready."""
    lines = []
    for line in _lines(process.stdout):
        lines.append(line)
        if line.startswith("ready"):
            return "".join(lines)
    pytest.fail("mockkf serve ended before it was ready:\n" + "".join(lines))


def _lines(stream: IO[str] | None) -> Iterator[str]:
    assert stream
    return iter(stream.readline, "")
