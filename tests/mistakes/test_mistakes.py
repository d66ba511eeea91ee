"""Each mistake of the table has its message there; whoever changes a message reads the table from top to bottom."""

from collections import Counter

import pytest

from mockkf import MockKeyfactor
from tests.mistakes.areas import AREAS, message
from tests.mistakes.table import FILE, Row, rows, written

LEAST = 80
"""How many mistakes the table has at least."""


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.area}: {row.mistake}"[:80])
def test_a_mistake_has_the_message_of_the_table(row: Row, mockkf: MockKeyfactor) -> None:
    """It is made from outside, and the whole message is compared; `python -m tests.mistakes` writes the table."""
    assert message(row.area, row.mistake, mockkf) == row.message


def test_the_table_has_every_area() -> None:
    """It has at least 80 rows, each area has some, no mistake stands twice, and the file is as it is written."""
    found = Counter((row.area, row.mistake) for row in rows())

    assert len(found) == sum(found.values()) >= LEAST
    assert {area for area, _ in found} == {*AREAS}
    assert written(rows()) == FILE.read_text("utf-8")
