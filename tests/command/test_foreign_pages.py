"""Requests from a web page of another site are refused; requests through a dev server are accepted."""

from collections.abc import Mapping

import pytest

from mockkf import MockKeyfactor
from tests.support.command import Command, changed

EVIL = "https://evil.example"

REFUSED: list[Mapping[str, str]] = [
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "Same-Site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": EVIL},
]
LET_IN: list[Mapping[str, str]] = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:5173"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_a_page_of_another_site_is_refused(command: Command, mockkf: MockKeyfactor, headers: Mapping[str, str]) -> None:
    """403 names the header and the option that allows it; nothing is stored, and the journal has the call."""
    before = mockkf.state.profile

    answer = command.call("PUT", "/SMTP", json={"Host": "evil.example"}, headers=dict(headers))

    assert answer.status_code == 403
    assert answer.json()["Message"].startswith("Web pages of other sites may not call this mock (")
    assert answer.json()["Message"].endswith("To allow an origin, add it to the option allowed_origins.")
    assert mockkf.state.profile == before
    assert mockkf.journal[-1].status == 403


@pytest.mark.parametrize("headers", LET_IN, ids=str)
def test_others_are_let_in(command: Command, headers: Mapping[str, str]) -> None:
    """A client, a page of the mock, and a dev server that forwards the Origin of its page."""
    assert command.call("GET", "/SMTP", headers=dict(headers)).status_code == 200


def test_its_own_origin_is_let_in(command: Command, mockkf: MockKeyfactor) -> None:
    """Where the request goes and where the page is from are the same."""
    origin = mockkf.url.removesuffix("/KeyfactorAPI")

    assert command.call("GET", "/SMTP", headers={"Origin": origin}).status_code == 200
    assert command.call("GET", "/SMTP", headers={"Origin": origin.upper()}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_an_allowed_origin_is_let_in(mockkf: MockKeyfactor, site: str) -> None:
    """Whatever the browser says of its site; others stay out."""
    command = changed(mockkf, allowed_origins=["http://localhost:5173"])
    fetch = {"Sec-Fetch-Site": site} if site else {}

    assert command.call("GET", "/SMTP", headers={"Origin": "http://LOCALHOST:5173", **fetch}).status_code == 200
    assert command.call("GET", "/SMTP", headers={"Origin": EVIL, **fetch}).status_code == 403


def test_a_refused_page_meets_no_fault(command: Command, mockkf: MockKeyfactor) -> None:
    """It is not a call of a client, so it does not consume a fault."""
    fault = mockkf.faults.add("http.request", status=503, times=1)

    command.call("GET", "/SMTP", headers={"Origin": EVIL})

    assert (fault.seen, fault.fired) == (0, 0)


@pytest.mark.parametrize("wrong", ["localhost", "http://", "http://a/b", "ftp://a", "*", "null"])
def test_an_origin_that_is_none_is_refused(mockkf: MockKeyfactor, wrong: str) -> None:
    """The error of the option describes an origin."""
    with pytest.raises(ValueError, match="allowed_origins must be origins such as 'http://localhost:5173', not "):
        mockkf.change(allowed_origins=[wrong])
