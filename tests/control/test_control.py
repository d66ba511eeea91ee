"""The control API under /mockkf: its answers and its errors."""

import json
import smtplib
import ssl
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.instance.mock import Mock
from tests.support.command import RECIPIENT, Command

JSON = "application/json; charset=utf-8"
MAIL = b"From: me@example.com\r\nSubject: f\xc3\xbcr dich\r\n\r\n\xff\x00.\r\n..dots\r\n<script>alert(1)</script>\r\n"


def ask(mockkf: Mock, path: str, method: str = "GET", **options: Any) -> requests.Response:
    """Send one request to the control API, without credentials."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, f"{mockkf.control_url}{path}", timeout=10, **options)


def send(mockkf: Mock, *mails: bytes) -> None:
    """Send these mails to the relay as a client that connects directly."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        for mail in mails:
            client.sendmail("me@example.com", [RECIPIENT], mail)


def is_a_refusal(answer: requests.Response, status: int) -> bool:
    """Return whether this is an error answer in JSON with a sentence."""
    return (answer.status_code, answer.headers["Content-Type"], [*answer.json()]) == (status, JSON, ["error"])


def test_a_message_is_told_whole(command: Command, mockkf: MockKeyfactor) -> None:
    """The list has every fact about a test mail except its content and its secrets."""
    command.test()

    answer = ask(mockkf, "/messages")

    assert answer.headers["Content-Type"] == JSON
    [message] = answer.json()["messages"]
    assert (message["id"], message["call"], message["epoch"]) == (1, 1, mockkf.state.epoch)
    assert message["subject"] == "Keyfactor Command SMTP test"
    assert message["size"] == len(mockkf.mailbox.all[0].raw)
    assert message["envelope"]["sender"] == "jsmith@keyexample.com"
    assert message["envelope"]["recipients"] == [RECIPIENT]
    assert message["login"] == {"mechanism": "PLAIN", "user": "command@keyexample.com", "claims": None}
    assert message["tls"]["sni"] == "smtp.keyexample.com"
    assert message["target"] == {"host": "smtp.keyexample.com", "port": 587}
    assert message["received"].endswith("+00:00")
    assert "MySuperSecretPassword" not in answer.text


def test_a_message_of_a_stranger_was_asked_of_nobody(mockkf: MockKeyfactor) -> None:
    """A mail without an API call has no call, no login, no TLS and no target."""
    send(mockkf, MAIL)

    [message] = ask(mockkf, "/messages").json()["messages"]
    assert [message[name] for name in ("call", "login", "tls", "target")] == [None] * 4
    assert message["peer"][0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("?limit=2", [5, 4]),
        ("?start=2&limit=2", [3, 2]),
        ("?start=4&limit=1000", [1]),
        ("?start=5", []),
        ("?start=2147483648", []),
        ("?limit=0", []),
    ],
)
def test_messages_come_in_pages_newest_first(mockkf: MockKeyfactor, query: str, ids: list[int]) -> None:
    """`start` skips the newest messages, `limit` bounds the page, `total` counts all messages."""
    send(mockkf, *[b"Subject: x\r\n\r\n"] * 5)

    page = ask(mockkf, f"/messages{query}").json()

    assert [message["id"] for message in page["messages"]] == ids
    assert page["total"] == 5


def test_a_page_is_50_messages_unless_asked_otherwise(mockkf: MockKeyfactor) -> None:
    """The default limit cuts a long list."""
    send(mockkf, *[b"Subject: x\r\n\r\n"] * 51)

    page = ask(mockkf, "/messages").json()

    assert (len(page["messages"]), page["total"]) == (50, 51)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        *((f"start={wrong}", "start must be a whole number from 0 to 2147483648") for wrong in ("-1", "x", "", "1.0")),
        *((f"limit={wrong}", "limit must be a whole number from 0 to 1000") for wrong in ("1001", "-1", "%D9%A1")),
        ("start=" + "9" * 5000, "start must be a whole number from 0 to 2147483648"),
    ],
)
def test_a_bad_number_is_400(mockkf: MockKeyfactor, query: str, sentence: str) -> None:
    """The error message says which numbers are allowed."""
    answer = ask(mockkf, f"/messages?{query}")

    assert is_a_refusal(answer, 400)
    assert answer.json() == {"error": sentence}


def test_a_mail_can_be_had_byte_for_byte(mockkf: MockKeyfactor) -> None:
    """The answer has the raw bytes as a download that no browser renders."""
    send(mockkf, b"Subject: first\r\n\r\n", MAIL)

    answer = ask(mockkf, "/messages/2/raw")

    assert answer.content == MAIL
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="message-2.eml"'


@pytest.mark.parametrize("number", ["0", "2", "9" * 30])
def test_a_message_that_is_not_there_is_404(mockkf: MockKeyfactor, number: str) -> None:
    """The error message says which call lists the messages."""
    send(mockkf, MAIL)

    answer = ask(mockkf, f"/messages/{number}/raw")

    assert is_a_refusal(answer, 404)
    assert answer.json()["error"] == f"there is no message {number}; GET /mockkf/messages lists the captured messages"


