"""A test suite of a user of PyPI's pytest-mailpit; it runs without mockkf."""

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest


def send(smtp: Any, to: str, subject: str = "Welcome") -> None:
    """Send a mail as an application does."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@send.example", to, subject
    mail.set_content("hello https://a.example/x")
    mail.add_alternative("<p>hello</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    with smtplib.SMTP(smtp.host, smtp.port, timeout=10) as client:
        client.send_message(mail)


def test_the_inbox_of_a_test(mailpit_inbox: Any, mailpit_smtp: Any, mailpit: Any) -> None:
    """A mail arrives, with its parts."""
    send(mailpit_smtp, str(mailpit_inbox))

    message = mailpit_inbox.wait_for_message(subject="Welcome")

    assert message.attachments[0].file_name == "a.pdf"
    assert mailpit.get_attachment(message.attachments[0]) == b"%PDF"
    assert mailpit.get_headers(message.id)["Subject"] == ["Welcome"]
    assert b"Subject: Welcome" in mailpit.get_raw(message.id)
    mailpit.mark_read([message.id], read=False)
    mailpit.set_tags([message.id], ["blue"])
    assert mailpit.search("tag:blue is:unread").messages
    assert mailpit.check_links(message.id) is not None
    assert mailpit.check_html(message.id) is not None
    mailpit_inbox.clear()
    mailpit_inbox.assert_no_message()


def test_the_clock_and_the_version(mailpit: Any) -> None:
    """The clock of the server is read, and its release needs no warning."""
    assert mailpit.is_ready()
    assert mailpit.server_time().tzinfo is not None
    assert mailpit.info().version == "v1.33.1"


def test_chaos(mailpit_chaos: Any, mailpit_smtp: Any) -> None:
    """The server refuses as long as the test wants it."""
    mailpit_chaos.reject_recipients(code=450)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(mailpit_smtp, "ada@read.example")
