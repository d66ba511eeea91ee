"""Every mail of the corpus has the content in its table."""

from typing import Any

import pytest

from mockkf.mime.content import Attachment, MailContent
from mockkf.model import Address
from tests.mime.corpus import EXPECTED, FOLDER, octets

ABSENT: dict[str, Any] = {"from": [], "to": [], "html": None, "attachments": [], "defects": []}
"""The content of a mail if its table does not name a member."""


def person(address: Address) -> str:
    """Return an address as in the table."""
    return f"{address.name} <{address.address}>" if address.name else address.address


def file_view(file: Attachment) -> dict[str, Any]:
    """Return an attached file as in the table."""
    view = {
        "part_id": file.part_id,
        "filename": file.filename,
        "content_type": file.content_type,
        "size": len(file.content),
        "content_id": file.content_id,
        "disposition": file.disposition,
        "subject": file.message.subject if file.message else None,
    }
    return {name: value for name, value in view.items() if value is not None}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mail_is_read_as_the_table_says(name: str) -> None:
    """Subject, addresses, headers, bodies, files and defects are as in the table."""
    expected = {**ABSENT, **EXPECTED[name]}
    mail = MailContent(octets(name))

    assert mail.subject == expected["subject"]
    assert [*map(person, mail.headers.addresses("From"))] == expected["from"]
    assert [*map(person, mail.headers.addresses("To"))] == expected["to"]
    assert {one: [*mail.headers.all(one)] for one in expected.get("headers", {})} == expected.get("headers", {})
    assert (mail.text, mail.html) == (expected["text"], expected["html"])
    assert [*map(file_view, mail.attachments)] == expected["attachments"]
    assert [*mail.defects] == expected["defects"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_subject_alone_is_the_subject_among_the_headers(name: str) -> None:
    """The subject that is read alone is the same."""
    mail = MailContent(octets(name))

    assert mail.subject == mail.headers.get("Subject", "")


def test_the_table_and_the_folder_have_the_same_mails() -> None:
    """Every mail has a table and every table a mail; each describes one fact, and no two the same."""
    assert sorted(EXPECTED) == sorted(file.stem for file in FOLDER.glob("*.eml"))
    assert len(EXPECTED) >= 60
    assert len({octets(name) for name in EXPECTED}) == len(EXPECTED)
