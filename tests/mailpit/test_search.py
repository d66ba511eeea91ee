"""Mailpit's search language, beyond the recorded queries."""

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mockkf.mailpit.search import matcher, moment, parse
from tests.mailpit.conftest import MailpitClient


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("a b", [("", "a", False), ("", "b", False)]),
        ('"a b" c', [("", "a b", False), ("", "c", False)]),
        ('!"a b"', [("", "a b", True)]),
        ("-from:x", [("from", "x", True)]),
        ("subject:two words", [("subject", "two", False), ("", "words", False)]),
        ('SUBJECT:"Two Words"', [("subject", "Two Words", False)]),
        ('say "it', [("", "say", False), ("", "it", False)]),
        ('a"b c"d', [("", "ab cd", False)]),
        ("- !", [("", "-", False), ("", "!", False)]),
        ("is:read IS:Unread is:else", [("is:read", "", False), ("is:unread", "", False), ("", "is:else", False)]),
        ("has:inlines -has:attachment", [("has:inlines", "", False), ("has:attachment", "", True)]),
        ("foo:bar", [("", "foo:bar", False)]),
        ("from:", [("from", "", False)]),
        ('"" , ;', []),
    ],
)
def test_a_query_is_divided(query: str, terms: list[tuple[str, str, bool]]) -> None:
    """At spaces outside quotation marks; `-` and `!` negate a word, whether it is quoted or not."""
    assert [(term.kind, term.value, term.is_negated) for term in parse(query)] == terms


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-31",
        "2026/01/31",
        "01/31/2026",
        "1/31/2026",
        "2026-01-31 00:00",
        "2026-01-31T00:00:00Z",
        "2026-01-31t02:00:00+02:00",
        "31 Jan 2026",
        "Jan 31, 2026",
        "Sat, 31 Jan 2026 00:00:00 +0000",
        "1769817600",
        "1769817600000",
    ],
)
def test_dates_are_read_in_many_formats(written: str) -> None:
    """ISO 8601, American dates, month names, RFC 5322 and Unix times name the same moment."""
    found = moment(written)

    assert found is not None
    assert found.timestamp() == 1769817600


@pytest.mark.parametrize("written", ["", "soon", "2026-13-01", "99999999999999999999", "2026-01-31" * 9, "\x00", "-1"])
def test_what_is_no_date_is_none(written: str) -> None:
    """The term is ignored then."""
    assert moment(written) is None
    assert matcher(f'after:"{written}"') is not None


@pytest.mark.parametrize(
    ("query", "zone", "found"),
    [
        ("after:{today}", "", True),
        ("before:{today}", "", False),
        ("!after:{today}", "", False),
        ("!before:{today}", "", True),
        ("after:2001-01-01 before:2100-01-01", "", True),
        ("before:{now}", "", False),
        ("after:{now}", "", True),
        ("after:{local}", "Pacific/Kiritimati", True),
        ("after:{local}", "Nowhere/Else", False),
        ("after:{local}", "../../etc/passwd", False),
    ],
)
def test_dates_are_compared_with_the_arrival(mailpit: MailpitClient, query: str, zone: str, found: bool) -> None:
    """`after` includes the moment, `before` does not; without a zone a date is in `tz`, else in UTC."""
    mailpit.mail()
    arrived = mailpit.mock.mailbox.all[0].received
    values = {
        "today": f"{arrived:%Y-%m-%d}",
        "now": arrived.isoformat(),
        "local": f'"{arrived + timedelta(hours=13):%Y-%m-%d %H:%M:%S}"',  # in Kiritimati, an hour ago
    }

    assert bool(mailpit.subjects(query.format(**values), tz=zone)) is found


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("larger:{size}", True),
        ("!larger:{size}", False),
        ("smaller:{size}", False),
        ("!smaller:{size}", True),
        ("larger:1b", False),
        ("smaller:1.5M", True),
        ('smaller:"1 mb"', True),
    ],
)
def test_sizes_meet_without_a_gap(mailpit: MailpitClient, query: str, is_found: bool) -> None:
    """A mail of the very size is larger and not smaller; a unit is K, KB, M or MB."""
    mailpit.mail()
    size = len(mailpit.mock.mailbox.all[0].raw)

    assert bool(mailpit.subjects(query.format(size=size))) is is_found


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("from:SHOP", True),
        ("from:müller", True),
        ("from:MÜLLER", True),
        ("to:ada", True),
        ("to:address", False),
        ("to:name", False),
        ("cc:ben@read.example", True),
        ("bcc:hidden", True),
        ("addressed:hidden", True),
        ("addressed:help", True),
        ("-addressed:nobody", True),
        ("reply-to:help", True),
        ("message-id:4711", True),
        ("message-id:<4711", True),
        ('subject:"R&D (new)"', True),
        ("subject:r&d", True),
        ("r&d", True),
        ("report.pdf", True),
        ("https://a.example/x?y=1&z=2", True),
        ('"see the list"', True),
        ("secret-script", False),
        ("bounce@send.example", True),
        ("GRÜSSE", False),
        ("GRÜNE", True),
        ("%", False),
        ("hidden@read.example", True),
    ],
)
def test_fields_and_free_text(mailpit: MailpitClient, query: str, is_found: bool) -> None:
    """Fields are compared as decoded; free text also with the words and links of the HTML and with file names."""
    mail = EmailMessage()
    mail["From"] = "Jörg Müller <shop@send.example>"
    mail["To"] = "Ada <ada@read.example>"
    mail["Cc"] = "ben@read.example"
    mail["Reply-To"] = "help@send.example"
    mail["Subject"] = "R&D (new)"
    mail["Message-ID"] = "<4711@send.example>"
    mail.set_content("only text")
    link = "<a href='https://a.example/x?y=1&amp;z=2'>list</a>"
    mail.add_alternative(f"<p>Grüne  <b>see</b> the {link}<script>secret-script</script></p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report.pdf")
    mailpit.deliver(mail.as_bytes(policy=SMTP), sender="bounce@send.example", to="ada@read.example,hidden@read.example")

    assert bool(mailpit.subjects(query)) is is_found


def test_a_long_text_is_searched_to_its_end(mailpit: MailpitClient) -> None:
    """Also the words of a mail whose text is not kept for the next search."""
    mailpit.mail(text="word\n" * 20_000 + "needle")

    assert mailpit.subjects("needle") == ["Hello"]
    assert mailpit.subjects("needle") == ["Hello"]
