"""Real time: libraries that freeze time do not reach it.

freezegun replaces the functions of the imported `time`; a fresh copy has others. time-machine changes them in C, those
of a copy too, but never `perf_counter`, and says what it hides by its `escape_hatch` as long as it is travelling.
"""

import sys
from typing import TYPE_CHECKING, Any

from mockkf.unpatched.fresh import fresh

if TYPE_CHECKING:
    import time as _time
else:
    _time = fresh("time")

monotonic = _time.perf_counter
"""Seconds since some moment; only differences mean something."""


class WallClock:
    """The wall time, read once when the clock is made; from then on the time that passed is added."""

    def __init__(self) -> None:
        self._start = _wall() - monotonic()

    def seconds(self) -> float:
        """Seconds since 1970."""
        return self._start + monotonic()


def _wall() -> float:
    # The escape hatch fails outside a travel; a library that has none yet, or none any more, cannot be asked.
    hatch: Any = getattr(sys.modules.get("time_machine"), "escape_hatch", None)
    if hatch is not None and hatch.is_travelling():
        return float(hatch.time.time())
    return _time.time()
