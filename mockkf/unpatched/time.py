"""Real time, which libraries that freeze time do not change.

freezegun replaces the functions of the imported `time`, but not those of a fresh copy. time-machine changes them in C,
in a copy too, but it never changes `perf_counter`, and its `escape_hatch` gives the real time while it is travelling.
"""

import sys
from typing import TYPE_CHECKING, Any

from mockkf.unpatched.fresh import fresh

if TYPE_CHECKING:
    import time as _time
else:
    _time = fresh("time")

monotonic = _time.perf_counter
"""Seconds since an arbitrary moment; only differences are meaningful."""


class WallClock:
    """The wall time: read once when the clock is made, then advanced by `monotonic`."""

    def __init__(self) -> None:
        self._start = _wall() - monotonic()

    def seconds(self) -> float:
        """Return the seconds since 1970."""
        return self._start + monotonic()


def _wall() -> float:
    # The escape hatch fails while time-machine is not travelling; not every release of the library has one.
    hatch: Any = getattr(sys.modules.get("time_machine"), "escape_hatch", None)
    if hatch is not None and hatch.is_travelling():
        return float(hatch.time.time())
    return _time.time()
