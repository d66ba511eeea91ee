"""The scoreboard: every attack of `tests/soak/attacks`, found by being there, with a line as soon as it has run."""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from logging.handlers import BufferingHandler
from pkgutil import iter_modules
from time import perf_counter
from traceback import print_exception

from mockkf import MockKeyfactor
from tests.soak import attacks
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import held

WIDTHS = (2, 26, 26, 31, 6)
"""The widths of item, attack, tried, result and verdict; with two blanks between them a line has 99 columns."""


@dataclass(frozen=True)
class Attack:
    """An attack of a file: the item of the list that it belongs to, its title, and what runs it."""

    name: str
    item: int
    title: str
    run: Callable[[Scale], Outcome]


def known() -> list[Attack]:
    """Return all attacks, by item."""
    modules = [(one.name, import_module(f"{attacks.__name__}.{one.name}")) for one in iter_modules(attacks.__path__)]
    found = [Attack(name, module.ITEM, module.TITLE, module.attack) for name, module in modules]
    return sorted(found, key=lambda attack: (attack.item, attack.name))


def play(scale: Scale, names: tuple[str, ...] = ()) -> bool:
    """Run the attacks with these names, by default all, and print the board; return whether all passed."""
    began, passed = perf_counter(), True
    with MockKeyfactor() as warm:  # what is opened once in a process does not count
        warm.mailbox.expect_none()
    before, threads = held(), threading.enumerate()
    _line("#", "attack", "tried", "result", "")
    _line(*("-" * width for width in WIDTHS))
    for attack in known():
        if not names or attack.name in names:
            _start(str(attack.item), attack.title)
            outcome = _outcome(attack, scale, threads)
            _end(outcome.tried, outcome.result, "ok" if outcome.passed else "FAILED")
            passed = passed and outcome.passed
    after = held(threads)
    is_clean = after.descriptors <= before.descriptors and after.threads <= before.threads
    _line("", "held before and after", str(before), str(after), "ok" if is_clean else "FAILED")
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg()[:2])
    print(f"took {perf_counter() - began:.0f} s at scale {scale.factor:g}; load {load} on {os.cpu_count()} CPUs")
    return passed and is_clean


def _outcome(attack: Attack, scale: Scale, threads: list[threading.Thread]) -> Outcome:
    """Run an attack; it fails by an exception, by an error in the log of the mock, and by what it leaves behind."""
    before = held(threads)
    try:
        with _errors() as errors:
            outcome = attack.run(scale)
    except Exception as error:  # noqa: BLE001 - the other attacks still run
        print_exception(error)
        return Outcome("", f"{type(error).__name__}: {error}"[: WIDTHS[3]], passed=False)
    if errors:
        print(*map(logging.Formatter().format, errors[:3]), sep="\n", file=sys.stderr)
        return Outcome(outcome.tried, f"{len(errors)} errors in the log", passed=False)
    after = held(threads)
    if after.descriptors > before.descriptors or after.threads > before.threads:
        return Outcome(outcome.tried, f"left {after}, not {before}", passed=False)
    return outcome


@contextmanager
def _errors() -> Iterator[list[logging.LogRecord]]:
    """Yield the list of the errors that are logged while the block runs."""
    log = BufferingHandler(1_000_000)
    log.setLevel(logging.ERROR)
    logger = logging.getLogger("mockkf")
    logger.addHandler(log)
    try:
        yield log.buffer
    finally:
        logger.removeHandler(log)


def _line(*cells: str) -> None:
    _start(*cells[:2])
    _end(*cells[2:])


def _start(*cells: str) -> None:
    print(_row(cells, WIDTHS), end="  ", flush=True)


def _end(*cells: str) -> None:
    print(_row(cells, WIDTHS[2:]).rstrip(), flush=True)


def _row(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False))
