"""Mail hosts of a scenario: which names resolve, and what each server offers, accepts and refuses."""

import smtplib
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.config.settings import Settings
from mockkf.faults import CERTIFICATES
from mockkf.scenario.hosts import MODES
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, RECIPIENT, Command, changed
from tests.support.oauth import send as send_with_token

HOST = "smtp.keyexample.com"
USER, PASSWORD = "command@keyexample.com", "MySuperSecretPassword"
WAYS = {"plain": (25, False), "STARTTLS": (25, True), "implicit": (465, True)}


def hosted(mock: MockKeyfactor, **members: Any) -> Command:
    """Yield a client of a mock with one mail host."""
    return changed(mock, hosts=[{"name": HOST, **members}])


def anonymous(command: Command, **changes: Any) -> requests.Response:
    """Send a test mail without a login."""
    return command.call("POST", "/SMTP/Test", json={**ANONYMOUS, "TestRecipient": RECIPIENT, **changes})


# Names


def test_without_declared_hosts_any_name_will_do(command: Command) -> None:
    """Without declared hosts, every name resolves."""
    assert command.test(Host="anything.example.com", Port=4711).status_code == 200


@pytest.mark.parametrize("host", ["smtp.keyexample.com", "SMTP.KeyExample.COM", "smtp.keyexample.com."])
@pytest.mark.parametrize("declared", ["smtp.keyexample.com", "Smtp.keyexample.com", "smtp.keyexample.com."])
def test_a_declared_host_is_found(mockkf: MockKeyfactor, host: str, declared: str) -> None:
    """A declared name resolves in any letter case, and with a trailing dot."""
    command = changed(mockkf, hosts=[{"name": declared}])

    assert command.test(Host=host).status_code == 200

    mockkf.mailbox.expect_one(host=host, tls=True)


@pytest.mark.parametrize("host", ["smtp.example.com", "keyexample.com", "smtp.keyexample.com.evil.test", "10.1.2.3"])
def test_another_host_does_not_resolve(mockkf: MockKeyfactor, host: str) -> None:
    """The answer is 400 at relay.resolve with a text; the trace ends there."""
    answer = hosted(mockkf).test(Host=host)

    assert answer.status_code == 400
    assert answer.json()["Message"].endswith(f"step relay.resolve: {host}:587 does not resolve: no such host")
    assert mockkf.journal[-1].trace[-1].step == "relay.resolve"
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("name", ["10.1.2.3", "2001:db8::1", "[2001:db8::1]"])
def test_an_address_is_a_name_too(mockkf: MockKeyfactor, name: str) -> None:
    """Brackets are not part of an IPv6 address."""
    command = changed(mockkf, hosts=[{"name": name}])

    assert command.test(Host=name).status_code == 200


def test_hosts_are_each_their_own(mockkf: MockKeyfactor) -> None:
    """A user of one host is unknown at the other."""
    users = [{"name": USER, "password": PASSWORD}]
    command = changed(
        mockkf, hosts=[{"name": HOST, "users": users}, {"name": "b.test", "users": []}, {"name": "c.test"}]
    )

    assert command.test().status_code == 200
    assert "answered 535 5.7.8" in command.test(Host="b.test").json()["Message"]
    assert command.test(Host="c.test").status_code == 200


def test_a_client_that_comes_by_itself_asks_for_no_host(mockkf: MockKeyfactor) -> None:
    """A direct client gets the default server with all extensions."""
    hosted(mockkf, ports={"587": "plain"}, require_login=True, size_limit=1, users=[])

    with smtplib.SMTP("127.0.0.1", mockkf.relay.submission) as foreign:
        assert foreign.sendmail(USER, RECIPIENT, b"Subject: x\r\n\r\nx") == {}
        assert foreign.has_extn("starttls")


# Ports


@pytest.mark.parametrize(("port", "use_ssl"), [(25, False), (25, True), (587, True), (465, True)])
def test_the_usual_ports_are_open(mockkf: MockKeyfactor, port: int, use_ssl: bool) -> None:
    """The default ports are 25 and 587 with STARTTLS, 465 with implicit TLS."""
    assert hosted(mockkf).test(Port=port, UseSSL=use_ssl).status_code == 200


