"""The control API answers as the table says; `python -m tests.control.answers` writes the table anew."""

import json

import pytest

from mockkf import MockKeyfactor
from tests.control.answers import TABLE, answers, routes

KNOWN = json.loads(TABLE.read_text("utf-8"))


def test_the_table_has_every_route(mockkf: MockKeyfactor) -> None:
    """No route is without its answers."""
    assert routes(mockkf).keys() == KNOWN.keys()


@pytest.mark.parametrize("route", KNOWN)
def test_every_answer_is_as_the_table_says(mockkf: MockKeyfactor, route: str) -> None:
    """Status, headers and body, for right requests and for wrong ones of each kind."""
    found = answers(mockkf, route, routes(mockkf)[route])

    assert found.keys() == KNOWN[route].keys()
    for about, answer in found.items():
        assert answer == KNOWN[route][about], about
