"""Measures every budget beside its floor and prints one table; a report, so it never fails."""

import os
from collections.abc import Callable, Iterator
from time import perf_counter

from tests.bench import capture, cold, growth, hold, inbox, kept, life, lists, plugin, post, reading
from tests.bench.measure import NOTHING, Row

GROUPS: tuple[Callable[[], Iterator[Row]], ...] = (
    cold.rows,
    life.rows,
    post.rows,
    kept.rows,
    capture.rows,
    hold.rows,
    reading.rows,
    lists.rows,
    inbox.rows,
    growth.rows,
    plugin.rows,
)
TITLE = ("what", "measured", "floor", "ratio or value", "budget", "")
WIDTHS = (70, 10, 10, 14, 10, 4)
LEGEND = """
The floors: aiosmtpd with its host name given, and a handler that keeps time, client, envelope and bytes of each mail;
Flask on werkzeug, with a connection for each call; a trivial Flask application in our own HTTP server for kept
connections; Flask with smtplib to that aiosmtpd for test mails, with a token from a Flask application over https;
pytest without the plugin, in CPU time.
How to read it: the floor is what bare libraries need for the same work, measured by turns with mockkf in this run.
Times are medians unless the line says otherwise. Times grow on a busy machine; ratios differ between runs too (server
CPU of the same code was seen at 0.6 x and at 0.9 x), so run it again before you believe an 'over' or a gain.
"""


def main() -> None:
    """Print the table, a line as soon as it is known."""
    began = perf_counter()
    show(TITLE)
    show(tuple("-" * width for width in WIDTHS))
    over = 0
    for group in GROUPS:
        for row in told(group):
            over += not row.kept
            show((row.what, row.measured, row.floor, row.value, row.budget, "ok" if row.kept else "over"))
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg()[:2])
    print(LEGEND)
    print(f"{over} over; took {perf_counter() - began:.0f} s; load {load} on {os.cpu_count()} CPUs")


def told(group: Callable[[], Iterator[Row]]) -> Iterator[Row]:
    """The rows of a group; one that fails is a row that says so."""
    try:
        yield from group()
    except Exception as error:  # noqa: BLE001 - the other groups are still to be measured
        yield Row(f"{group.__module__} failed: {error!r}", NOTHING, NOTHING, NOTHING, NOTHING, kept=False)


def show(cells: tuple[str, ...]) -> None:
    """One line of the table."""
    first, *others = zip(cells, WIDTHS, strict=True)
    print(" | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]), flush=True)


if __name__ == "__main__":
    main()