@pytest.mark.parametrize(("ports", "port"), [(None, 2525), ({"587": "starttls"}, 25), ({"25": "plain"}, 465)])
def test_another_port_is_refused(mockkf: MockKeyfactor, ports: Any, port: int) -> None:
    """The answer is 400 at relay.connect for a port that is not declared."""
    command = hosted(mockkf, **({"ports": ports} if ports else {}))

    answer = command.test(Port=port)

    assert answer.json()["Message"].endswith(f"step relay.connect: {HOST}:{port} refused the connection")
    assert mockkf.journal[-1].trace[-1].step == "relay.connect"
    mockkf.mailbox.expect_none()


SPOKEN = {
    "plain": {"plain": None, "STARTTLS": "step relay.tls: ", "implicit": "step relay.tls: the handshake failed"},
    "starttls": {"plain": None, "STARTTLS": None, "implicit": "step relay.tls: the handshake failed"},
    "required": {"plain": "530 5.7.0", "STARTTLS": None, "implicit": "step relay.tls: the handshake failed"},
    "implicit": {"plain": "did not answer within 0.2 s", "STARTTLS": "did not answer within 0.2 s", "implicit": None},
}
"""The result of each way to send at a port of each mode; None is success."""


def test_every_mode_is_tried() -> None:
    """The table above has every mode."""
    assert tuple(SPOKEN) == MODES


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS)
def test_a_port_speaks_what_it_was_declared_to(mockkf: MockKeyfactor, mode: str, way: str) -> None:
    """The mode of a port does not depend on its number."""
    port, use_ssl = WAYS[way]
    words = SPOKEN[mode][way]

    hosts = [{"name": HOST, "ports": {str(port): mode}}]
    step_timeout = 0.2 if words and "0.2 s" in words else 5
    answer = changed(mockkf, step_timeout=step_timeout, hosts=hosts).test(Port=port, UseSSL=use_ssl)

    assert answer.status_code == (400 if words else 200)
    assert words is None or words in answer.json()["Message"]
    assert len(mockkf.mailbox) == (words is None)


def test_a_plain_port_offers_no_starttls(mockkf: MockKeyfactor) -> None:
    """The error says so, and a mail in plain text is accepted."""
    command = hosted(mockkf, ports={587: "plain"})

    assert "the server does not offer STARTTLS" in command.test().json()["Message"]
    assert command.test(UseSSL=False).status_code == 200


@pytest.mark.parametrize("send", [Command.test, anonymous])
def test_a_port_may_require_starttls(mockkf: MockKeyfactor, send: Any) -> None:
    """Without TLS, the first command that requires it gets 530, with and without a login."""
    command = hosted(mockkf, ports={587: "required"})

    answer = send(command, Port=587, UseSSL=False)

    assert "answered 530 5.7.0 Must issue a STARTTLS command first" in answer.json()["Message"]
    assert send(command, Port=587, UseSSL=True).status_code == 200


# Who may log on


@pytest.mark.parametrize(
    ("mechanisms", "used"), [(["PLAIN"], "PLAIN"), (["LOGIN"], "LOGIN"), (["LOGIN", "PLAIN"], "PLAIN")]
)
def test_a_host_offers_its_mechanisms(mockkf: MockKeyfactor, mechanisms: list[str], used: str) -> None:
    """A password is sent with the best offered mechanism; a token cannot be sent."""
    command = hosted(mockkf, mechanisms=mechanisms)

    assert command.test().status_code == 200
    assert "no token login" in send_with_token(command).json()["Message"]

    mockkf.mailbox.expect_one(mechanism=used)


def test_a_host_may_take_tokens_only(mockkf: MockKeyfactor) -> None:
    """A token can be sent; a password cannot."""
    command = hosted(mockkf, mechanisms=["OAUTHBEARER"])

    assert send_with_token(command).status_code == 200
    assert "no password login (it offers OAUTHBEARER)" in command.test().json()["Message"]

    mockkf.mailbox.expect_one(mechanism="OAUTHBEARER")


def test_a_host_may_offer_no_login(mockkf: MockKeyfactor) -> None:
    """EHLO has no AUTH; a client without a login is served."""
    command = hosted(mockkf, mechanisms=[])

    assert "no password login (it offers none)" in command.test().json()["Message"]
    assert anonymous(command).status_code == 200


@pytest.mark.parametrize(
    ("name", "password", "status"),
    [(USER, PASSWORD, 200), (USER, "other", 400), ("other", PASSWORD, 400), (USER.upper(), PASSWORD, 400)],
)
def test_a_host_has_its_users(mockkf: MockKeyfactor, name: str, password: str, status: int) -> None:
    """The users of `[relay]` are users of the default server, not of this host."""
    users = [{"name": name, "password": password}]
    command = changed(mockkf, relay_users=[], hosts=[{"name": HOST, "users": users}])

    answer = command.test()

    assert answer.status_code == status
    assert status == 200 or "step relay.login: smtp.keyexample.com:587 answered 535 5.7.8" in answer.json()["Message"]


