"""A test mail from the API call to the captured message: target, TLS, login and content."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.support.command import ANONYMOUS, RECIPIENT, Command, changed


@pytest.mark.rule("test-subject", "test-text")
def test_the_mail_is_what_the_profile_says(command: Command, mockkf: MockKeyfactor) -> None:
    """From is SenderName and SenderAccount, To the TestRecipient; the envelope is the same."""
    assert command.test().status_code == 200

    message = mockkf.mailbox.expect_one(to=RECIPIENT)
    assert message.envelope.sender == "jsmith@keyexample.com"
    assert message.envelope.recipients == (RECIPIENT,)
    assert message.envelope.replies == ((RECIPIENT, "250 2.1.5 Ok"),)
    assert message.headers["from"] == "Keyfactor Command <jsmith@keyexample.com>"
    assert message.headers["To"] == RECIPIENT
    assert message.subject == "Keyfactor Command SMTP test"
    assert message.text == "This is a test message from Keyfactor Command. The SMTP settings work.\n"
    assert message.html is None
    assert message.attachments == ()


def test_the_mail_is_well_formed(command: Command, mockkf: MockKeyfactor) -> None:
    """Date and Message-ID are there, and lines end in CR LF."""
    command.test()

    message = mockkf.mailbox.expect_one()
    sent = parsedate_to_datetime(message.headers["Date"])
    assert abs((message.received - sent).total_seconds()) < 60
    assert re.fullmatch(r"<[0-9a-f-]{36}@keyexample\.com>", message.headers["Message-ID"])
    assert message.raw.count(b"\n") == message.raw.count(b"\r\n")


@pytest.mark.parametrize(
    ("options", "changes", "differing"),
    [
        ({}, {"SenderName": "Grüße"}, {"From": "Grüße <jsmith@keyexample.com>"}),
        ({}, {"TestRecipient": "jörg@exämple.com"}, {"To": "jörg@xn--exmple-cua.com"}),
        ({"test_subject": "Probe"}, {}, {"Subject": "Probe"}),
        ({"test_text": "Wörter"}, {}, {"text": "Wörter\n"}),
    ],
    ids=["sender", "recipient", "subject", "text"],
)
def test_nothing_of_an_earlier_mail_is_in_the_next(
    mockkf: MockKeyfactor, options: dict[str, Any], changes: dict[str, Any], differing: dict[str, str]
) -> None:
    """Sender, recipient, subject and text are those of each call."""
    first, second = content(mockkf), content(mockkf, changes, **options)

    assert second == {**first, **differing}


def content(mock: MockKeyfactor, changes: Mapping[str, Any] = MappingProxyType({}), **options: Any) -> dict[str, str]:
    """Send a test mail with changes to its profile and to the options; return what a reader sees."""
    changed(mock, **options).test(**changes)
    message = mock.mailbox.expect_one()
    return {**{name: str(message.headers[name]) for name in ("From", "To", "Subject")}, "text": message.text}


@pytest.mark.rule("test-login", "test-helo")
def test_the_message_knows_how_it_came(command: Command, mockkf: MockKeyfactor) -> None:
    """Login, TLS, the host and port that were asked for, HELO, peer and the API call are on the message."""
    command.test()

    message = mockkf.mailbox.expect_one()
    assert message.login is not None
    assert (message.login.mechanism, message.login.user) == ("PLAIN", "command@keyexample.com")
    assert message.tls is not None
    assert (message.tls.version, message.tls.sni) == ("TLSv1.3", "smtp.keyexample.com")
    assert message.target is not None
    assert (message.target.host, message.target.port) == ("smtp.keyexample.com", 587)
    assert message.helo == "keyfactor"
    assert message.peer[0] == "127.0.0.1"
    assert message.call == mockkf.journal[-1].id


def test_a_login_can_be_compared_but_not_read(command: Command, mockkf: MockKeyfactor) -> None:
    """`login.used` says whether a password was used; nothing else of the message tells it."""
    command.test()

    message = mockkf.mailbox.expect_one()
    assert message.login is not None
    assert message.login.used("MySuperSecretPassword")
    assert not message.login.used("MySuperSecretPasswor")
    assert "MySuperSecret" not in repr(message) + repr(message.login) + message.transcript + repr(mockkf.journal)


@pytest.mark.parametrize(
    ("port", "use_ssl", "tls", "listener"),
    [
        (25, False, False, "smtp"),
        (25, True, True, "smtp"),
        (587, False, False, "submission"),
        (587, True, True, "submission"),
        (465, True, True, "smtps"),
        (2525, False, False, "smtp"),
        (2525, True, True, "smtp"),
    ],
)
@pytest.mark.parametrize("kind", [0, 2])
@pytest.mark.rule("tls")
def test_every_port_is_answered(
    command: Command, mockkf: MockKeyfactor, port: int, use_ssl: bool, tls: bool, listener: str, kind: int
) -> None:
    """UseSSL is implicit TLS on 465 and STARTTLS elsewhere; without it the mail goes in plain text, login included."""
    assert command.test(Port=port, UseSSL=use_ssl, RelayAuthenticationType=kind).status_code == 200

    message = mockkf.mailbox.expect_one(port=port)
    assert (message.tls is not None, message.connection.listener) == (tls, listener)
    assert (message.login is not None) == (kind == 2)
    assert ("STARTTLS" in message.transcript.split("C: ")[2]) == (tls and port != 465)


@pytest.mark.parametrize(
    "host", ["smtp.keyexample.com", "SMTP.Example.COM", "my_mail_host.example.com", "10.1.2.3", "exämple.com", "a"]
)
@pytest.mark.parametrize("port", [587, 465])
def test_any_host_is_answered_with_its_own_certificate(
    command: Command, mockkf: MockKeyfactor, host: str, port: int
) -> None:
    """The certificate is checked against the host that was asked for, and fits."""
    assert command.test(Host=host, Port=port, UseSSL=True).status_code == 200

    mockkf.mailbox.expect_one(host=host, tls=True)


@pytest.mark.parametrize("host", ["[2001:db8::1]", "smtp.keyexample.com."])
def test_a_host_is_known_by_its_bare_name(command: Command, mockkf: MockKeyfactor, host: str) -> None:
    """Brackets and a dot at the end are not part of the name a certificate is for."""
    assert command.test(Host=host, Port=587, UseSSL=True).status_code == 200

    mockkf.mailbox.expect_one(host=host)


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("KEYEXAMPLE\\jsmith", "x"),
        ("jürgen@exämple.com", "pässwörd"),
        ("u", "日本語"),
        ("u", " leading and trailing "),
        ("u", "with\nnewline"),
        ("u", "p" * 4000),
        ("u", "="),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
def test_any_user_and_password_can_log_on(
    command: Command, mockkf: MockKeyfactor, version: int, user: str, password: str
) -> None:
    """Every valid user name and password arrives unchanged."""
    value = (lambda text: text) if version == 1 else (lambda text: {"SecretValue": text})

    assert command.test(version, RelayUsername=value(user), RelayPassword=value(password)).status_code == 200

    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert login.user == user
    assert login.used(password)


@pytest.mark.parametrize("account", ["jsmith@keyexample.com", "Keyfactor", "Keyfactor Command", "Büro", "a+b@x.test"])
@pytest.mark.rule("sender-any-text")
def test_anonymous_senders_may_be_any_text(command: Command, mockkf: MockKeyfactor, account: str) -> None:
    """For type 0 SenderAccount need not be an address (POST SMTP Test 25.x); it is the envelope sender as it is."""
    body = {**ANONYMOUS, "SenderAccount": account, "TestRecipient": RECIPIENT}

    assert command.call("POST", "/SMTP/Test", json=body).status_code == 200

    assert mockkf.mailbox.expect_one().envelope.sender == account


@pytest.mark.parametrize(
    ("recipient", "delivered"),
    [
        ("jörg@example.com", "jörg@example.com"),
        ("mjones@exämple.com", "mjones@xn--exmple-cua.com"),
        ("jörg@exämple.com", "jörg@xn--exmple-cua.com"),
    ],
)
def test_international_addresses_are_delivered(
    command: Command, mockkf: MockKeyfactor, recipient: str, delivered: str
) -> None:
    """A domain becomes its A-label; a local part beyond ASCII goes by SMTPUTF8, and stands so in the header."""
    assert command.test(TestRecipient=recipient).status_code == 200

    message = mockkf.mailbox.expect_one(to=delivered)
    assert message.headers["To"] == delivered
    assert ("SMTPUTF8" in message.transcript.split("MAIL FROM")[1].splitlines()[0]) == ("jörg" in recipient)


@pytest.mark.parametrize("name", ["Größe & Söhne", 'Quotes "and" <brackets>, commas', "x" * 300, "日本"])
def test_a_sender_name_comes_back_as_it_was(command: Command, mockkf: MockKeyfactor, name: str) -> None:
    """Whatever SenderName holds, the mail's From header reads the same."""
    command.test(SenderName=name)

    [address] = mockkf.mailbox.expect_one().email["From"].addresses
    assert address.display_name == name
    assert address.addr_spec == "jsmith@keyexample.com"


