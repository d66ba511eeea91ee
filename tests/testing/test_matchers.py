"""Matchers: criteria, combinations and descriptions."""

import re
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

import mockkf
from mockkf import Message
from mockkf.model import Connection, Envelope, Login, Target, Tls
from mockkf.testing.matchers import CRITERIA, attachment, header, host, link, port, sender, subject, tls, to, user
from mockkf.testing.predicates import Matcher

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

CONNECTION = Connection(
    "submission",
    ("127.0.0.1", 1),
    target=Target("smtp.keyexample.com", 587),
    tls=Tls("TLSv1.3", "AES"),
    login=Login("PLAIN", "jsmith"),
    call=7,
)


def message(connection: Connection = CONNECTION, text: str = "Hi!\n", html: str = "") -> Message:
    """Return a message as the relay stores it."""
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = "Jo <jo@example.com>", "all@example.com", "Hello"
    email["X-Tag"], email["X-Empty"] = "one", ""
    email.set_content(text)
    if html:
        email.add_alternative(html, subtype="html")
    email.add_attachment(b"1", maintype="text", subtype="csv", filename="a.csv")
    envelope = Envelope("Jo@example.com", ("a@example.com", "b@example.com"))
    return Message(1, 3, NOON, envelope, connection, email.as_bytes(), "")


PLAIN = message(Connection("smtp", ("127.0.0.1", 1)))
FULL = message(html='<a href="https://a.example/?a=1&amp;b=2">here</a>')

FITTING: list[dict[str, Any]] = [
    {"to": "b@example.com"},
    {"to": "B@EXAMPLE.com"},
    {"to": re.compile("^b@")},
    {"to": lambda recipient: recipient.startswith("a")},
    {"sender": "jo@EXAMPLE.com"},
    {"subject": "Hello"},
    {"text": "Hi!"},
    {"text": "Hi!\n"},
    {"html": re.compile("href")},
    {"html": True},
    {"link": "https://a.example/?a=1&b=2"},
    {"link": re.compile("a=1&b=2$")},
    {"attachment": "a.csv"},
    {"attachment": re.compile(r"\.csv$")},
    {"attachment": True},
    {"header": "x-tag"},
    {"header": "X-Empty"},
    {"header": {"X-Tag": "one", "To": re.compile("^all@")}},
    {"header": {"X-None": None}},
    {"header": {"X-None": False}},
    {"user": "jsmith"},
    {"user": True},
    {"mechanism": "plain"},
    {"host": "SMTP.keyexample.com"},
    {"port": 587},
    {"tls": True},
    {"tls": "TLSv1.3"},
    {"received_after": NOON},
    {"received_before": NOON + timedelta(seconds=1)},
    {"after_id": 0},
    {"epoch": 3},
    {"call": 7},
]

FOREIGN: list[dict[str, Any]] = [
    {"to": "c@example.com"},
    {"to": False},
    {"subject": "hello"},
    {"subject": "Hell"},
    {"subject": 5},
    {"text": "Hi"},
    {"html": False},
    {"link": "https://a.example/"},
    {"attachment": False},
    {"attachment": "a"},
    {"header": "X-None"},
    {"header": {"X-Tag": "two"}},
    {"header": {"X-Tag": None}},
    {"user": None},
    {"user": "JSMITH"},
    {"port": 25},
    {"port": "587"},
    {"tls": False},
    {"tls": "TLSv1.2"},
    {"received_after": NOON + timedelta(seconds=1)},
    {"received_before": NOON},
    {"after_id": 1},
    {"epoch": 1},
    {"call": None},
]


def asked(criteria: dict[str, Any]) -> Matcher[Message]:
    """Return the matcher of one criterion."""
    [(name, wanted)] = criteria.items()
    return CRITERIA[name](wanted)


@pytest.mark.parametrize("criteria", FITTING)
def test_a_message_fits(criteria: dict[str, Any]) -> None:
    """A matcher is true for a match; then it has no differences, and its inverse is false."""
    matcher = asked(criteria)

    assert matcher(FULL)
    assert matcher.differences(FULL) == []
    assert not (~matcher)(FULL)
    assert (~matcher).differences(FULL)


@pytest.mark.parametrize("criteria", FOREIGN)
def test_a_message_does_not_fit(criteria: dict[str, Any]) -> None:
    """A message that does not match has differences, and matches the inverse."""
    matcher = asked(criteria)

    assert not matcher(FULL)
    assert matcher.differences(FULL)
    assert (~matcher)(FULL)
    assert (~matcher).differences(FULL) == []


@pytest.mark.parametrize("name", ["user", "mechanism", "host", "port", "call"])
def test_what_a_message_has_not_is_none(name: str) -> None:
    """A message of a direct client without a login has no user and no host."""
    assert CRITERIA[name](None)(PLAIN)
    assert CRITERIA[name](None).differences(FULL)


def test_every_criterion_is_documented() -> None:
    """`docs/mailbox.md` lists all criteria."""
    said = (Path(__file__).parents[2] / "docs" / "mailbox.md").read_text("utf-8")

    assert [name for name in CRITERIA if f"`{name}`" not in said] == []


def test_every_criterion_is_tried() -> None:
    """The tests have a match and a mismatch for each criterion."""
    fitting, foreign = ({name for criteria in table for name in criteria} for table in (FITTING, FOREIGN))

    assert fitting == set(CRITERIA)
    assert foreign >= fitting - {"sender", "mechanism", "host"}


