"""The client against a mock, which answers many calls at once; `asyncio.run` is all the tests need."""

import asyncio
from typing import Any

import pytest
import requests
from rollout import Command, roll_out

from mockkf import MockKeyfactor

PROFILE: dict[str, Any] = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "UseSSL": True,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "s3cret"},
    "SenderAccount": "pki@keyexample.com",
    "SenderName": "Keyfactor Command",
}
RECIPIENTS = [f"admin{number}@keyexample.com" for number in range(5)]


@pytest.fixture
def command(mockkf: MockKeyfactor) -> Command:
    """The client, with the mock for its Command."""
    return Command(mockkf.https_url, mockkf.credentials, mockkf.ca_file)


def test_every_recipient_gets_a_mail(mockkf: MockKeyfactor, command: Command) -> None:
    """One mail each, all over TLS, and nobody is refused."""
    refusals = asyncio.run(roll_out(command, PROFILE, RECIPIENTS))

    assert refusals == {}
    for recipient in RECIPIENTS:
        mockkf.mailbox.expect_one(to=recipient, tls=True, user="command@keyexample.com")


def test_one_refusal_does_not_stop_the_others(mockkf: MockKeyfactor, command: Command) -> None:
    """Who has no address is named with Command's words; the rest have their mail."""
    refusals = asyncio.run(roll_out(command, PROFILE, ["nobody", *RECIPIENTS]))

    assert list(refusals) == ["nobody"]
    assert "TestRecipient" in refusals["nobody"]
    assert len(mockkf.mailbox) == len(RECIPIENTS)


def test_a_profile_that_is_refused_is_not_tried(mockkf: MockKeyfactor, command: Command) -> None:
    """No test mail is asked for, and the stored profile is the one of before."""
    with pytest.raises(requests.HTTPError, match="400"):
        asyncio.run(roll_out(command, {**PROFILE, "Port": 0}, RECIPIENTS))

    assert [call.method for call in mockkf.journal] == ["PUT"]
    stored = asyncio.run(command.call("GET", "/SMTP"))
    assert stored["Port"] == 25
    mockkf.mailbox.expect_none()
