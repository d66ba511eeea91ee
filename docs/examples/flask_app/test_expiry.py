"""The app with its mail going to mockkf's mail server: what arrives, and what the app answers when nothing does."""

from datetime import date
from typing import Any

import pytest
from expiry import Certificate, create_app
from flask.testing import FlaskClient

from mockkf import MockKeyfactor

CERTIFICATES = [
    Certificate("www.keyexample.com", "web@keyexample.com", date(2026, 6, 10)),
    Certificate("vpn.keyexample.com", "net@keyexample.com", date(2026, 6, 30)),
    Certificate("old.keyexample.com", "web@keyexample.com", date(2027, 6, 1)),
]


@pytest.fixture
def config(mockkf: MockKeyfactor) -> dict[str, Any]:
    """The app's configuration, with the mock for its mail server."""
    return {
        "CERTIFICATES": CERTIFICATES,
        "MAIL_HOST": mockkf.relay.host,
        "MAIL_PORT": mockkf.relay.submission,
        "MAIL_CA_FILE": mockkf.ca_file,
        "MAIL_USER": "app@keyexample.com",
        "MAIL_PASSWORD": "s3cret",
        "MAIL_SENDER": "app@keyexample.com",
    }


def client(config: dict[str, Any]) -> FlaskClient:
    """A client of the app on the first of June 2026."""
    return create_app(config, today=lambda: date(2026, 6, 1)).test_client()


def test_each_owner_is_reminded(mockkf: MockKeyfactor, config: dict[str, Any]) -> None:
    """A mail per certificate arrives, with its name and date."""
    answer = client(config).post("/reminders")

    assert answer.json == {"reminded": ["www.keyexample.com", "vpn.keyexample.com"]}
    mail = mockkf.mailbox.expect_one(to="web@keyexample.com", sender="app@keyexample.com")
    assert mail.subject == "www.keyexample.com expires on 2026-06-10"
    assert "renew the certificate of www.keyexample.com" in mail.text
    mockkf.mailbox.expect_one(to="net@keyexample.com")


def test_who_has_time_is_left_alone(mockkf: MockKeyfactor, config: dict[str, Any]) -> None:
    """Only what expires within the days asked for is worth a mail."""
    answer = client(config).post("/reminders?days=9")

    assert answer.json == {"reminded": ["www.keyexample.com"]}
    mockkf.mailbox.expect_one()
    mockkf.mailbox.expect_none(to="net@keyexample.com")


def test_the_mail_goes_over_tls_with_the_login(mockkf: MockKeyfactor, config: dict[str, Any]) -> None:
    """Neither the password nor the mail is sent in plain text."""
    client(config).post("/reminders?days=9")

    mail = mockkf.mailbox.expect_one(tls=True, user="app@keyexample.com")
    assert mail.login
    assert mail.login.used("s3cret")


def test_a_refused_login_is_told(mockkf: MockKeyfactor, config: dict[str, Any]) -> None:
    """The caller hears that the mail server is the trouble."""
    relay_users = [{"name": "app@keyexample.com", "password": "an0ther"}]
    mockkf.reset(relay_users=relay_users)

    answer = client(config).post("/reminders")

    assert answer.status_code == 502
    assert "535" in answer.text
    mockkf.mailbox.expect_none()


def test_a_server_nobody_vouches_for_gets_no_mail(mockkf: MockKeyfactor, config: dict[str, Any]) -> None:
    """Without the mock's CA the app does not trust it, and does not log on."""
    answer = client({**config, "MAIL_CA_FILE": None}).post("/reminders")

    assert answer.status_code == 502
    assert "certificate verify failed" in answer.text
    mockkf.mailbox.expect_none()
