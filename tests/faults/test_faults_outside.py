"""Faults at the other systems of a test mail: the vault, the identity provider, the connection to the mail server."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.faults import CERTIFICATES, FAILURES
from mockkf.faults.unreachable import UNREACHABLE
from tests.support.command import Command, changed
from tests.support.oauth import CLIENT, ask, fetch, send, verified
from tests.support.relay_post import Client

PASSWORD = {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUserPassword"}}
USER = {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUsername"}}
PATIENCE = 0.3
"""The time limit of a step in these tests, in seconds."""

TRIED = {
    *(("pam.resolve", action) for action in ("delay", "hang", "failure")),
    *(("idp.connect", action) for action in ("delay", "hang", "trouble", "certificate")),
    *(("idp.token", action) for action in ("delay", "hang", "drop", "tcp_reset", "failure")),
    *((step, action) for step in ("relay.resolve", "relay.connect") for action in ("delay", "hang", "trouble")),
}
"""The actions that this file tests."""


def by_password(command: Command, **changes: Any) -> requests.Response:
    """Send a test mail whose password is a PAM secret."""
    return command.test(RelayPassword=PASSWORD, **changes)


SENT: Mapping[str, tuple[Callable[..., requests.Response], str, str]] = {
    "pam.resolve": (by_password, "pam.resolve", "PAM provider 2 (CyberArk): APPAP007E "),
    "idp.connect": (send, "idp.connect", f"idp.keyexample.com:443 did not answer within {PATIENCE} s"),
    "idp.token": (send, "idp.token", f"idp.keyexample.com:443 did not answer within {PATIENCE} s"),
    "relay.resolve": (Command.test, "relay.resolve", f"smtp.keyexample.com:587 did not answer within {PATIENCE} s"),
    "relay.connect": (Command.test, "relay.connect", f"smtp.keyexample.com:587 did not answer within {PATIENCE} s"),
}
"""For each step: a test mail that passes it, the step at which it fails, and the text of a timeout."""


@pytest.mark.parametrize("step", SENT)
@pytest.mark.parametrize("action", [{"delay": 60}, {"hang": True}])
def test_a_step_takes_as_long_as_it_may(mockkf: MockKeyfactor, step: str, action: dict[str, Any]) -> None:
    """The answer is 400 with the step, for a vault with the text of its type; trace and reason name the fault."""
    sent, step, words = SENT[step]
    command = changed(mockkf, step_timeout=PATIENCE)
    fault = mockkf.faults.add(step, **action)

    answer = sent(command)

    assert answer.status_code == 400
    assert f"It failed at the step {step}: {words}" in answer.json()["Message"]
    [told] = [crossed for crossed in mockkf.journal[-1].trace if crossed.fault]
    assert (told.step, told.fault) == (step, fault.id)
    assert told.outcome.startswith(words)
    assert f"fault {fault.id} at {step} " in (mockkf.journal[-1].reason or "")
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("step", [step for step in SENT if step != "idp.token"])
def test_all_the_time_is_too_much(mockkf: MockKeyfactor, step: str) -> None:
    """A delay of the time limit is a timeout."""
    mockkf.faults.add(step, delay=PATIENCE)
    mockkf.change(step_timeout=PATIENCE)

    assert SENT[step][0](Command(mockkf)).status_code == 400


@pytest.mark.parametrize("step", SENT)
def test_a_delay_only_delays(command: Command, mockkf: MockKeyfactor, step: str) -> None:
    """The mail is sent, and the trace has the time of the delay."""
    fault = mockkf.faults.add(step, delay=0.01)

    assert SENT[step][0](command).status_code == 200

    [told] = [step for step in mockkf.journal[-1].trace if step.fault == fault.id]
    assert told.step == step
    assert told.took >= 0.01
    mockkf.mailbox.expect_one()


@pytest.mark.parametrize("step", SENT)
def test_a_reset_of_the_mock_ends_what_hangs(mockkf: MockKeyfactor, step: str) -> None:
    """The call is answered at once, and no thread remains."""
    before = set(threading.enumerate())
    command = changed(mockkf, step_timeout=3600)
    fault, state = mockkf.faults.add(step, hang=True), mockkf.state
    sending = threading.Thread(target=SENT[step][0], args=(command,))
    sending.start()
    assert state.wait(lambda: fault.fired or None, 5)

    mockkf.reset()

    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()
    assert SENT[step][0](command).status_code == 200


# The vault


@pytest.mark.parametrize("scenario", [name for name in FAILURES["pam.resolve"] if name != "rotating"])
def test_a_vault_fails_in_its_own_words(mockkf: MockKeyfactor, scenario: str) -> None:
    """The failure has the text of the product and occurs `times` times."""
    command = Command(mockkf)
    mockkf.vaults[2].play(scenario, times=1)
    played = by_password(command)
    fault = mockkf.faults.add("pam.resolve", failure=scenario, times=1)

    answer = by_password(command)

    assert answer.status_code == 400
    assert answer.json() == played.json()
    assert "step pam.resolve: PAM provider 2 (CyberArk): " in answer.json()["Message"]
    assert fault.fired == 1
    assert by_password(command).status_code == 200


def test_a_password_may_rotate(command: Command, mockkf: MockKeyfactor) -> None:
    """Each look-up returns another value and succeeds."""
    mockkf.faults.add("pam.resolve", failure="rotating")

    by_password(command)
    by_password(command)

    first, second = (message.login for message in mockkf.mailbox.all)
    assert first is not None
    assert second is not None
    assert first.used("CyberArkPassword")
    assert not second.used("CyberArkPassword")


@pytest.mark.parametrize(
    ("criteria", "fits"),
    [
        ({"provider": 2}, True),
        ({"provider": "CyberArk"}, True),
        ({"provider": "cyber*"}, True),
        ({"provider": 1}, False),
        ({"provider": "2"}, False),
        ({"provider": "Delinea"}, False),
        ({"at": "MyEmailUserPassword"}, True),
        ({"at": "myemail*"}, True),
        ({"at": "MyFolderName"}, True),
        ({"at": ["MyFolderName"]}, True),
        ({"at": ["MyFolderName", "MyEmailUserPassword"]}, True),
        ({"at": ["MyEmailUserPassword"]}, False),
        ({"at": ["MyFolderName", "MyEmailUsername"]}, False),
        ({"provider": 2, "at": "MyEmailUserPassword"}, True),
        ({"provider": 1, "at": "MyEmailUserPassword"}, False),
    ],
)
def test_a_fault_is_for_a_provider_or_an_address(
    command: Command, mockkf: MockKeyfactor, criteria: dict[str, Any], fits: bool
) -> None:
    """Criteria are the id or the name of the provider, and one value or the first values of the address."""
    fault = mockkf.faults.add("pam.resolve", **criteria, failure="not_found")

    assert by_password(command).status_code == (400 if fits else 200)

    assert fault.seen == fits


def test_one_of_two_secrets_is_put_off(command: Command, mockkf: MockKeyfactor) -> None:
    """The look-up of the user name succeeds, that of the password fails with checked_out."""
    mockkf.faults.add("pam.resolve", at="MyEmailUserPassword", failure="checked_out", times=1)

    assert "step pam.resolve" in by_password(command, RelayUsername=USER).json()["Message"]
    assert by_password(command, RelayUsername=USER).status_code == 200

    trace = mockkf.journal[0].trace
    assert [(step.step, step.outcome == "ok") for step in trace[1:]] == [("pam.resolve", True), ("pam.resolve", False)]


def test_a_provider_that_is_not_there_can_take_long(mockkf: MockKeyfactor) -> None:
    """A missing secret is still missing after a delay."""
    command = changed(mockkf, step_timeout=PATIENCE)
    mockkf.faults.add("pam.resolve", provider=99, hang=True)

    answer = command.test(RelayPassword={"Provider": 99, "Parameters": {"SecretName": "x"}})

    assert "there is no PAM provider 99" in answer.json()["Message"]


# The way to a server

LOST: Mapping[str, str] = {
    "unknown_host": "does not resolve: no such host",
    "refused": "refused the connection",
    "timeout": f"did not answer within {PATIENCE} s",
    "full": "broke the connection",
}
"""The text of each trouble."""


def test_every_trouble_is_tried() -> None:
    """The table above has every kind."""
    assert {*LOST} == {trouble for all_ in UNREACHABLE.values() for trouble in all_}


@pytest.mark.parametrize(("step", "trouble"), [(step, one) for step, all_ in UNREACHABLE.items() for one in all_])
def test_a_server_is_not_reached(mockkf: MockKeyfactor, step: str, trouble: str) -> None:
    """The answer is 400 with the step and the text; the server gets no connection, and the next mail arrives."""
    command = changed(mockkf, step_timeout=PATIENCE if trouble == "timeout" else 5)
    sent, step, _ = SENT[step]
    where = "idp.keyexample.com:443" if step.startswith("idp.") else "smtp.keyexample.com:587"
    fault = mockkf.faults.add(step, trouble=trouble, times=1)

    answer = sent(command)

    assert answer.status_code == 400
    assert answer.json()["Message"].endswith(f"It failed at the step {step}: {where} {LOST[trouble]}")
    assert mockkf.journal[-1].trace[-1].fault == fault.id
    assert not mockkf.idp.requests
    assert not mockkf.state.refusals
    mockkf.change(step_timeout=5)
    assert sent(command).status_code == 200


@pytest.mark.parametrize("step", ["relay.resolve", "relay.connect"])
def test_only_the_host_that_is_meant_is_lost(command: Command, mockkf: MockKeyfactor, step: str) -> None:
    """Criteria are host and port; a client that connects directly has no host."""
    mockkf.faults.add(step, host="down.example.com", port=587, trouble=UNREACHABLE[step][0])

    assert command.test(Host="Down.example.com").status_code == 400
    assert command.test(Host="down.example.com", Port=25).status_code == 200
    assert command.test(Host="up.example.com").status_code == 200
    with Client(mockkf.relay.submission) as client:
        assert client.greeting.startswith("220")


# The identity provider

WORDS: Mapping[str, str] = {
    "expired": "certificate has expired",
    "not_yet_valid": "certificate is not yet valid",
    "wrong_name": "Hostname mismatch, certificate is not valid for 'idp.keyexample.com'.",
    "self_signed": "self-signed certificate",
    "untrusted": "unable to get local issuer certificate",
}
"""The error text of OpenSSL for each certificate."""


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_a_token_endpoint_is_not_trusted(command: Command, mockkf: MockKeyfactor, kind: str) -> None:
    """The answer is 400 with OpenSSL's text; the endpoint gets no request, and the next mail gets its token."""
    fault = mockkf.faults.add("idp.connect", certificate=kind, times=1)

    answer = send(command)

    assert answer.json()["Message"].endswith(
        f"step idp.token: idp.keyexample.com:443: the certificate was rejected: {WORDS[kind]}"
    )
    assert [step.step for step in mockkf.journal[-1].trace if step.fault == fault.id] == ["idp.connect"]
    assert not mockkf.idp.requests
    assert send(command).status_code == 200