def test_the_trace_tells_how_the_mail_got_there(command: Command, mockkf: MockKeyfactor) -> None:
    """The trace of the call has every step, in order, with its request."""
    command.test()

    trace = mockkf.journal[-1].trace
    assert [step.step for step in trace] == [
        "http.request",
        "relay.resolve",
        "relay.connect",
        "relay.banner",
        "relay.hello",
        "relay.tls",
        "relay.hello",
        "relay.login",
        "relay.sender",
        "relay.recipient",
        "relay.data",
        "relay.message",
    ]
    assert (trace[0].detail, trace[0].outcome) == ("POST /KeyfactorAPI/SMTP/Test", "200")
    assert {step.outcome for step in trace[1:]} == {"ok"}
    assert trace[7].detail == "AUTH PLAIN as command@keyexample.com"
    assert "MySuperSecret" not in repr(trace)


def test_the_transcript_is_the_dialogue_with_its_secrets_masked(command: Command, mockkf: MockKeyfactor) -> None:
    """Both sides are there up to the last reply; the login is not."""
    command.test()

    lines = mockkf.mailbox.expect_one().transcript.splitlines()
    assert lines[0] == "S: 220 smtp.keyexample.com mockkf ESMTP"
    assert "C: AUTH PLAIN ********" in lines
    assert f"C: RCPT TO:<{RECIPIENT}>" in lines
    assert lines[-1].startswith("S: 250 2.0.0 Ok")


def test_nothing_of_the_mail_depends_on_the_environment(
    command: Command, mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proxies and CA bundles of the machine change neither where the mail goes nor whom it trusts."""
    changes: dict[str, Any] = {"SSL_CERT_FILE": "/nowhere", "SMTP_PROXY": "http://192.0.2.1:1", "ALL_PROXY": "x"}
    for name, value in changes.items():
        monkeypatch.setenv(name, value)

    assert command.test().status_code == 200

    mockkf.mailbox.expect_one()
