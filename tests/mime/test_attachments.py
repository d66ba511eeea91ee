"""Attached files and their metadata, and mails that are attached to a mail."""

import hashlib

import pytest

from mockkf import Attachment
from mockkf.mime.content import MailContent
from tests.mime.corpus import octets

INNER = (
    b"From: x@y.example\nSubject: =?utf-8?q?gr=C3=BCn?=\r\nX-Long: " + b"t" * 200 + b"\r\n\r\n inner \ttext \r\n\r\n"
)


def mixed(*parts: bytes) -> MailContent:
    """Return a mail with these parts."""
    body = b"".join(b"--outer\r\n" + part + b"\r\n" for part in parts)
    return MailContent(b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n" + body + b"--outer--\r\n")


def test_a_file_tells_all_its_members() -> None:
    """A file has name, type, content, Content-ID, disposition, digest and position."""
    [file] = MailContent(octets("image-beside-text-and-html")).attachments

    assert (file.filename, file.content_type, file.content) == ("logo.png", "image/png", b"\x89PNG\r\n\x1a\n")
    assert (file.content_id, file.disposition, file.is_inline) == ("logo@send.example", "inline", True)
    assert file.sha256 == hashlib.sha256(b"\x89PNG\r\n\x1a\n").hexdigest()
    assert (file.part_id, file.message) == ("2.2", None)


def test_a_file_is_made_of_name_type_and_content_alone() -> None:
    """The other members have defaults, for tests that create an attachment."""
    file = Attachment("a.csv", "text/csv", b"a,b")

    assert (file.content_id, file.disposition, file.part_id, file.message) == (None, None, "0", None)


@pytest.mark.parametrize(
    ("content_type", "disposition", "is_inline"),
    [
        ("image/png", "inline", True),
        ("image/png", "attachment", False),
        ("image/png", None, True),
        ("text/plain", None, False),
        ("text/html", "inline", True),
        ("application/octet-stream", None, False),
        ("application/octet-stream", "inline", True),
    ],
)
def test_inline_is_what_mailpit_calls_inline(content_type: str, disposition: str | None, is_inline: bool) -> None:
    """A file is inline by its disposition; without one, if it is neither text nor of unknown type."""
    assert Attachment("a", content_type, b"", disposition=disposition).is_inline == is_inline


def test_an_attached_mail_is_the_very_octets() -> None:
    """Bare line feeds, long headers and blanks at line ends are kept unchanged."""
    [file] = mixed(b"Content-Type: message/rfc822\r\n\r\n" + INNER).attachments

    assert file.content == INNER


def test_an_attached_mail_can_be_read_like_any_other() -> None:
    """An attached mail has subject, headers, text and its own files."""
    inner = octets("all-together")
    [file] = mixed(b"Content-Type: message/rfc822; name=old.eml\r\n\r\n" + inner).attachments

    assert file.message is not None
    assert (file.message.subject, file.message.text, file.message.html) == ("Report", "hello", "<p>hello</p>")
    assert file.message.headers["to"] == "ben@read.example"
    assert [one.filename for one in file.message.attachments] == ["logo.png", "a.pdf"]


def test_the_text_of_an_attached_mail_is_not_the_text_of_the_mail() -> None:
    """A mail that has only an attached mail has no text."""
    mail = MailContent(b"Subject: outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext\r\n")

    assert (mail.subject, mail.text) == ("outer", "")
    assert [file.content for file in mail.attachments] == [b"Subject: inner\r\n\r\ntext\r\n"]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("one-file", ["0"]), ("all-together", ["1.2", "2"]), ("signed-with-file", ["1.2", "2"]), ("digest", ["1", "2"])],
)
def test_parts_are_numbered_as_mailpit_numbers_them(name: str, numbers: list[str]) -> None:
    """The only part is 0; others have their number after that of the enclosing part."""
    assert [file.part_id for file in MailContent(octets(name)).attachments] == numbers


def test_names_are_told_without_their_content() -> None:
    """There is one name for each file, empty for a file without a name."""
    mail = mixed(b"Content-Type: image/png; name=a.png\r\n\r\nx", b"Content-Type: image/png\r\n\r\nx")

    assert mail.file_names == ("a.png", "")
