"""The whole scoreboard of `make soak` runs at a tiny scale."""

import os
import subprocess
import sys
from pathlib import Path

from tests.soak.board import known

LIMIT = 180
"""The time limit in seconds; a run takes about ten."""


def test_every_attack_fails_against_the_mock() -> None:
    """Each attack is a line that ends with `ok`, in at most 100 columns; the status is 0."""
    words = [sys.executable, "-W", "error", "-m", "tests.soak", "--scale", "0.001"]
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTEST_"))}

    result = subprocess.run(
        words, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=LIMIT, check=False, env=ours
    )

    lines = result.stdout.splitlines()
    assert result.returncode == 0, result.stdout + result.stderr
    assert [line[4:30].rstrip() for line in lines[2:-2]] == [attack.title for attack in known()]
    assert {line.split()[-1] for line in lines[2:-1]} == {"ok"}
    assert max(map(len, lines)) <= 100
