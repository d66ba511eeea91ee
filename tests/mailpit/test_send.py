"""Sending mail by the API."""

from base64 import b64encode
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient

LEAST = {"From": {"Email": "shop@send.example"}, "To": [{"Email": "ada@read.example"}]}


def test_a_mail_is_stored_as_if_it_had_come_by_smtp(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """The answer has its id; a waiting test gets it; the envelope has all recipients, the headers no hidden one."""
    answer = mailpit.ask(
        "POST",
        "/api/v1/send",
        json={
            "from": {"email": "shop@send.example", "name": "Jörg, Shop"},
            "To": [{"Email": "ada@read.example", "Name": "Ada"}],
            "Cc": [{"Email": "Ben <ben@read.example>"}],
            "Bcc": ["hidden@read.example"],
            "ReplyTo": [{"Email": "help@send.example"}],
            "Subject": "Grüße",
            "Text": "one\ntwo\r\n",
            "HTML": "<p>ö</p><img src=cid:logo>",
            "Tags": ["Blue", "red"],
            "Headers": {"X-Job": "7", "Message-ID": "<1@send.example>"},
            "Attachments": [
                {"Content": b64encode(b"hello").decode(), "Filename": "a.txt"},
                {"Content": "data:image/png;base64,iVBORw0KGgo=", "Filename": "l.png", "ContentID": "logo"},
                {"Content": "AAE=", "Filename": "x", "ContentType": "application/x-thing; a=b"},
            ],
        },
        auth=("jsmith", "any"),
    )

    message = mockkf.mailbox.expect_one(to="hidden@read.example", subject="Grüße")
    found = mailpit.get(f"/api/v1/message/{answer.json()['ID']}")
    assert message.envelope.recipients == ("ada@read.example", "ben@read.example", "hidden@read.example")
    assert "hidden" not in str(dict(message.headers))
    assert found["From"] == {"Name": "Jörg, Shop", "Address": "shop@send.example"}
    assert found["Cc"] == [{"Name": "Ben", "Address": "ben@read.example"}]
    assert found["ReplyTo"] == [{"Name": "", "Address": "help@send.example"}]
    assert (found["Text"], found["HTML"]) == ("one\ntwo\r\n", "<p>ö</p><img src=cid:logo>")
    assert (found["Tags"], found["Username"], found["MessageID"]) == (["Blue", "red"], "jsmith", "1@send.example")
    assert [(file["FileName"], file["ContentType"], file["Size"]) for file in found["Attachments"]] == [
        ("a.txt", "text/plain", 5),
        ("x", "application/x-thing", 2),
    ]
    assert [(file["FileName"], file["ContentID"]) for file in found["Inline"]] == [("l.png", "logo")]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"Text": "hello"},
        {"HTML": "<p>hello</p>"},
        {"Text": "a" * 2000},
        {"Text": "ü\r\nß"},
        {"HTML": "<p>", "Attachments": [{"Content": "AA==", "Filename": "a", "ContentID": "c"}]},
        {"Attachments": [{"Content": "AA==", "Filename": "a", "ContentID": "c"}]},
        {"Attachments": [{"Content": "AA==", "ContentType": "message/rfc822"}]},
        {"Attachments": [{"Content": "AA==", "ContentType": "not a type"}]},
        {"From": {"Email": '"two words"@send.example'}},
        {"From": {"Email": "jörg@bücher.example"}},
        {"Subject": "a\r\nBcc: evil@x.example"},
        {"Headers": {"X-A": "1\r\nBcc: evil@x.example"}},
        {"Tags": ["a\r\nBcc: evil@x.example"]},
    ],
)
def test_any_content_is_sent_exactly(mailpit: MailpitClient, more: dict[str, Any]) -> None:
    """Text and HTML come back as they were sent; a line end in a header adds no header."""
    answer = mailpit.ask("POST", "/api/v1/send", json={**LEAST, **more})

    if answer.status_code == 400:
        assert "line" in answer.json()["Error"].lower() or "header" in answer.json()["Error"].lower()
        return
    message = mailpit.get(f"/api/v1/message/{answer.json()['ID']}")
    assert message["HTML"] == more.get("HTML", "")
    assert more.get("HTML") or message["Text"] == more.get("Text", "")
    assert message["From"]["Address"] == more.get("From", LEAST["From"])["Email"]
    assert message["Bcc"] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"From": None}, "error building message: from not set"),
        ({"To": None}, "error building message: no recipients (to, cc, bcc) set"),
        ({"To": [{"Email": "nope"}]}, "invalid To address: nope"),
        ({"Cc": [{"Email": "a@b.example, c@d.example"}]}, "invalid Cc address: a@b.example, c@d.example"),
        ({"Bcc": ["a@"]}, "invalid Bcc address: a@"),
        ({"ReplyTo": [{"Email": "@b.example"}]}, "invalid Reply-To address: @b.example"),
        ({"From": {"Email": "shop"}}, "invalid From address: shop"),
        ({"Headers": {"to": "x"}}, 'cannot overwrite header: "to"'),
        ({"Headers": {"X-Tags": "x"}, "Tags": ["y"]}, 'cannot overwrite header: "X-Tags"'),
        ({"Headers": {"A B": "x"}}, 'invalid header key: "A B"'),
        ({"Headers": {"X": 1}}, "Headers.X.value must be text"),
        ({"To": "x"}, "To must be a list of objects"),
        ({"To": [{"Email": 1}], "Text": []}, "To.0.Email must be text; Text must be text"),
    ],
)
def test_a_wrong_mail_is_refused(mailpit: MailpitClient, change: dict[str, Any], sentence: str) -> None:
    """The answer is 400 with the sentence in JSON, and nothing is stored."""
    answer = mailpit.ask("POST", "/api/v1/send", json={**LEAST, **change})

    assert (answer.status_code, answer.json()) == (400, {"Error": sentence})
    assert mailpit.subjects() == []


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 400, "the body must be a JSON object, but it is empty"),
        (b"[]", 400, "the body must be an object"),
        (b" " * (50 * 1024 * 1024 + 1), 413, "http: request body too large"),
    ],
)
def test_a_broken_body_is_refused_in_json(mailpit: MailpitClient, body: bytes, status: int, sentence: str) -> None:
    """Errors of this route are JSON."""
    answer = mailpit.ask("POST", "/api/v1/send", data=body)

    assert (answer.status_code, answer.json()) == (status, {"Error": sentence})


def test_wrong_base64_names_the_file(mailpit: MailpitClient) -> None:
    """The sentence says which attachment cannot be read."""
    answer = mailpit.ask("POST", "/api/v1/send", json={**LEAST, "Attachments": [{"Content": "%%", "Filename": "f"}]})

    assert answer.json()["Error"].startswith('error decoding base64 attachment "f": ')
