"""configure_mail against a mock: what it stores, what arrives, and what it says when Command or the relay says no."""

import pytest
from configure_mail import main

from mockkf import MockKeyfactor

ARGUMENTS = [
    "--host=mail.keyexample.com",
    "--user=command@keyexample.com",
    "--sender=pki@keyexample.com",
    "mjones@keyexample.com",
]


@pytest.fixture(autouse=True)
def environment(mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script finds and trusts the mock as it would find Command: by the environment."""
    for name, value in {**mockkf.environ(), "SMTP_PASSWORD": "s3cret"}.items():
        monkeypatch.setenv(name, value)


def test_the_profile_is_stored_and_the_mail_arrives(mockkf: MockKeyfactor, capsys: pytest.CaptureFixture[str]) -> None:
    """The mail went to the host of the profile, over TLS, with the profile's login."""
    status = main(ARGUMENTS)

    assert status == 0
    assert "mail.keyexample.com is stored" in capsys.readouterr().out
    assert [(call.method, call.status) for call in mockkf.journal] == [("PUT", 200), ("POST", 200)]
    mail = mockkf.mailbox.expect_one(to="mjones@keyexample.com", sender="pki@keyexample.com", tls=True)
    assert mail.target
    assert (mail.target.host, mail.target.port) == ("mail.keyexample.com", 587)
    assert mail.login
    assert mail.login.used("s3cret")


def test_a_login_that_the_mail_server_refuses(mockkf: MockKeyfactor, capsys: pytest.CaptureFixture[str]) -> None:
    """The mail server's own words are on stderr."""
    relay_users = [{"name": "command@keyexample.com", "password": "an0ther"}]
    mockkf.reset(relay_users=relay_users)

    status = main(ARGUMENTS)

    assert status == 1
    assert "535 5.7.8 Authentication credentials invalid" in capsys.readouterr().err
    mockkf.mailbox.expect_none()


def test_a_login_that_command_refuses(
    mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Command answers 401 without a word, so the script says what that means."""
    mockkf.reset(users=[{"name": "KEYEXAMPLE\\jsmith", "password": "right"}])
    monkeypatch.setenv("KEYFACTOR_PASSWORD", "wrong")

    status = main(ARGUMENTS)

    assert status == 1
    assert capsys.readouterr().err == "configure_mail: PUT /SMTP: 401 Unauthorized\n"


def test_a_value_that_command_does_not_take(mockkf: MockKeyfactor, capsys: pytest.CaptureFixture[str]) -> None:
    """Command's validation error names the field, and no mail is asked for."""
    status = main(["--port=70000", *ARGUMENTS])

    assert status == 1
    assert "PUT /SMTP: 400 Port must be a whole number from 1 to 65535." in capsys.readouterr().err
    assert [call.method for call in mockkf.journal] == ["PUT"]


def test_a_permission_that_is_lacking(
    mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who may only read is told what it takes to write."""
    auditor = {"name": "KEYEXAMPLE\\auditor", "password": "s3cret", "roles": ["reader"]}
    roles = [{"name": "reader", "permissions": ["/system_settings/read/"]}]
    mockkf.reset(users=[auditor], roles=roles)
    monkeypatch.setenv("KEYFACTOR_USERNAME", "auditor")
    monkeypatch.setenv("KEYFACTOR_PASSWORD", "s3cret")

    status = main(ARGUMENTS)

    assert status == 1
    assert "403 User KEYEXAMPLE\\auditor does not have the required permissions" in capsys.readouterr().err
    mockkf.mailbox.expect_none()


def test_a_variable_that_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The script names it."""
    monkeypatch.delenv("KEYFACTOR_HOSTNAME")

    status = main(ARGUMENTS)

    assert status == 1
    assert capsys.readouterr().err == "configure_mail: KEYFACTOR_HOSTNAME is not set\n"
