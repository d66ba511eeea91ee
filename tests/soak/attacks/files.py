"""Servers that are killed, and files in their way: no foreign file is touched, and nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.soak.outcome import Outcome, Scale
from tests.support.serving import free_ports

ITEM = 7
TITLE = "files of killed servers"

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

OPEN = 2
"""The files of a running server beside its ready file: the CA certificate and the trust store."""

FOREIGN = (b"my notes", b"{}", b'{"pid": 1}', b"\0" * 100, b"[" * 100_000)


def attack(scale: Scale) -> Outcome:
    """Start servers with one ready file and end each by a signal; then put foreign files in its place."""
    number, tried = scale.of(12), scale.of(len(FOREIGN))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ready.json")
        endings = [one for one in SIGNALS if signal.getsignal(one) != signal.SIG_IGN]  # SIGHUP is, below nohup
        for turn in range(number):
            ending = endings[turn % len(endings)]
            _serve_until(path, ending)
            assert path.exists() == (ending == signal.SIGKILL)
        path.unlink(missing_ok=True)
        for content in FOREIGN[:tried]:
            path.write_bytes(content)
            with _start(path) as process:
                assert process.wait(30) == 2
            assert path.read_bytes() == content
        path.unlink()
        left = [one.name for one in Path(folder).iterdir() if not one.name.startswith("mockkf-")]
        killed = -(-number // len(endings))
        assert not left, left
        assert len([*Path(folder).iterdir()]) <= OPEN * killed, "more is left than what killed servers had open"
    return Outcome(f"{number} ends, {tried} foreign files", "ready file right, nothing left")


def _start(path: Path) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "mockkf", "serve", "--ready-file", str(path), *free_ports()]
    environment = {**os.environ, "TMPDIR": str(path.parent), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)


def _serve_until(path: Path, ending: signal.Signals) -> None:
    with _start(path) as process:
        assert process.stdout
        while not process.stdout.readline().startswith(b"ready"):
            pass
        ready = json.loads(path.read_text("utf-8"))
        assert (ready["pid"], path.stat().st_mode & 0o777) == (process.pid, 0o600)
        process.send_signal(ending)
        try:
            process.wait(30)
        finally:
            process.kill()
