"""Headers as received, and the addresses in them."""

import pytest

from mockkf.mime.content import MailContent
from mockkf.mime.headers import Headers
from mockkf.model import Address


def headers(*lines: bytes) -> Headers:
    """Return the headers of a mail with these lines."""
    return MailContent(b"\r\n".join([*lines, b"", b"text"])).headers


def addresses(value: str) -> list[tuple[str, str]]:
    """Return the names and addresses in a header."""
    return [(one.name, one.address) for one in headers(f"To: {value}".encode()).addresses("to")]


def test_headers_are_a_mapping_of_any_letter_case() -> None:
    """A look-up returns the first header, `all` every one; iteration has each name once, in its first spelling."""
    found = headers(b"X-Job: one", b"x-job: two", b"Subject: s")

    assert (found["X-JOB"], found.all("X-job"), found.get("X-None")) == ("one", ("one", "two"), None)
    assert ([*found], len(found)) == (["X-Job", "Subject"], 2)
    assert repr(found) == "Headers({'X-Job': 'one', 'Subject': 's'})"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b"X: a  b", "a  b"),
        (b"X:a", "a"),
        (b"X:\r\n a", "a"),
        (b"X:\r\n\ta\r\n  b", "a  b"),
        (b"X: a (b) <c>; d", "a (b) <c>; d"),
        (b"X:   a", "a"),
        (b"X: a:b", "a:b"),
        (b"X:", ""),
        (b"X: =?utf-8?q?=20a?=", " a"),
        (b'X: "=?utf-8?q?a?="', '"a"'),
        (b"X: =?utf-8*en?b?YQ==?=", "a"),
        (b"X: =?utf-8?b?YQ==?= =?iso-8859-1?q?=E4?=", "aä"),
        (b"X: =?utf-8?Q?What?_now?=", "What? now"),
        (b"X: =?utf-8?x?a?=", "=?utf-8?x?a?="),
        (b"X: =?gb2312?b?6UY=?=", "镕"),
    ],
)
def test_a_value_is_unfolded_and_decoded_and_nothing_else(line: bytes, value: str) -> None:
    """Inner blanks, comments and unusual text are kept."""
    assert headers(line)["X"] == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@b.example", [("", "a@b.example")]),
        ("Ada <a@b.example>", [("Ada", "a@b.example")]),
        ('"Lovelace, Ada" <a@b.example>, c@d.example', [("Lovelace, Ada", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example; c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example (Ada (the first))", [("Ada (the first)", "a@b.example")]),
        ("=?utf-8?q?M=C3=BC=2C?= <a@b.example>", [("Mü,", "a@b.example")]),
        ("team: a@b.example, c@d.example;", [("", "a@b.example"), ("", "c@d.example")]),
        ("undisclosed-recipients:;", []),
        ('"x y"@b.example', [("", '"x y"@b.example')]),
        ('"say \\"hi\\"" <a@b.example>', [('say "hi"', "a@b.example")]),
        ("<@relay.example:a@b.example>", [("", "a@b.example")]),
        ("a@[IPv6:::1]", [("", "a@[IPv6:::1]")]),
        ("Ada a@b.example", [("Ada", "a@b.example")]),
        ("Ada <a@b.example, c@d.example", [("Ada", "a@b.example"), ("", "c@d.example")]),
        ("root", [("", "root")]),
        ("nobody at all", [("nobody at all", "")]),
        ('"', []),
        ("<>", []),
        (", ,;", []),
        ("", []),
    ],
)
def test_addresses_are_parsed_on_demand(value: str, expected: list[tuple[str, str]]) -> None:
    """Malformed addresses are read where possible; text without an address is left out."""
    assert addresses(value) == expected


def test_addresses_of_all_headers_of_a_name_are_told() -> None:
    """Headers are in order; a missing name has none."""
    found = headers(b"To: a@b.example", b"TO: c@d.example")

    assert found.addresses("to") == (Address("", "a@b.example"), Address("", "c@d.example"))
    assert found.addresses("cc") == ()


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: first\r\n\r\n", "first"),
        (b"sUBJECT : blank before the colon\r\n\r\n", "blank before the colon"),
        (b"To: x\r\nSUBJECT:\r\n folded\r\n twice\r\nX: y\r\n\r\n", "folded twice"),
        (b"Subjective: no\r\nX-Subject: no\r\nSubject: yes\nSubject: second\n\n", "yes"),
        (b"subject without a colon\r\nSubject: real\r\n\r\n", "real"),
        (b"X: a\r\n Subject: in a fold\r\n\r\n", ""),
        (b"X: a\r\n\r\nSubject: in the body\r\n", ""),
        (b"X: a\n\nSubject: in the body\n", ""),
        (b"\r\nSubject: in the body\r\n", ""),
        (b"\nSubject: in the body\n", ""),
        (b"Subject: the end of the mail", "the end of the mail"),
        (b"From jsmith Thu Nov 26\r\nSubject: after an mbox line\r\n\r\n", "after an mbox line"),
        (b"", ""),
    ],
)
def test_the_subject_is_the_first_header_of_that_name(raw: bytes, subject: str) -> None:
    """The subject, which is read without the other headers, is the first of them that is named so."""
    mail = MailContent(raw)

    assert (mail.subject, mail.headers.get("Subject", "")) == (subject, subject)
