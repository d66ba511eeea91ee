"""A server whose output nobody reads: it answers, and a signal ends it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import requests

from tests.soak.outcome import Outcome, Scale
from tests.support.serving import free_ports

ITEM = 5
TITLE = "output that nobody reads"

LINE = "x" * 4_000


def attack(scale: Scale) -> Outcome:
    """Fill the pipe of a server with log lines, many times over."""
    number = scale.of(2_000, 40)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ready.json")
        words = [sys.executable, "-m", "mockkf", "serve", "--ready-file", str(path), *free_ports()]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
            try:
                _use(process, number)
                process.send_signal(signal.SIGTERM)
                assert process.wait(30) == 0
            finally:
                process.kill()
    return Outcome(f"{number:,} log lines of 4 KB", "all answered, SIGTERM ends it")


def _use(process: "subprocess.Popen[bytes]", number: int) -> None:
    """Read the start screen, then send calls whose log lines nobody reads."""
    assert process.stdout
    api = ""
    while not (line := process.stdout.readline()).startswith(b"ready"):
        api = line.split()[1].decode() if line.strip().startswith(b"API") else api
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(number):
            answer = session.get(f"{api}/{LINE}", auth=("a", "b"), timeout=30)
            assert answer.status_code == requests.codes.not_found, urlsplit(answer.url).netloc
