"""Every feature that README.md describes works with `pip install mockkf` alone.

`make compat` also runs this file in an empty folder, with nothing but pytest beside mockkf. So it imports no helper.
"""

import tomllib

import pytest
import requests
from simple_websocket import Client

from mockkf import MockKeyfactor

HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
PROFILE = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "UseSSL": True,
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "TestRecipient": "mjones@keyexample.com",
}
LOGIN = {
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "s3cret"},
}
OAUTH = {
    "RelayAuthenticationType": 3,
    "ClientId": {"SecretValue": "command-email"},
    "ClientSecret": {"SecretValue": "s3cret"},
    "TokenEndpoint": "https://idp.keyexample.com/oauth2/token",
}
PAGES = {
    "/mockkf": "messages",
    "/mockkf/control.json": "openapi",
    "/mockkf/openapi.json": "SMTP",
    "/mockkf/contract": "documented",
    "/mockkf/metrics": "mockkf_messages_total",
    "/mockkf/scenario": "release",
    "/api/v1/messages": "messages_count",
    "/api/v2/messages": "items",
}


def send(mock: MockKeyfactor, **members: object) -> requests.Response:
    """Request a test mail over https."""
    return requests.post(
        f"{mock.https_url}/SMTP/Test",
        json=PROFILE | members,
        headers=HEADERS,
        auth=mock.credentials,
        verify=mock.ca_file,
        timeout=10,
    )


@pytest.mark.parametrize("members", [{"RelayAuthenticationType": 0}, LOGIN, OAUTH], ids=["anonymous", "basic", "oauth"])
def test_a_test_mail_arrives_over_tls(mockkf: MockKeyfactor, members: dict[str, object]) -> None:
    """With each way to log in."""
    answer = send(mockkf, **members)

    assert answer.status_code == 200, answer.text
    mockkf.mailbox.expect_one(to="mjones@keyexample.com", tls=True)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_served(mockkf: MockKeyfactor, path: str) -> None:
    """Control API, documents, metrics, inbox, and the APIs of Mailpit and MailHog."""
    answer = requests.get(mockkf.control_url.removesuffix("/mockkf") + path, timeout=10)

    assert answer.status_code == 200
    assert PAGES[path] in answer.text


def test_the_inbox_is_a_page(mockkf: MockKeyfactor) -> None:
    """It is HTML at the address that `mockkf serve` prints."""
    answer = requests.get(mockkf.inbox_url, headers={"Accept": "text/html"}, timeout=10)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_scenario_is_written(mockkf: MockKeyfactor) -> None:
    """The scenario of a running mock is TOML."""
    answer = requests.get(f"{mockkf.control_url}/scenario", timeout=10)

    assert tomllib.loads(answer.text)["release"] == "25.5"


def test_events_come_over_a_websocket(mockkf: MockKeyfactor) -> None:
    """Mailpit's WebSocket tells of a mail."""
    events = Client.connect(mockkf.mailpit_url.replace("http:", "ws:") + "/api/events")

    send(mockkf, **LOGIN)

    assert "mjones@keyexample.com" in events.receive(timeout=10)
    events.close()


def test_a_fault_fires_and_a_pattern_finds_mail(mockkf: MockKeyfactor) -> None:
    """The answer has the reply of the mail server; the next mail is found by a regular expression."""
    mockkf.faults.add("postfix.greylisting", times=1)

    assert "4.2.0" in send(mockkf, **LOGIN).text
    send(mockkf, **LOGIN)

    found = requests.get(f"{mockkf.control_url}/messages", params={"subject": "/(?i)KEYFACTOR.*test/"}, timeout=10)
    assert found.json()["total"] == 1