def test_a_host_may_insist_on_a_login(mockkf: MockKeyfactor) -> None:
    """A client without a login gets 530 at relay.sender."""
    command = hosted(mockkf, require_login=True)

    answer = anonymous(command)

    assert answer.json()["Message"].endswith(f"step relay.sender: {HOST}:25 answered 530 5.7.0 Authentication required")
    assert command.test().status_code == 200


@pytest.mark.parametrize(
    ("send_as", "account", "status"),
    [
        ({USER: ["jsmith@keyexample.com"]}, "jsmith@keyexample.com", 200),
        ({USER: ["JSmith@keyexample.com", "x@y.z"]}, "jsmith@KEYEXAMPLE.com", 200),
        ({USER: []}, USER, 200),
        ({}, USER.upper(), 200),
        ({USER: ["x@y.z"]}, "jsmith@keyexample.com", 400),
        ({"other": ["jsmith@keyexample.com"]}, "jsmith@keyexample.com", 400),
        ({}, "jsmith@keyexample.com", 400),
    ],
)
def test_a_user_sends_as_whom_it_may(mockkf: MockKeyfactor, send_as: Any, account: str, status: int) -> None:
    """A user may always send as itself; another sender that is not listed gets 550 5.7.60 after the message."""
    answer = hosted(mockkf, send_as=send_as).test(SenderAccount=account)

    assert answer.status_code == status
    said = "answered 550 5.7.60 SMTP; Client does not have permissions to send as this sender"
    assert status == 200 or answer.json()["Message"].endswith(f"step relay.message: {HOST}:587 {said}")
    assert len(mockkf.mailbox) == (status == 200)


def test_nobody_sends_as_anybody(mockkf: MockKeyfactor) -> None:
    """`send_as` does not apply to a client without a login."""
    assert anonymous(hosted(mockkf, send_as={})).status_code == 200


# What it shows and takes

WORDS = {
    "expired": "certificate has expired",
    "not_yet_valid": "certificate is not yet valid",
    "wrong_name": f"Hostname mismatch, certificate is not valid for '{HOST}'.",
    "self_signed": "self-signed certificate",
    "untrusted": "unable to get local issuer certificate",
}


@pytest.mark.parametrize("kind", [*CERTIFICATES, "valid"])
@pytest.mark.parametrize("way", ["STARTTLS", "implicit"])
def test_a_host_has_a_certificate_of_a_kind(mockkf: MockKeyfactor, kind: str, way: str) -> None:
    """The handshake fails with OpenSSL's text; in plain text there is no handshake."""
    port, use_ssl = WAYS[way]
    command = hosted(mockkf, certificate=kind)

    answer = command.test(Port=port, UseSSL=use_ssl)

    assert answer.status_code == (200 if kind == "valid" else 400)
    assert kind == "valid" or f"the certificate was rejected: {WORDS[kind]}" in answer.json()["Message"]
    assert command.test(Port=25, UseSSL=False).status_code == 200


@pytest.mark.parametrize("limit", [1, 200, 40_000_000])
def test_a_host_takes_mails_of_a_size(mockkf: MockKeyfactor, limit: int) -> None:
    """EHLO has the limit, and a larger mail is 552 at relay.message."""
    command = hosted(mockkf, size_limit=limit)

    answer = command.test(UseSSL=False)

    if limit < 1000:
        words = f"step relay.message: {HOST}:587 answered 552 5.3.4 Message size exceeds fixed maximum message size"
        assert answer.json()["Message"].endswith(words)
        [refusal] = mockkf.state.refusals
        transcript = refusal.transcript
    else:
        assert answer.status_code == 200
        transcript = mockkf.mailbox.expect_one().transcript
    assert f"S: 250-SIZE {limit}" in transcript


