"""Every switch of the contract has an effect: two values, one request, two outcomes."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from mockkf import MockKeyfactor
from mockkf.command.contract import register
from mockkf.config.settings import OPTIONS
from tests.support.command import ABSENT, ANONYMOUS, Command, changed
from tests.support.oauth import send

PROFILE = {**ANONYMOUS, "Host": "mine.example.com"}


class Switch(NamedTuple):
    """A request, and its outcome under each value."""

    ask: Callable[[Command], Any]
    outcomes: tuple[tuple[Any, Any], tuple[Any, Any]]


def mailed(look: Callable[[Any], Any]) -> Callable[[Command], Any]:
    """The part of a test mail that `look` returns."""

    def ask(command: Command) -> Any:
        command.test()
        return look(command.mock.mailbox.expect_one())

    return ask


def stored_without_password(command: Command) -> int:
    """The status of a PUT that leaves out the password stored before."""
    command.put()
    return command.put(RelayPassword=ABSENT).status_code


def asked_for_a_token(command: Command) -> str | None:
    """The client authentication in the token request of a test mail."""
    send(command)
    return command.mock.idp.requests[0].authentication


def refused_token(command: Command) -> str:
    """The reply of the mail server to an invalid token."""
    command.mock.idp.play("expired")
    send(command)
    return command.mock.state.refusals[0].reply[:14]


SWITCHES: dict[str, Switch] = {
    "base_paths": Switch(
        lambda command: command.mock.url.split("/", 3)[3],
        (("/KeyfactorAPI,/Keyfactor/API", "KeyfactorAPI"), ("/Keyfactor/API", "Keyfactor/API")),
    ),
    "release": Switch(lambda command: command.get(2).status_code, (("25.5", 200), ("24.4", 400))),
    "profile": Switch(
        lambda command: command.get().json()["Host"],
        ((ANONYMOUS, "smtp.keyexample.com"), (PROFILE, "mine.example.com")),
    ),
    "strict": Switch(lambda command: command.put(Id=7).status_code, (("warn", 200), ("error", 400))),
    "unsupported_version": Switch(lambda command: command.get(3).status_code, (("refuse", 400), ("nearest", 200))),
    "users": Switch(
        lambda command: command.call("GET", "/SMTP", auth=("a", "x")).status_code,
        (([{"name": "a", "password": "x"}], 200), ([{"name": "a", "password": "y"}], 401)),
    ),
    "sender_address": Switch(
        lambda command: command.get(1).json().get("SenderAddress"), ((True, "jsmith@keyexample.com"), (False, None))
    ),
    "hidden_secrets": Switch(
        lambda command: command.put().json().get("RelayPassword", "omitted"), (("null", None), ("omit", "omitted"))
    ),
    "missing_password": Switch(stored_without_password, (("refuse", 400), ("keep", 200))),
    "test_failure_status": Switch(
        lambda command: command.test(SenderAccount="a> b").status_code, ((400, 400), (502, 502))
    ),
    "tls_profile": Switch(
        lambda command: command.test(Port=587, UseSSL=True).status_code, (("port-aware", 200), ("mailkit", 400))
    ),
    "test_subject": Switch(mailed(lambda message: message.subject), (("One", "One"), ("Two", "Two"))),
    "test_text": Switch(mailed(lambda message: message.text), (("One", "One\n"), ("Two", "Two\n"))),
    "oauth_client_auth": Switch(asked_for_a_token, (("form", "form"), ("basic", "basic"))),
    "oauth_discovery": Switch(
        lambda command: (send(command), [request.method for request in command.mock.idp.requests])[1],
        ((False, ["POST"]), (True, ["GET", "GET", "POST"])),
    ),
    "idp_dialect": Switch(
        lambda command: (send(command, Scope="mail.send"), command.mock.idp.tokens[0].get("cid"))[1],
        (("generic", None), ("okta", "command-email")),
    ),
    "idp_accept": Switch(
        lambda command: send(command, Scope='mail"send').status_code, (((), 400), (("malformed_scope",), 200))
    ),
    "relay_dialect": Switch(refused_token, (("exchange", "535 5.7.3 Auth"), ("gmail", "535 5.7.8 User"))),
}
"""The effect of each switch in the register."""

IMPLICIT, STARTTLS, PLAIN = "TLS from the first byte", "STARTTLS", "plain"

OPENINGS = {
    "port-aware": {
        (True, 465): IMPLICIT,
        (True, 587): STARTTLS,
        (True, 25): STARTTLS,
        (False, 465): "step relay.banner",
        (False, 587): PLAIN,
        (False, 25): PLAIN,
    },
    "mailkit": {
        (True, 465): IMPLICIT,
        (True, 587): "step relay.tls",
        (True, 25): "step relay.tls",
        (False, 465): "step relay.banner",
        (False, 587): STARTTLS,
        (False, 25): STARTTLS,
    },
    "system-net-mail": {
        (True, 465): "step relay.banner",
        (True, 587): STARTTLS,
        (True, 25): STARTTLS,
        (False, 465): "step relay.banner",
        (False, 587): PLAIN,
        (False, 25): PLAIN,
    },
}
"""The TLS of a mail, or the step that fails: by `tls_profile`, then by UseSSL and port."""


def test_every_switch_is_tried() -> None:
    """The table above has exactly the switches of the register, and each is an option."""
    switches = {rule.switch for rule in register() if rule.switch}

    assert set(SWITCHES) == switches
    assert switches - {"profile", "users"} <= set(OPTIONS)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_changes_what_happens(mockkf: MockKeyfactor, name: str) -> None:
    """The same request under two values of the option has two outcomes."""
    ask, outcomes = SWITCHES[name]

    seen = [ask(changed(mockkf, **{name: value})) for value, _ in outcomes]

    assert seen == [outcome for _, outcome in outcomes]
    assert seen[0] != seen[1]


@pytest.mark.parametrize(
    ("profile", "use_ssl", "port", "outcome"),
    [(profile, *how, outcome) for profile, table in OPENINGS.items() for how, outcome in table.items()],
)
@pytest.mark.rule("tls")
def test_a_tls_profile_says_how_a_connection_is_opened(
    mockkf: MockKeyfactor, profile: str, use_ssl: bool, port: int, outcome: str
) -> None:
    """The mail goes out over TLS by the one way or the other, in plain text, or fails at a step in time."""
    patience = 0.3 if outcome.startswith("step") else 5

    answer = changed(mockkf, tls_profile=profile, step_timeout=patience).test(Port=port, UseSSL=use_ssl)

    if outcome.startswith("step"):
        assert answer.status_code == 400
        assert outcome in answer.json()["Message"]
        mockkf.mailbox.expect_none()
    else:
        assert answer.status_code == 200
        message = mockkf.mailbox.expect_one()
        upgraded = "C: STARTTLS" in message.transcript
        assert (message.tls is not None, upgraded) == (outcome != PLAIN, outcome == STARTTLS)


def test_an_unsupported_version_takes_the_nearest(mockkf: MockKeyfactor) -> None:
    """With `unsupported_version` at `nearest`, Test v2 of release 25.1 is answered as v1 is, and 7 as 2 is."""
    command = changed(mockkf, release="25.1", unsupported_version="nearest")

    answer = command.call(
        "POST", "/SMTP/Test", 2, json={**ANONYMOUS, "Id": 1, "TestRecipient": "mjones@keyexample.com"}
    )

    assert answer.json()["TestRecipient"] == "mjones@keyexample.com"
    assert "RelayPassword" in command.get(7).json()


@pytest.mark.parametrize("call", ["get", "put"])
def test_hidden_secrets_may_be_objects(mockkf: MockKeyfactor, call: str) -> None:
    """With `object` the members are there, with nothing in them; v1 has none of them either way."""
    command = changed(mockkf, hidden_secrets="object")
    nothing = {"SecretValue": None, "Parameters": None, "Provider": None}

    answer = getattr(command, call)().json()

    assert (answer["RelayPassword"], answer["ClientSecret"]) == (nothing, nothing)
    assert "RelayPassword" not in command.get(1).json()


def test_hidden_secrets_may_be_left_out(mockkf: MockKeyfactor) -> None:
    """With `omit` neither GET nor PUT answers the members."""
    command = changed(mockkf, hidden_secrets="omit")

    for answer in (command.put(), command.get()):
        assert {"RelayPassword", "ClientSecret"}.isdisjoint(answer.json())


def test_hidden_secrets_may_show_their_address(mockkf: MockKeyfactor) -> None:
    """With `address` a secret of a vault is answered as its address, and one of Command's own as null."""
    command = changed(mockkf, hidden_secrets="address")
    address = {"SecretValue": None, "Parameters": {"SecretName": "EmailSenderPassword"}, "Provider": 1}

    stored = command.put(RelayPassword=address, ClientSecret={"SecretValue": "s3cret"})

    for answer in (stored, command.get()):
        assert (answer.json()["RelayPassword"], answer.json()["ClientSecret"]) == (address, None)
        assert "s3cret" not in answer.text
    assert command.call("PUT", "/SMTP", json=command.get().json()).status_code == 200


def test_a_password_that_is_kept_is_the_stored_one(mockkf: MockKeyfactor) -> None:
    """With `keep`, GET-then-PUT leaves the password; without a stored one it is required still."""
    command = changed(mockkf, missing_password="keep")
    assert command.put(RelayPassword=ABSENT).status_code == 400
    command.put(RelayPassword={"SecretValue": "s3cret"})

    answer = command.call("PUT", "/SMTP", json={**command.get().json(), "SenderName": "New"})

    assert (answer.status_code, answer.json()["SenderName"]) == (200, "New")
    stored = mockkf.state.profile.relay_password
    assert stored is not None
    assert stored.value == "s3cret"
