"""The gallery of failures: the page is what running it gives, and everything on it fails as it says."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from mockkf import MockKeyfactor
from mockkf.config.settings import Settings
from mockkf.faults import STEPS, read
from mockkf.scenario.tables import fault
from tests.gallery.entries import ENTRIES
from tests.gallery.entry import HASTE, Entry
from tests.gallery.page import PAGE, python, rendered
from tests.gallery.running import Outcome, run, run_all

EACH = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.title)
PLANNED = pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.at], ids=lambda entry: entry.title)


@pytest.fixture(scope="module")
def outcomes() -> Mapping[str, Outcome]:
    """What came of every entry."""
    return run_all()


@pytest.fixture(scope="module")
def mock() -> Iterator[MockKeyfactor]:
    """A mock that nothing else uses; every entry resets it first."""
    with MockKeyfactor(settings=Settings()) as mock:
        yield mock


def test_the_page_is_what_running_it_gives(outcomes: Mapping[str, Outcome]) -> None:
    """docs/gallery.md is written by `python -m tests.gallery` and not by hand."""
    assert PAGE.read_text("utf-8") == rendered(outcomes), "not up to date; run: python -m tests.gallery"


@EACH
def test_an_entry_fails(entry: Entry, outcomes: Mapping[str, Outcome]) -> None:
    """The first try comes to nothing, by the fault if there is one; with more tries, the last succeeds."""
    outcome = outcomes[entry.title]

    assert outcome.is_failure
    assert bool(outcome.fired) == bool(entry.at)
    assert entry.tries == 1 or getattr(outcome.answers[-1], "status_code", None) == 200


@PLANNED
def test_it_is_the_fault_that_makes_it_fail(entry: Entry, mock: MockKeyfactor) -> None:
    """The same call without the fault, and with all the time it needs, is answered with 200."""
    options = {name: value for name, value in entry.options.items() if name not in HASTE}

    outcome = run(mock, replace(entry, at=None, fault={}, options=options, tries=1, patience=10))

    assert not outcome.is_failure


@PLANNED
def test_python_and_json_say_the_same(entry: Entry, mock: MockKeyfactor) -> None:
    """The lines of Python plan the fault that was run, and the line of JSON is that fault too."""
    assert entry.at
    assert entry.planned
    mock.reset()

    exec("\n".join(python(entry)), {"mockkf": mock})  # noqa: S102 - what a reader copies

    [planned] = mock.faults
    wanted = replace(read(entry.at, entry.fault), id=planned.id)
    assert planned.value == wanted
    assert replace(fault("a fault", entry.planned), id=planned.id) == wanted


def test_there_are_at_least_thirty() -> None:
    """Thirty ways to fail, no two under the same title."""
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES) >= 30


def test_every_step_is_there() -> None:
    """There is something to see at every step."""
    assert {entry.step for entry in ENTRIES} >= {*STEPS}
