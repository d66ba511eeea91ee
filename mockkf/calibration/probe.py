"""Probes: each one looks at a few rules, with few requests. A file in `probes/` has a family of them."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen

DEFAULT, RELAY, WRITES = "default", "--relay", "--allow-writes"
MODES = (DEFAULT, RELAY, WRITES)
"""When a probe runs: always, with a relay of the user's own, or if writing is allowed."""


@dataclass(frozen=True)
class Probe:
    """A look at some `rules`: `look` sends what `sends` says, and returns what it saw of each rule, as a short text.

    A rule that `look` leaves out was not seen. `family` is the name of the file of the probe.
    """

    sends: str
    rules: tuple[str, ...]
    look: Callable[[CommandServer], Mapping[str, str | NotSeen]]
    mode: str = DEFAULT
    family: str = ""


@cache
def all_probes() -> tuple[Probe, ...]:
    """Return all probes: first those that run always, then those with a relay, then those that write."""
    from dataclasses import replace

    from mockkf.calibration import probes as package

    found = [
        replace(probe, family=module.name.replace("_", " "))
        for module in pkgutil.iter_modules(package.__path__)
        for probe in importlib.import_module(f"{package.__name__}.{module.name}").PROBES
    ]
    return tuple(sorted(found, key=lambda probe: MODES.index(probe.mode)))