def test_a_certificate_needs_tls(command: Command, mockkf: MockKeyfactor) -> None:
    """An endpoint with http has no certificate, and the mail is sent."""
    fault = mockkf.faults.add("idp.connect", certificate="expired")

    assert send(command, TokenEndpoint="http://idp.keyexample.com/token").status_code == 200

    assert fault.fired == 1


def test_an_address_has_a_bad_certificate_too(command: Command, mockkf: MockKeyfactor) -> None:
    """With an IP address as host, the handshake has no server name."""
    mockkf.faults.add("idp.connect", host="10.1.2.3", certificate="expired")

    answer = send(command, TokenEndpoint="https://10.1.2.3/token")

    assert WORDS["expired"] in answer.json()["Message"]
    assert send(command, TokenEndpoint="https://10.1.2.4/token").status_code == 200


@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize("when", [True, "before", "after"])
def test_a_token_request_is_not_answered(command: Command, mockkf: MockKeyfactor, how: str, when: Any) -> None:
    """The answer is 400 at idp.token; the request is recorded, and the trace names the fault."""
    fault = mockkf.faults.add("idp.token", **{how: when}, times=1)

    answer = send(command)

    assert "step idp.token: idp.keyexample.com:443 broke the connection" in answer.json()["Message"]
    assert len(mockkf.idp.requests) == 1
    assert when == "after" or not mockkf.idp.tokens
    assert mockkf.journal[-1].trace[-1].fault == fault.id
    assert send(command).status_code == 200


