"""A mail server in a process of its own that tells what it has used."""

import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.bench import serve


class Child:
    """A mail server in a process of its own that tells how much CPU time it has used."""

    def __init__(self, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", serve.__name__, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self._answer())

    def account(self) -> tuple[float, int]:
        """Seconds of CPU time used and mails held so far."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        used, held = self._answer().split()
        return float(used), int(held)

    def memory(self) -> float:
        """KiB of memory that the process has at present."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return float(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)
