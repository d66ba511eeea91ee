"""What this process holds: memory, file descriptors, threads."""

import gc
import os
import resource
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

MIB = 1024 * 1024
LIMIT = 10.0
"""The maximum number of seconds for which the end of a thread is awaited."""


def memory() -> float:
    """Return the resident memory in MiB; where the system does not tell it, the greatest memory so far."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MIB if sys.platform == "darwin" else 1024)


@dataclass(frozen=True)
class Held:
    """The open file descriptors and the threads of this process."""

    descriptors: int
    threads: int

    def __str__(self) -> str:
        return f"{self.descriptors} descriptors, {self.threads} threads"


def held(but: Iterable[threading.Thread] = ()) -> Held:
    """Return what is held as soon as all threads `but` these have ended, or after a time limit."""
    deadline, known = perf_counter() + LIMIT, {*but, threading.current_thread()}
    for thread in threading.enumerate():
        if thread not in known:
            thread.join(max(deadline - perf_counter(), 0))
    gc.collect()
    return Held(len([*Path("/dev/fd").iterdir()]) - 1, threading.active_count())


@dataclass
class Cost:
    """The seconds that an attack took, and the MiB by which memory grew."""

    seconds: float = 0
    grown: float = 0
    _began: float = field(default_factory=perf_counter)
    _before: float = field(default_factory=memory)

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, {max(self.grown, 0):+.0f} MiB"


@contextmanager
def cost(*, most: float) -> Iterator[Cost]:
    """Measure a block; raise `AssertionError` if memory grows by more than `most` MiB."""
    gc.collect()
    found = Cost()
    yield found
    found.seconds, found.grown = perf_counter() - found._began, memory() - found._before  # noqa: SLF001
    assert found.grown <= most, f"memory grew by {found.grown:.0f} MiB, allowed are {most:g}"