@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_foreign_client_gets_no_answer_either(mockkf: MockKeyfactor, how: str, when: str, scheme: str) -> None:
    """The fault applies to a client that requests a token directly; its next request succeeds."""
    mockkf.faults.add("idp.token", **{how: when}, times=1)
    origin = mockkf.url.removesuffix("/KeyfactorAPI")
    url = f"{origin}/idp/token" if scheme == "http" else mockkf.idp.token_url

    with pytest.raises(requests.ConnectionError):
        ask(mockkf, url)

    assert ask(mockkf, url).status_code == 200


def test_a_foreign_client_waits(mockkf: MockKeyfactor) -> None:
    """A delay only delays; discovery and keys are not affected."""
    fault = mockkf.faults.add("idp.token", delay=0.01, times=1)

    token = ask(mockkf).json()["access_token"]

    assert verified(mockkf, token)["client_id"] == CLIENT
    assert (fault.seen, fault.fired) == (1, 1)


@pytest.mark.parametrize("scenario", FAILURES["idp.token"])
def test_a_scenario_is_what_play_plays(mockkf: MockKeyfactor, scenario: str) -> None:
    """A direct client gets the same status and body, or the same end; its next request gets a token."""
    answers = []
    for plan in (mockkf.idp.play, lambda name, **more: mockkf.faults.add("idp.token", failure=name, **more)):
        mockkf.reset()
        plan(scenario, times=1)
        answers.append(heard(mockkf, scenario))

    assert answers[0] == answers[1]
    assert ask(mockkf).status_code == 200


