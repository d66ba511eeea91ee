"""Tags: what makes one on arrival, and the form of its name, as Mailpit 1.33.1 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockkf.mime import arrival_tags, clean_tags
from mockkf.mime.tags import LONGEST

HEADERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "no tag": ("Subject: 1+1\r\nDate: Tue, 24 Nov 2026 10:00:00 +0200", ()),
    "X-Tags": ("X-Tags: Blue, red , a/b", ("a b", "Blue", "red")),
    "X-Tags in any case and folded": ("x-tags: Blue,\r\n red", ("Blue", "red")),
    "X-Tags encoded": ("X-Tags: =?utf-8?q?Blue=2C_red?=", ("Blue", "red")),
    "the first X-Tags only": ("X-Tags: a\r\nX-Tags: b", ("a",)),
    "To": ("To: ada+vip@read.example", ("vip",)),
    "each part of a plus address": ("To: ada+x+y@read.example", ("x", "y")),
    "a name with a plus has none": ('To: "a+b@c" <ada@read.example>', ()),
    "a plus in the domain has none": ("To: ada@read+x.example", ()),
    "Cc and Bcc": ("Cc: a+b@c.example, A <d+e@f.example>\r\nBcc: g+h@i.example", ("b", "e", "h")),
    "the first From": ("From: a+b@c.example, d+e@f.example", ("b",)),
    "Reply-To has none": ("Reply-To: a+b@c.example", ()),
    "a number": ("To: a+2026@c.example", ("2026",)),
    "the first spelling": ("X-Tags: blue\r\nTo: a+BLUE@b.example", ("blue",)),
    "nothing behind the plus": ("To: a+@b.example", ()),
    "folded addresses": ("To: a@b.example,\r\n\tc+d@e.example", ("d",)),
    "line feeds only": ("X-Tags: a\nTo: a+b@c.example", ("a", "b")),
}


@pytest.mark.parametrize(("head", "tags"), HEADERS.values(), ids=HEADERS)
def test_a_mail_has_the_tags_of_its_headers(head: str, tags: tuple[str, ...]) -> None:
    """X-Tags, and the `+tag` of addresses, sorted in any letter case."""
    assert arrival_tags(f"{head}\r\n\r\nX-Tags: body\r\n".encode()) == tags


def test_a_recipient_that_no_header_names_gives_tags() -> None:
    """It stands in the envelope only, as Bcc does in Mailpit."""
    assert arrival_tags(b"To: a+b@c.example\r\n\r\n", ["a+b@c.example", "x+secret@y.example", "z@y.example"]) == (
        "b",
        "secret",
    )


@pytest.mark.parametrize(
    ("names", "tags"),
    [
        (["a", "A", "b"], ("a", "b")),
        (["A", "a"], ("A",)),
        (["b", "A", "a c", "a-c", "a_c", "a.c", "a@c"], ("A", "a c", "a-c", "a.c", "a@c", "a_c", "b")),
        (["  a \t b  "], ("a b",)),
        (["a/b", "a//b"], ("a b",)),
        (["", " ", "/", "é"], ()),
        (["für"], ("f r",)),
        (["a" * 200], ("a" * LONGEST,)),
        (["a" * 99 + " b"], ("a" * 99,)),
    ],
)
def test_a_name_is_cleaned(names: list[str], tags: tuple[str, ...]) -> None:
    """Other characters are one space, letter case makes no difference, and a name has 100 characters at most."""
    assert clean_tags(names) == tags


@given(st.lists(st.text()))
def test_a_clean_name_stays(names: list[str]) -> None:
    """Cleaning again changes nothing."""
    tags = clean_tags(names)

    assert clean_tags(tags) == tags
    assert all(tag == tag.strip() and 0 < len(tag) <= LONGEST for tag in tags)


@given(st.binary(), st.lists(st.text()))
def test_no_octets_break_it(raw: bytes, recipients: list[str]) -> None:
    """Whatever a mail is made of, its tags are clean names."""
    tags = arrival_tags(raw, recipients)

    assert clean_tags(tags) == tags


def test_a_mail_has_at_most_a_thousand_tags_on_arrival() -> None:
    """The others are left out, so that one mail takes no long list of them."""
    raw = b"X-Tags: " + b",".join(b"t%d" % number for number in range(5_000)) + b"\r\n\r\n"

    assert len(arrival_tags(raw)) == 1_000
