"""The table of instruction counts, with which `make instructions` compares."""

import json

from tests.bench.instructions import ALLOWED, KINDS, TABLE, differing, told


def test_the_table_counts_every_kind_of_call() -> None:
    """For each combination of versions, in the same order."""
    table = json.loads(TABLE.read_text("utf-8"))

    assert table
    assert {tuple(counts) for counts in table.values()} == {tuple(KINDS)}


def test_a_count_that_moves_too_far_differs() -> None:
    """More or fewer instructions than allowed are named; fewer, because the table should then be written anew."""
    known = dict.fromkeys(KINDS, 1_000_000)
    moved = dict(zip(KINDS, (1_000_000, 1_049_000, 1_051_000, 949_000), strict=True))

    assert ALLOWED == 0.05
    assert sorted(differing(moved, known)) == ["POST /SMTP/Test", "a captured mail"]
    assert [line.endswith("differs") for line in told(moved, known)] == [False, False, False, True, True]


def test_unknown_versions_are_only_printed() -> None:
    """Nothing differs from counts that are not there."""
    counts = dict.fromkeys(KINDS, 1_000_000)

    assert differing(counts, {}) == []
    assert next(told(counts, {})).endswith(": no counts to compare with")
