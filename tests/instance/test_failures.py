"""A test mail that fails: 400 with the step and the server's reply, and no partial effect."""

import socket
from pathlib import Path

import pytest

from mockkf import MockKeyfactor
from tests.support.command import Command

SCENARIO = """
step_timeout = 0.3
[relay]
require_tls = {require_tls}
[[relay.users]]
name = "command@keyexample.com"
password = "{password}"
"""


def picky(tmp_path: Path, password: str = "right", require_tls: str = "false") -> MockKeyfactor:
    """A mock whose relay knows one user."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(SCENARIO.format(password=password, require_tls=require_tls))
    return MockKeyfactor(scenario=scenario)


@pytest.mark.rule("test-failure", "error-code")
def test_a_refused_login_is_400_with_the_servers_words(tmp_path: Path) -> None:
    """A login that matches no declared user: 535, quoted, at the step login."""
    with picky(tmp_path) as mock:
        answer = Command(mock).test()

        assert answer.status_code == 400
        assert answer.json() == {
            "ErrorCode": "0xA0110002",
            "Message": "The test e-mail was not sent. It failed at the step relay.login: smtp.keyexample.com:587 "
            "answered 535 5.7.8 Authentication credentials invalid",
        }
        mock.mailbox.expect_none()


def test_a_declared_user_logs_on(tmp_path: Path) -> None:
    """The right password of a declared user is accepted."""
    with picky(tmp_path, password="MySuperSecretPassword") as mock:
        assert Command(mock).test().status_code == 200


def test_a_refused_login_is_kept_as_data(tmp_path: Path) -> None:
    """The journal has the call, the trace the refusal, and the state the refused attempt; none has the password."""
    with picky(tmp_path) as mock:
        Command(mock).test()

        [call], [refusal] = mock.journal, mock.state.refusals
        assert call.status == 400
        assert call.reason is not None
        assert "step relay.login" in call.reason
        why = "user command@keyexample.com is declared with another password"
        assert call.trace[-1].outcome == f"535 5.7.8 Authentication credentials invalid ({why})"
        assert refusal.why == why
        assert (refusal.step, refusal.reply) == ("relay.login", "535 5.7.8 Authentication credentials invalid")
        assert refusal.connection.call == call.id
        assert refusal.transcript.splitlines()[-2:] == [
            "C: AUTH PLAIN ********",
            "S: 535 5.7.8 Authentication credentials invalid",
        ]
        assert "MySuperSecret" not in repr(mock.journal) + repr(mock.state.refusals)


def test_a_relay_that_requires_tls_says_so(tmp_path: Path) -> None:
    """A scenario may require TLS: a login in plain text is refused."""
    with picky(tmp_path, require_tls="true") as mock:
        answer = Command(mock).test(UseSSL=False)

        assert answer.status_code == 400
        assert "step relay.login: smtp.keyexample.com:587 answered 530 5.7.0" in answer.json()["Message"]


def test_plain_text_to_a_tls_port_ends_in_time(tmp_path: Path) -> None:
    """Port 465 without UseSSL never answers: 400 after the step's time is up."""
    with picky(tmp_path) as mock:
        answer = Command(mock).test(Port=465, UseSSL=False)

        assert answer.status_code == 400
        assert "step relay.banner: smtp.keyexample.com:465 did not answer within 0.3 s" in answer.json()["Message"]


@pytest.mark.parametrize("account", ["a> SIZE=1", "<x@y.z>", "a<b"])
def test_a_sender_that_breaks_the_line_is_refused_by_the_server(
    command: Command, mockkf: MockKeyfactor, account: str
) -> None:
    """A sender that SMTP cannot transmit fails at the step sender, and injects nothing."""
    answer = command.test(SenderAccount=account)

    assert answer.status_code == 400
    assert "step relay.sender" in answer.json()["Message"]
    mockkf.mailbox.expect_none()


def test_a_host_no_certificate_can_be_made_for_fails_at_tls(command: Command) -> None:
    """A legal name of more than DNS allows in a certificate is a failure of the TLS step, not of the mock."""
    answer = command.test(Host="a." * 100 + "ü" * 20 + ".com", UseSSL=True)

    assert answer.status_code in {200, 400}
    assert answer.status_code == 200 or "step relay.tls" in answer.json()["Message"]


def test_a_secret_at_a_provider_that_is_not_there_fails_at_the_step_secret(
    command: Command, mockkf: MockKeyfactor
) -> None:
    """The error names an unknown provider; the mail server is not contacted."""
    answer = command.test(RelayPassword={"Provider": 99, "Parameters": {"SecretName": "x"}})

    assert answer.status_code == 400
    assert "step pam.resolve" in answer.json()["Message"]
    assert "99" in answer.json()["Message"]
    mockkf.mailbox.expect_none()


def test_no_address_of_a_request_is_dialled(command: Command) -> None:
    """A listener at the very host and port a profile names is never connected to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)

        assert command.test(Host="127.0.0.1", Port=listener.getsockname()[1], UseSSL=False).status_code == 200

        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.rule("test-body")
def test_a_failed_test_leaves_the_profile_alone(tmp_path: Path) -> None:
    """The stored profile, the mailbox and the next test mail are not affected."""
    with picky(tmp_path, password="MySuperSecretPassword") as mock:
        command = Command(mock)
        before = command.get().text

        command.test(RelayPassword={"SecretValue": "wrong"})

        assert command.get().text == before
        assert command.test().status_code == 200
        assert len(mock.mailbox) == 1