def test_the_journal_tells_calls_and_refusals(command: Command, mockkf: MockKeyfactor) -> None:
    """The journal has the calls with their traces, oldest first, and the refusals of the relay, without secrets."""
    command.get()
    command.test(UseSSL=False)
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        client.helo()
        client.mail("me@example.com")
        client.rcpt("nobody")

    answer = ask(mockkf, "/journal")

    journal = answer.json()
    assert [(call["id"], call["method"], call["status"]) for call in journal["calls"]] == [
        (1, "GET", 200),
        (2, "POST", 200),
    ]
    assert "relay.message" in {step["step"] for step in journal["calls"][1]["trace"]}
    [refusal] = journal["refused"]
    assert (refusal["step"], refusal["envelope"]["sender"]) == ("relay.recipient", "me@example.com")
    assert refusal["reply"].startswith("553 ")
    assert (journal["late"], journal["dropped"]) == (0, {"calls": 0, "messages": 0, "connections": 0})
    kinds = ("calls", "messages", "connections")
    assert journal["last_dropped"] == {kind: {"id": 0, "received": None} for kind in kinds}
    assert "MySuperSecretPassword" not in answer.text


def test_the_side_door_does_not_write_the_journal(mockkf: MockKeyfactor) -> None:
    """Calls of the control API are not in the journal."""
    ask(mockkf, "/journal")
    ask(mockkf, "/nothing")

    assert ask(mockkf, "/journal").json()["calls"] == []


def test_text_beyond_unicode_is_still_json(mockkf: MockKeyfactor) -> None:
    """Bytes in addresses and subjects that are not text do not break the list."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        client.ehlo()
        client.send(b"MAIL FROM:<\xff\xfe>\r\nRCPT TO:<a@example.com>\r\nDATA\r\nSubject: \xff\r\n\r\n.\r\n")
        assert [client.getreply()[0] for _ in range(4)] == [250, 250, 354, 250]

    answer = ask(mockkf, "/messages")

    assert json.loads(answer.content)["total"] == 1


def test_a_client_can_trust_the_ca_it_asked_for(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """/mockkf/ca.pem is a certificate; a client that trusts it accepts the API over https."""
    answer = ask(mockkf, "/ca.pem")
    (tmp_path / "ca.pem").write_bytes(answer.content)

    assert answer.headers["Content-Type"] == "application/x-pem-file"
    assert ssl.create_default_context(cadata=answer.text).cert_store_stats()["x509_ca"] >= 1
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(tmp_path / "ca.pem")
        assert session.get(f"{mockkf.https_url}/SMTP", auth=mockkf.credentials, timeout=10).status_code == 200


def test_reset_returns_to_the_scenario(tmp_path: Path) -> None:
    """Profile, mail and journal are as they were at the start, in a new epoch."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text('[profile]\nHost = "mine.example.com"\nSenderAccount = "a"\nSenderName = "b"\n', "utf-8")
    with MockKeyfactor(scenario=scenario) as keyfactor:
        command = Command(keyfactor)
        command.put()
        command.test()
        assert command.get().json()["Host"] == "smtp.keyexample.com"

        answer = ask(keyfactor, "/reset", "POST")

        assert (answer.status_code, answer.json()) == (200, {"epoch": 2})
        assert ask(keyfactor, "/messages").json() == {"messages": [], "total": 0, "last_id": 0, "epoch": 2}
        assert ask(keyfactor, "/journal").json()["calls"] == []
        assert command.get().json()["Host"] == "mine.example.com"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/messages/",
        "/messages/one/raw",
        "/v2/messages",
        "/v1/v1/messages",
        "/%3Cscript%3E",
        "/messages/" + "9" * 5000,
        "/messages/-1/raw",
        "//messages",
    ],
)
def test_an_unknown_path_is_404(mockkf: MockKeyfactor, path: str) -> None:
    """An unknown path is answered with a JSON error that names the index, never with a page or a redirect."""
    answer = ask(mockkf, path, allow_redirects=False)

    assert is_a_refusal(answer, 404)
    assert answer.json()["error"].startswith("unknown path /mockkf/")
    assert answer.json()["error"].endswith("GET /mockkf lists all calls")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/reset", {"POST", "OPTIONS"}),
        ("PUT", "/messages", {"DELETE", "GET", "HEAD", "OPTIONS"}),
        ("POST", "/journal", {"DELETE", "GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_there_is_405(mockkf: MockKeyfactor, method: str, path: str, allowed: set[str]) -> None:
    """A wrong method is answered with a JSON error that lists the allowed methods."""
    answer = ask(mockkf, path, method)

    assert is_a_refusal(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == allowed
    assert answer.json()["error"].startswith(f"{method} is not allowed at /mockkf{path}; allowed: ")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_200(mockkf: MockKeyfactor, path: str) -> None:
    """Both health checks answer 200 without content."""
    answer = requests.get(mockkf.control_url.replace("/mockkf", path), timeout=10)

    assert (answer.status_code, answer.content) == (200, b"")
