"""The budget of those who do not use it: pytest's start-up with the plugin installed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

from tests.bench.measure import Row, by_turns, milliseconds, seconds

LIMIT = 0.003
ROUNDS = 30


def rows() -> Iterator[Row]:
    """Runs of pytest with the plugin and without: the difference of the medians, and of the shortest runs."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "test_nothing.py").write_text("def test_nothing() -> None:\n    pass\n", encoding="utf-8")
        # Compiled once, as where pytest has been run before; PYTHONDONTWRITEBYTECODE would count the compiler.
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = place
        ours, floor = by_turns(ROUNDS, run(environ, place), run(environ, place, "-p", "no:mockkf"))
    for name, of in (("medians", median), ("shortest runs", min)):
        found = of(ours) - of(floor)
        shown = milliseconds(of(ours)), milliseconds(of(floor)), milliseconds(found)
        yield Row(f"pytest with the plugin unused, {name}", *shown, "<= +3 ms", found <= LIMIT)


def run(environ: Mapping[str, str], place: str, *options: str) -> Callable[[], float]:
    """A measure of one run of pytest over one test that does nothing."""
    quiet = ("-q", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:asyncio")
    command = [sys.executable, "-m", "pytest", *quiet, *options]
    return lambda: seconds(lambda: subprocess.run(command, cwd=place, env=environ, check=True, capture_output=True))
