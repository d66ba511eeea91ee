"""Chaos: three triggers, each a planned fault."""

import smtplib
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient

NEVER = {
    "Sender": {"ErrorCode": 451, "Probability": 0},
    "Recipient": {"ErrorCode": 451, "Probability": 0},
    "Authentication": {"ErrorCode": 535, "Probability": 0},
}


def replies(mock: MockKeyfactor, times: int = 1) -> list[tuple[bytes, ...]]:
    """The replies to a login, a sender and a recipient, on one connection each time."""
    found = []
    for _ in range(times):
        with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
            client.ehlo()
            login = client.docmd("AUTH", "PLAIN AHUAcA==")
            sender, recipient = client.mail("a@x.example"), client.rcpt("b@x.example")
            found.append(tuple(f"{code} ".encode() + said for code, said in (login, sender, recipient)))
    return found


def test_chaos_is_on_and_quiet_at_first(mailpit: MailpitClient) -> None:
    """All probabilities are 0, and `webui` says that it is enabled."""
    assert mailpit.get("/api/v1/chaos") == NEVER
    assert mailpit.get("/api/v1/webui")["ChaosEnabled"]


def test_a_certain_trigger_always_refuses(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """The reply has the code and Mailpit's words; the session goes on; the fault is listed with its counts."""
    said = mailpit.ask("PUT", "/api/v1/chaos", json={"authentication": {"errorcode": 0, "probability": 100}})

    assert said.json() == {**NEVER, "Authentication": {"ErrorCode": 535, "Probability": 100}}
    [(login, sender, recipient)] = replies(mockkf)
    assert (login, sender[:3], recipient[:3]) == (b"535 Chaos authentication error", b"250", b"250")
    [fault] = requests.get(f"{mockkf.control_url}/faults", timeout=10).json()["faults"]
    assert (fault["step"], fault["preset"], fault["seen"], fault["fired"]) == (
        "relay.login",
        "chaos.authentication",
        1,
        1,
    )


def test_a_put_replaces_all_triggers_but_no_other_fault(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """What is omitted goes off, and `{}` switches everything off."""
    mockkf.faults.add("relay.recipient", reply="452 4.2.2 full", to="full@x.example")
    mailpit.ask("PUT", "/api/v1/chaos", json={"Sender": {"ErrorCode": 421, "Probability": 100}})

    said = mailpit.ask("PUT", "/api/v1/chaos", json={"Recipient": {"ErrorCode": 550, "Probability": 100}})

    assert said.json() == {**NEVER, "Recipient": {"ErrorCode": 550, "Probability": 100}}
    assert replies(mockkf)[0][2] == b"550 Chaos recipient error"
    assert mailpit.ask("PUT", "/api/v1/chaos", data="{}").json() == NEVER
    assert [fault.value.preset for fault in mockkf.faults] == [None]


def test_dice_fall_the_same_in_every_run(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """A probability of 50 refuses some, and the same ones after the next PUT."""
    trigger = {"Sender": {"Probability": 50}}
    mailpit.ask("PUT", "/api/v1/chaos", json=trigger)
    first = [sender[:3] for _, sender, _ in replies(mockkf, 12)]

    mailpit.ask("PUT", "/api/v1/chaos", json=trigger)

    assert [sender[:3] for _, sender, _ in replies(mockkf, 12)] == first
    assert set(first) == {b"250", b"451"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"Recipient": {"ErrorCode": 399}}, "error code must be between 400 and 599"),
        ({"Recipient": {"Probability": 101}}, "probability must be between 0 and 100"),
        ({"Recipient": {"Probability": -1}}, "probability must be between 0 and 100"),
        ({"Recipient": {"Probability": 1.5}}, "Recipient.Probability must be a whole number"),
        ({"Recipient": 1}, "Recipient must be an object"),
    ],
)
def test_a_wrong_trigger_changes_nothing(mailpit: MailpitClient, body: dict[str, Any], sentence: str) -> None:
    """The answer is 400, and the triggers before the wrong one are not set either."""
    answer = mailpit.ask("PUT", "/api/v1/chaos", json={"Sender": {"Probability": 100}, **body})

    assert (answer.status_code, answer.text) == (400, sentence)
    assert mailpit.get("/api/v1/chaos") == NEVER


def test_a_trigger_that_never_fired_is_no_failure(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """`verify` does not count it."""
    mailpit.ask("PUT", "/api/v1/chaos", json={"Sender": {"Probability": 1}})

    mockkf.verify()


def test_a_reset_ends_the_chaos(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """As it removes every fault."""
    mailpit.ask("PUT", "/api/v1/chaos", json={"Sender": {"Probability": 100}})

    mockkf.reset()

    assert mailpit.get("/api/v1/chaos") == NEVER
