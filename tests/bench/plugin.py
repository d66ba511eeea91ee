"""The budget of those who do not use it: pytest's start-up with the plugin installed."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from statistics import median

from tests.bench.measure import Row, by_turns, compiled_once, milliseconds

LIMIT = 0.003
ROUNDS = 100


def rows() -> Iterator[Row]:
    """CPU time of runs of pytest with the plugin and without: the median of the differences of pairs."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "test_nothing.py").write_text("def test_nothing() -> None:\n    pass\n", encoding="utf-8")
        environ = compiled_once(place)
        ours, floor = by_turns(ROUNDS, run(environ, place), run(environ, place, "-pno:mockkf"))
    found = median(one - other for one, other in zip(ours, floor, strict=True))
    shown = milliseconds(median(ours)), milliseconds(median(floor)), milliseconds(found)
    yield Row(f"CPU of pytest with the plugin unused, {ROUNDS} pairs", *shown, "<= +3 ms", found <= LIMIT)


def run(environ: Mapping[str, str], place: str, *options: str) -> Callable[[], float]:
    """A measure of the CPU time of one run of pytest over one test that does nothing.

    The other plugins that are installed stay out: they need four times the CPU time of pytest itself, and their noise
    is ten times the budget.
    """
    others = [f"-pno:{plugin.name}" for plugin in entry_points(group="pytest11") if plugin.name != "mockkf"]
    command = [sys.executable, "-m", "pytest", "-q", "-pno:cacheprovider", *others, *options]

    def spent() -> float:
        subprocess.run(command, cwd=place, env=environ, check=True, capture_output=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def measured() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent() - before.ru_utime - before.ru_stime

    return measured