def heard(mock: MockKeyfactor, scenario: str) -> Any:
    """Return what a direct client receives for a failure, without the token."""
    timeout = 0.1 if scenario == "slow" else 10
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": "x"}
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                mock.idp.token_url, data=form, verify=mock.ca_file, timeout=timeout, allow_redirects=False
            )
    except requests.RequestException as error:
        return type(error)
    told = answer.json() if answer.headers["Content-Type"] == "application/json" and answer.text[-1:] == "}" else {}
    return answer.status_code, answer.headers.get("Retry-After"), {**told, "access_token": None}


def test_a_fault_for_one_client_leaves_the_others_alone(command: Command, mockkf: MockKeyfactor) -> None:
    """The criterion client matches the client id at both steps of the identity provider."""
    mockkf.faults.add("idp.token", client=CLIENT, failure="rate_limited")
    connect = mockkf.faults.add("idp.connect", client="other-*", certificate="expired")

    assert "answered 429" in send(command).json()["Message"]
    assert send(command, ClientId={"SecretValue": "third"}).status_code == 200
    assert ask(mockkf, client_id="third").status_code == 200
    assert ask(mockkf, client_id=CLIENT).status_code == 429
    assert connect.seen == 0
    assert WORDS["expired"] in send(command, ClientId={"SecretValue": "other-one"}).json()["Message"]


@pytest.mark.parametrize(("scope", "status"), [("mail.send", 429), ("Mail.Send", 429), ("mail.read", 200), ("", 200)])
def test_a_fault_may_be_for_a_scope(mockkf: MockKeyfactor, scope: str, status: int) -> None:
    """The criterion scope matches the requested scope in any letter case."""
    mockkf.faults.add("idp.token", scope="mail.send", failure="rate_limited")

    assert ask(mockkf, scope=scope).status_code == status


def test_an_endpoint_is_told_by_host_and_port(command: Command, mockkf: MockKeyfactor) -> None:
    """Host and port are those of the request; at the mock's own endpoint they are the mock's."""
    mockkf.faults.add("idp.token", host="login.example.com", port=8443, failure="server_error")

    assert send(command, TokenEndpoint="https://login.example.com/token").status_code == 200
    assert "answered 503" in send(command, TokenEndpoint="https://login.example.com:8443/t").json()["Message"]
    assert ask(mockkf).status_code == 200


def test_reading_the_keys_meets_no_fault(mockkf: MockKeyfactor) -> None:
    """Faults at idp.token apply only to token requests."""
    fault = mockkf.faults.add("idp.token", drop=True)

    assert fetch(mockkf, "GET", f"{mockkf.idp.issuer}/keys").status_code == 200

    assert fault.seen == 0
