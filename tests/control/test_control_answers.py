"""The control API answers as in the table; `python -m tests.control.answers` rewrites the table."""

import json

import pytest

from mockkf import MockKeyfactor
from tests.control.answers import TABLE, answers, routes

KNOWN = json.loads(TABLE.read_text("utf-8"))


def test_the_table_has_every_route(mockkf: MockKeyfactor) -> None:
    """The table has answers of every route."""
    assert routes(mockkf).keys() == KNOWN.keys()


@pytest.mark.parametrize("route", KNOWN)
def test_every_answer_is_as_the_table_says(mockkf: MockKeyfactor, route: str) -> None:
    """Status, headers and body are those in the table, for valid requests and each kind of invalid request."""
    found = answers(mockkf, route, routes(mockkf)[route])

    assert found.keys() == KNOWN[route].keys()
    for about, answer in found.items():
        assert answer == KNOWN[route][about], about
