"""MailHog's API."""

import pytest
import requests

from tests.mailpit.conftest import MailpitClient, composed
from tests.mailpit.test_message import with_files


def test_a_mail_is_listed(mailpit: MailpitClient) -> None:
    """The item has the envelope as paths, the headers and the body undecoded, and the source."""
    raw = composed(Subject2="=?utf-8?q?gr=C3=BCn?=")
    id = mailpit.deliver(raw, sender="bounce@send.example")

    found = mailpit.get("/api/v2/messages")

    [item] = found.pop("items")
    assert found == {"total": 1, "count": 1, "start": 0}
    assert item["ID"] == id
    assert item["From"] == {"Relays": None, "Mailbox": "bounce", "Domain": "send.example", "Params": ""}
    assert item["To"] == [{"Relays": None, "Mailbox": "ada", "Domain": "read.example", "Params": ""}]
    assert item["Content"]["Headers"]["Subject2"] == ["=?utf-8?q?gr=C3=BCn?="]
    assert item["Content"]["Body"] == "It works.\r\n"
    assert item["MIME"] is None
    assert item["Raw"]["Data"].encode() == raw


def test_parts_are_listed(mailpit: MailpitClient) -> None:
    """Those of the outermost multipart, undecoded."""
    mailpit.deliver(with_files())

    [item] = mailpit.get("/api/v2/messages")["items"]

    types = [part["Headers"]["Content-Type"][0].partition(";")[0] for part in item["MIME"]["Parts"]]
    assert types == ["multipart/alternative", "text/plain", "text/html", "image/svg+xml"]


@pytest.mark.parametrize(
    ("kind", "query", "found"),
    [
        ("from", "BOUNCE@", 1),
        ("from", "shop@", 0),
        ("to", "hidden@", 1),
        ("to", "nobody", 0),
        ("containing", "it works", 1),
        ("containing", "nothing", 0),
    ],
)
def test_a_search_looks_at_envelope_or_source(mailpit: MailpitClient, kind: str, query: str, found: int) -> None:
    """`from` and `to` at the envelope, `containing` at the source, in any letter case."""
    mailpit.deliver(composed(), sender="bounce@send.example", to="ada@read.example,hidden@read.example")

    assert mailpit.get("/api/v2/search", kind=kind, query=query)["total"] == found


@pytest.mark.parametrize("query", [{"kind": "subject", "query": "x"}, {"kind": "to"}, {"query": "x"}])
def test_a_wrong_search_is_refused(mailpit: MailpitClient, query: dict[str, str]) -> None:
    """The answer is 400 without a body."""
    answer = mailpit.ask("GET", "/api/v2/search", params=query)

    assert (answer.status_code, answer.text) == (400, "")


def test_one_mail_is_deleted(mailpit: MailpitClient) -> None:
    """The answer has no body."""
    id = mailpit.mail()

    answer = mailpit.ask("DELETE", f"/api/v1/messages/{id}")

    assert (answer.status_code, answer.text) == (200, "")
    assert mailpit.ask("DELETE", f"/api/v1/messages/{id}").status_code == 404


def test_a_client_of_mailhog_deletes_all(mailpit: MailpitClient) -> None:
    """It sends no Accept and reads any body as JSON, so there is none."""
    mailpit.mail()

    answer = requests.delete(f"{mailpit.mock.mailpit_url}/api/v1/messages", headers={"Accept": None}, timeout=10)

    assert (answer.status_code, answer.content) == (200, b"")
    assert mailpit.subjects() == []


def test_an_answer_has_at_most_250_mails(mailpit: MailpitClient) -> None:
    """Whatever limit is asked for."""
    body = {"From": {"Email": "a@x.example"}, "To": [{"Email": "b@x.example"}]}
    for _ in range(251):
        mailpit.ask("POST", "/api/v1/send", json=body)

    found = mailpit.get("/api/v2/messages", limit="1000")

    assert (found["total"], found["count"]) == (251, 250)
