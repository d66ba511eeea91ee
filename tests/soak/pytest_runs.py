"""Runs of pytest over tests of this project."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.soak.outcome import Scale

ROOT = Path(__file__).parents[2]

SMALL = 0.02
"""The scale below which no tests run: the suite, which has these tests, runs the scoreboard at such a scale."""


def passed(arguments: Iterable[str], scale: Scale) -> int:
    """Return the number of passed tests, 0 at a small scale; raise `AssertionError` if one failed or none ran."""
    missing = [path for path in arguments if not path.startswith("-") and not Path(ROOT, path).exists()]
    assert not missing, missing
    if scale.factor < SMALL:
        return 0
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *arguments]
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTEST_"))}
    result = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, env=ours)
    found = re.search(r"(\d+) passed", result.stdout)
    if result.returncode or not found:
        sys.stderr.write(result.stdout[-4_000:])
    assert result.returncode == 0, f"pytest ended with {result.returncode}"
    assert found, "no test ran"
    return int(found[1])
