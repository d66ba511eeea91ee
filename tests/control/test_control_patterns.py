"""Patterns in a query: Python's syntax, and no pattern can stop the mock."""

import re
import smtplib
import warnings

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mockkf import MockKeyfactor
from mockkf.control.patterns import for_regex
from tests.control.test_control import ask

PIECES = [
    *("a", "b", "e", "ä", "1", ":", ".", "^", "$", "|", "*", "+", "?", "-", "&&", "--", "~~", "||"),
    *("{", "}", "{e}", "{s<=1}", "{i}", "{d}", "{1i+1s<2}", "{1,2}", "{,2}", "{2,}", "{2}", "{,}"),
    *("[", "]", "[^", "[:alpha:]", "\\", "\\d", "\\b", "\\{", "\\[", "\\N{DIGIT ONE}", "\\1"),
    *("(", ")", "(?:", "(?i:", "(?P<n>", "(?P=n)", "(?=", "(?<!"),
]
TEXTS = ["", "a", "abe", "aa{e}", "b{e}e", "a:l]", "[:alpha:]", "1-a{1,2}", "äB\nab", "{s<=1}{d}", "a&&b--e", "a1b1"]


def spans(found: "re.Match[str] | regex.Match[str] | None") -> tuple[int, int] | None:
    """Where it was found."""
    return None if found is None else found.span()


@settings(max_examples=2_000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("a{e}")
@example("(?:ab){i<=1,d<=2:[a-z]}")
@example("[[:alpha:]]")
@example("[]{e}]{2}")
@example(r"\\{e}")
def test_both_engines_read_a_pattern_in_the_same_way(pattern: str) -> None:
    """What `re` finds in a text is what the library finds in it, in place and length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ours = re.compile(pattern)
        except (re.error, OverflowError):
            return
    theirs = regex.compile(for_regex(pattern), regex.V0)
    for text in TEXTS:
        assert spans(theirs.search(text)) == spans(ours.search(text)), text


def test_a_pattern_that_takes_too_long_is_refused(mockkf: MockKeyfactor) -> None:
    """With 400 and a sentence; the filters of one request share the time, and the mock answers others meanwhile."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp) as client:
        client.sendmail("a@example.com", ["b@example.com"], f"Subject: {'a' * 60}!\r\n\r\n{'ab' * 60}\r\n")

    answer = ask(mockkf, r"/messages?subject=/^(a|aa)%2B$/&text=/^(ab|abab)%2B$/")
    assert answer.status_code == 400
    assert "must be a regular expression that finds its matches within 1 s; /^(" in answer.json()["error"]
    assert ask(mockkf, "/messages?subject=/^a%2B!$/").json()["total"] == 1


def test_a_wait_ends_when_a_pattern_takes_too_long(mockkf: MockKeyfactor) -> None:
    """It is not waited on until the end."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp) as client:
        client.sendmail("a@example.com", ["b@example.com"], f"Subject: {'a' * 60}!\r\n\r\ntext\r\n")

    answer = ask(mockkf, r"/messages?subject=/^(a|aa)%2B$/&wait=30s")
    assert answer.status_code == 400
    assert answer.elapsed.total_seconds() < 10


@pytest.mark.parametrize("name", ["text", "nonsense"])
def test_a_request_has_at_most_a_hundred_parameters(mockkf: MockKeyfactor, name: str) -> None:
    """Known or not, more are refused before one is read."""
    answer = ask(mockkf, "/messages?" + "&".join([f"{name}=/a/"] * 101))

    assert answer.status_code == 400
    assert answer.json() == {"error": "a request can have at most 100 parameters, not 101"}


@pytest.mark.parametrize(
    ("method", "path", "body", "first"),
    [
        ("PATCH", "/settings", {}, "release"),
        ("POST", "/faults", {"step": "relay.sender", "reply": "550 no"}, "host"),
    ],
)
def test_many_unknown_members_are_counted(
    mockkf: MockKeyfactor, method: str, path: str, body: dict[str, str], first: str
) -> None:
    """The first ten are named, long names cut."""
    answer = ask(mockkf, path, method=method, json={**body, **{f"{'x' * 200}{one}": 1 for one in range(2_000)}})

    assert answer.status_code == 400
    assert f"1990 more; there are: {first}" in answer.json()["error"]
    assert len(answer.json()["error"]) < 3_000