@pytest.mark.parametrize(
    ("matcher", "fits", "words"),
    [
        (
            to("a@example.com") & ~subject(re.compile("x")) | ~tls(),
            True,
            "(to='a@example.com', not subject=/x/) or not tls=True",
        ),
        (to("c@example.com") | subject("Hello"), True, "to='c@example.com' or subject='Hello'"),
        ((to("c@example.com") | subject("x")) & port(587), False, "(to='c@example.com' or subject='x'), port=587"),
        (~(to("a@example.com") | port(25)), False, "not to='a@example.com', not port=25"),
        (~(to("a@example.com") & port(25)), True, "not to='a@example.com' or not port=25"),
        (~~sender("jo@example.com"), True, "sender='jo@example.com'"),
        (header({"X-Tag": "one", "X-None": None}), True, "header X-Tag='one', header X-None=None"),
        (attachment() & link() & user() & host(), True, "attachment=True, link=True, user=True, host=True"),
    ],
)
def test_matchers_combine(matcher: Matcher[Message], fits: bool, words: str) -> None:
    """`&`, `|` and `~` combine matchers and their descriptions."""
    assert matcher(FULL) == fits
    assert bool(matcher.differences(FULL)) != fits
    assert str(matcher).startswith(words)


def test_a_function_is_a_matcher() -> None:
    """A function can stand on either side of an operator."""

    def is_short(mail: Message) -> bool:
        return len(mail.text) < 5

    assert (tls() & is_short)(FULL)
    assert (is_short & tls())(FULL)
    assert (~tls() | is_short)(FULL)
    assert (is_short | ~tls())(FULL)
    assert (is_short & tls()).words == "is_short=True, tls=True"


@pytest.mark.parametrize(
    ("matcher", "differences"),
    [
        (to("c@example.com"), ["to is 'a@example.com', 'b@example.com'"]),
        (link("https://b.example"), ["link is 'https://a.example/?a=1&b=2'"]),
        (header("X-None"), ["header X-None is none"]),
        (to("c@example.com") & port(25), ["to is 'a@example.com', 'b@example.com'", "port is 587"]),
        (subject("x") | port(25), ["subject is 'Hello' and port is 587"]),
        (~subject("Hello"), ["subject is 'Hello'"]),
    ],
)
def test_differences_name_what_is_there(matcher: Matcher[Message], differences: list[str]) -> None:
    """Each part that does not match has one difference; alternatives have one in common."""
    assert matcher.differences(FULL) == differences


def test_long_texts_are_shown_where_they_part() -> None:
    """The same difference is not repeated."""
    same = "a" * 80
    mail = message(text=f"{same} one\n")

    [difference] = CRITERIA["text"](f"{same} two\n").differences(mail)

    assert difference == "text differs from character 82 on: 'one\\n', not 'two\\n'"


def test_matchers_are_not_combined_by_words() -> None:
    """`and`, `or` and `not` are refused, because they would silently drop a part."""
    with pytest.raises(TypeError, match="combine matchers with"):
        bool(to("a"))


def test_a_value_is_no_matcher() -> None:
    """A value that is no predicate is refused at once."""
    with pytest.raises(TypeError, match=r"'a@example\.com' is neither a matcher nor a function"):
        assert tls() & "a@example.com"  # type: ignore[operator]


def test_the_matchers_are_found_from_the_top() -> None:
    """`mockkf.testing.matchers` needs no separate import."""
    assert mockkf.matchers.to is to


@pytest.mark.parametrize(
    ("text", "html", "links"),
    [
        ("", "", ()),
        ("a http://a.e, (https://b.e/x(1)). mailto:c@d.e!", "", ("http://a.e", "https://b.e/x(1)", "mailto:c@d.e")),
        ("http://a.example http://a.example ftp://b.e http:// javascript:x", "", ("http://a.example",)),
        ("http://a.e", "<a href='http://b.e'>http://a.e</a>", ("http://a.e", "http://b.e")),
        ("", '<A HREF=HTTPS://a.e/?x&#61;1&amp;y><img src="http://b.e/i">', ("HTTPS://a.e/?x=1&y", "http://b.e/i")),
        ("", "<a href='ht\ntp://a.exa\tmple'><a href='javascript:alert(1)'>", ("http://a.example",)),
        ("", '<!DOCTYPE html "http://w.e"><html xmlns="http://x.e"><p>http://a.example?b&lt;</p>', ("http://a.example?b",)),
        ("", "<!-- http://a.e --><script>'<a href=http://b>'</SCRIPT><style>http://c.e</style>mailto:d", ("mailto:d",)),
        ("", "<!-- <a href=http://a.example>", ()),
        ("", "<script><a href=http://a.example>", ()),
        ("", '<a href="http://a.example>', ()),
        ("", "<a href='http://a.example' =\"'><<b>", ("http://a.example",)),
        ("", f"<a href='http://a.example/&#{'1' * 5000};'>&#{'1' * 5000}; http://b.example", None),
    ],
)  # fmt: skip
def test_links_are_read_from_text_and_html(text: str, html: str, links: tuple[str, ...] | None) -> None:
    """Links are decoded, in order and without duplicates; no HTML causes an error."""
    found = message(text=text + "\n", html=html).links

    assert found == links or (links is None and found[-1] == "http://b.example")


@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", '<a href="', "<![", "&", "<", "</a", "<a x='\"", "<script>", "(", "&#"]
)
def test_hostile_html_takes_no_time(piece: str) -> None:
    """The time is linear in the length."""
    began = time.process_time()

    message(html="<a href=http://a.example>" + piece * (200_000 // len(piece))).links  # noqa: B018

    assert time.process_time() - began < 5