def test_a_fault_comes_before_the_host(mockkf: MockKeyfactor) -> None:
    """Faults apply to declared hosts: the name does not resolve once, the certificate is defective."""
    command = hosted(mockkf, ports={587: "starttls"})
    mockkf.faults.add("relay.resolve", host=HOST, trouble="unknown_host", times=1)
    mockkf.faults.add("relay.connect", host=HOST, delay=0.01)
    mockkf.faults.add("relay.tls", host=HOST, certificate="expired", times=1)

    assert "does not resolve: no such host" in command.test().json()["Message"]
    assert "refused the connection" in command.test(Port=465).json()["Message"]
    assert "has expired" in command.test().json()["Message"]
    assert command.test().status_code == 200


# Declarations

SCENARIO = """
[[hosts]]
name = "smtp.keyexample.com"
ports = { 587 = "required", 465 = "implicit" }
mechanisms = ["LOGIN"]
require_login = true
certificate = "valid"
size_limit = 1_000_000
send_as = { "command@keyexample.com" = ["jsmith@keyexample.com"] }

[[hosts.users]]
name = "command@keyexample.com"
password = "MySuperSecretPassword"

[[hosts]]
name = "old.keyexample.com"
ports = { 25 = "plain" }
"""


def test_hosts_are_declared_in_a_scenario(tmp_path: Path) -> None:
    """TOML can express every member of a host."""
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO, "utf-8")

    with MockKeyfactor(scenario=path) as mock:
        command = Command(mock)
        assert command.test().status_code == 200
        assert command.test(Port=465).status_code == 200
        assert command.test(Host="old.keyexample.com", Port=25, UseSSL=False).status_code == 200
        assert command.test(Host="new.keyexample.com").status_code == 400
        assert {message.login.mechanism for message in mock.mailbox.all if message.login} == {"LOGIN", "PLAIN"}


def test_no_password_of_a_host_is_shown() -> None:
    """`repr` of settings has no passwords."""
    assert PASSWORD not in repr(
        change_settings(Settings(), hosts=[{"name": "a", "users": [{"name": "u", "password": PASSWORD}]}])
    )


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        (5, "hosts must be a list of tables, each with name"),
        ([5], "hosts must be a list of tables, each with name"),
        ([{}], "hosts must be a list of tables, each with name"),
        ([{"name": ""}], "hosts: name must be non-empty text"),
        ([{"name": 5}], "hosts: name must be non-empty text"),
        ([{"name": "a"}, {"name": "A"}], "hosts must not contain a more than once"),
        ([{"name": "a"}, {"name": "a."}], "hosts must not contain a more than once"),
        ([{"name": "a", "colour": 1}], "[[hosts]] has no member 'colour'; there are: name, ports, mechanisms, users, "),
        ([{"name": "a", "port": 25}], "[[hosts]] has no member 'port'; did you mean 'ports'?"),
        ([{"name": "a", "ports": [25]}], "ports of a in hosts must be a table"),
        ([{"name": "a", "ports": {}}], "ports of a in hosts must contain at least one port"),
        ([{"name": "a", "ports": {"0": "plain"}}], "ports of a in hosts must be a port number from 1 to 65535"),
        ([{"name": "a", "ports": {"x": "plain"}}], "must be a port number from 1 to 65535, not 'x'"),
        ([{"name": "a", "ports": {"25": "tls"}}], "port 25 must be one of plain, starttls, required, implicit"),
        ([{"name": "a", "mechanisms": "PLAIN"}], "mechanisms of a in hosts must be a list of texts"),
        ([{"name": "a", "mechanisms": ["CRAM-MD5"]}], "'CRAM-MD5'; there are: PLAIN, LOGIN, XOAUTH2, OAUTHBEARER"),
        ([{"name": "a", "users": {"x": "y"}}], "users of a in hosts must be a list of tables, each with name and"),
        ([{"name": "a", "users": [{"name": "x"}]}], "users of a in hosts must be a list of tables, each with name and"),
        ([{"name": "a", "require_login": "maybe"}], "require_login of a in hosts must be true or false, not 'maybe'"),
        ([{"name": "a", "send_as": ["u"]}], "send_as of a in hosts must be a table"),
        ([{"name": "a", "send_as": {"u": "x"}}], "send_as of a in hosts must be a list of texts"),
        ([{"name": "a", "certificate": "bad"}], "certificate of a in hosts must be one of valid, expired, not_yet_"),
        (
            [{"name": "a", "size_limit": 0}],
            "size_limit of a in hosts must be a whole number of bytes, at least 1, not 0",
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_told(hosts: Any, words: str) -> None:
    """The error names the member, the host and what is allowed."""
    with pytest.raises(ConfigurationError) as refused:
        change_settings(Settings(), hosts=hosts)

    assert words in str(refused.value)
