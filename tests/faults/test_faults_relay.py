"""Faults of the mail server: what a client receives at each step, the client of a test mail or a direct one."""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.faults import CERTIFICATES
from mockkf.faults.capabilities import OFFERED
from mockkf.faults.certificate import PROTOCOLS
from mockkf.faults.steps import RELAY
from tests.support.command import ANONYMOUS, RECIPIENT, Command, changed
from tests.support.relay_post import MAIL, PATIENCE, SENDER, Client

REPLY = "451 4.3.0 try later"
LOGIN = "AUTH PLAIN " + b64encode(b"\0command@keyexample.com\0s3cret").decode()

TALK: Mapping[str, tuple[str | bytes, ...]] = {
    "relay.banner": (),
    "relay.hello": ("EHLO laptop",),
    "relay.tls": ("EHLO laptop", "STARTTLS"),
    "relay.login": ("EHLO laptop", LOGIN),
    "relay.sender": ("EHLO laptop", f"MAIL FROM:<{SENDER}>"),
    "relay.recipient": ("EHLO laptop", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>"),
    "relay.data": ("EHLO laptop", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>", "DATA"),
    "relay.message": ("EHLO laptop", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>", "DATA", MAIL + b"."),
}
"""The commands of a client up to each step; the step decides on the last one."""

USUAL: Mapping[str, str] = {
    "relay.banner": "220",
    "relay.hello": "250",
    "relay.tls": "220",
    "relay.login": "235",
    "relay.sender": "250",
    "relay.recipient": "250",
    "relay.data": "354",
    "relay.message": "250",
}
"""The default reply at each step."""

WAYS: Mapping[str, tuple[int, bool]] = {"plain": (25, False), "STARTTLS": (587, True), "implicit": (465, True)}
"""The ways of a test mail: port and UseSSL."""

CROSSED = [
    ("relay.banner", "plain"),
    ("relay.banner", "STARTTLS"),
    ("relay.hello", "plain"),
    ("relay.hello", "implicit"),
    ("relay.tls", "STARTTLS"),
    *((f"relay.{name}", way) for name in ("login", "sender", "recipient", "data", "message") for way in WAYS),
]
"""The steps at which a test mail fails, and the ways on which it receives the reply."""

TRIED = {
    *((step, action) for step in TALK for action in ("delay", "reply", "drop", "tcp_reset", "hang")),
    *(("relay.tls", action) for action in ("certificate", "protocol")),
    ("relay.hello", "without"),
}
"""The actions that this file tests."""


def send(command: Command, way: str = "STARTTLS", **changes: Any) -> Any:
    """Send a test mail on one of the ways."""
    port, use_ssl = WAYS[way]
    return command.test(**{"Port": port, "UseSSL": use_ssl, **changes})


@contextmanager
def led_to(mock: MockKeyfactor, step: str) -> Iterator[Client]:
    """Yield a direct client that has sent all but the last command before `step`."""
    with Client(mock.relay.smtp, greeted=False) as client:
        for word in TALK[step]:
            client.reply()
            if word is TALK[step][-1]:
                break
            client.send((word.encode() if isinstance(word, str) else word) + b"\r\n")
        yield client


def ask(client: Client, step: str) -> None:
    """Send the last command."""
    for word in TALK[step][-1:]:
        client.send((word.encode() if isinstance(word, str) else word) + b"\r\n")


def hear(client: Client, step: str) -> str:
    """Send the last command and return its result: a reply, `closed` or `reset`."""
    ask(client, step)
    try:
        return client.reply() or "closed"
    except ConnectionResetError:
        return "reset"


def test_every_step_is_led_to() -> None:
    """The table has every step of the mail server."""
    assert tuple(TALK) == RELAY


@pytest.mark.parametrize("step", TALK)
def test_without_a_fault_there_is_the_usual_reply(mockkf: MockKeyfactor, step: str) -> None:
    """A fault for another user is not counted and changes nothing."""
    fault = mockkf.faults.add(step, host="elsewhere.example.com", reply=REPLY)

    with led_to(mockkf, step) as client:
        assert hear(client, step).startswith(USUAL[step])

    assert (fault.seen, fault.fired) == (0, 0)


def test_a_fault_can_be_planned_and_removed_during_a_dialogue(mockkf: MockKeyfactor) -> None:
    """A fault concerns the clients that are connected too, from its next call on and until it is removed."""
    with led_to(mockkf, "relay.sender") as client:
        fault = mockkf.faults.add("relay.sender", reply=REPLY)
        refused = hear(client, "relay.sender")
        fault.remove()

        assert (refused, hear(client, "relay.sender")[:3]) == (REPLY, "250")


# Replies


@pytest.mark.parametrize(("step", "way"), CROSSED)
def test_a_refusal_is_told_by_the_test_mail(command: Command, mockkf: MockKeyfactor, step: str, way: str) -> None:
    """The answer is 400 with step and reply; reason and trace name the fault; the refusal is stored."""
    fault = mockkf.faults.add(step, reply=REPLY)

    answer = send(command, way)

    assert answer.status_code == 400
    assert answer.json()["Message"].endswith(
        f"It failed at the step {step}: smtp.keyexample.com:{WAYS[way][0]} answered {REPLY}"
    )
    assert f"fault {fault.id} at {step}" in answer.headers["X-Mockkf-Reason"]
    told = [crossed for crossed in mockkf.journal[-1].trace if crossed.fault == fault.id]
    assert {crossed.step for crossed in told} == {step}
    assert all(crossed.outcome.startswith(REPLY) for crossed in told)
    assert mockkf.state.refusals[-1].reply == REPLY
    assert (fault.fired, fault.seen) == (len(told), len(told))
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("step", TALK)
@pytest.mark.parametrize("code", [400, 421, 432, 450, 454, 500, 530, 535, 552, 554, 599])
def test_any_code_is_heard_as_it_is(mockkf: MockKeyfactor, step: str, code: int) -> None:
    """421 and a refused banner end the connection; after any other reply the dialogue continues."""
    mockkf.faults.add(step, reply=f"{code} 4.7.0 no", times=1)

    with led_to(mockkf, step) as client:
        assert hear(client, step) == f"{code} 4.7.0 no"
        if code == 421 or step == "relay.banner":
            assert client.is_closed()
        else:
            assert client.say("NOOP").startswith("250")


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("534 5.7.9 one\n534 5.7.9  two", "534-5.7.9 one\n534 5.7.9  two"),
        ("550 <{to}> from <{sender}> by {user} as {helo}", f"550 <{RECIPIENT}> from <{SENDER}> by unknown as laptop"),
        ("550 {host} {port} {listener} {nobody} {}", "550 unknown unknown smtp {nobody} {}"),
        ("550 größer", "550 größer"),
    ],
)
def test_a_reply_may_say_more(mockkf: MockKeyfactor, reply: str, heard: str) -> None:
    """A reply may have several lines; criteria in braces are replaced, other braces are kept."""
    mockkf.faults.add("relay.recipient", reply=reply)

    with led_to(mockkf, "relay.recipient") as client:
        assert hear(client, "relay.recipient") == heard


def test_several_recipients_are_listed_in_a_reply(mockkf: MockKeyfactor) -> None:
    """After DATA, `{to}` is replaced with all recipients."""
    mockkf.faults.add("relay.message", reply="550 {to}: {subject}")

    with Client(mockkf.relay.smtp) as client:
        client.ehlo()
        assert client.mail(MAIL, SENDER, "a@x.test", "b@x.test") == "550 a@x.test, b@x.test: Test"


def test_no_reply_can_be_made_by_a_user_name(mockkf: MockKeyfactor) -> None:
    """Line ends in the text of a client do not add a line to the reply."""
    mockkf.faults.add("relay.login", reply="535 {user} is unknown")
    login = b64encode(b"\0you\r\n235 welcome\0s3cret").decode()

    with Client(mockkf.relay.smtp) as client:
        client.ehlo()
        assert client.say(f"AUTH PLAIN {login}") == "535 you??235 welcome is unknown"
        assert client.say("NOOP").startswith("250")


@pytest.mark.parametrize(
    "reply",
    [
        "432 4.7.12 A password transition is needed",
        "454 4.7.0 Temporary authentication failure",
        "534 5.7.9 Application-specific password required",
        "535 5.7.8 Username and Password not accepted",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        "538 5.7.11 Encryption required",
    ],
)
@pytest.mark.parametrize("user", ["command@keyexample.com", "KEYEXAMPLE\\jsmith"])
def test_a_login_is_refused_in_any_words(command: Command, mockkf: MockKeyfactor, reply: str, user: str) -> None:
    """A direct client gets the same reply with any mechanism; another user is not refused."""
    mockkf.faults.add("relay.login", user="COMMAND@*", reply=reply)
    is_meant = user.startswith("command")

    answer = send(command, RelayUsername={"SecretValue": user})

    assert answer.status_code == (400 if is_meant else 200)
    assert not is_meant or f"step relay.login: smtp.keyexample.com:587 answered {reply}" in answer.json()["Message"]
    with smtplib.SMTP("127.0.0.1", mockkf.relay.smtp) as foreign:
        foreign.ehlo()
        foreign.user, foreign.password = "command@keyexample.com", "s3cret"
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            foreign.auth("LOGIN", foreign.auth_login)
        assert (refused.value.smtp_code, refused.value.smtp_error) == (int(reply[:3]), reply[4:].encode())


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_one_mechanism_alone_may_fail(mockkf: MockKeyfactor, mechanism: str) -> None:
    """A fault for one `mechanism` does not apply to the others."""
    mockkf.faults.add("relay.login", mechanism=mechanism, reply="504 5.5.4 no")

    with smtplib.SMTP("127.0.0.1", mockkf.relay.smtp) as foreign:
        foreign.ehlo()
        assert foreign.login("u", "p")[0] == 235

    with smtplib.SMTP("127.0.0.1", mockkf.relay.smtp) as foreign:
        foreign.ehlo()
        foreign.user, foreign.password = "u", "p"
        with pytest.raises(smtplib.SMTPAuthenticationError, match="no"):
            foreign.auth(mechanism, getattr(foreign, f"auth_{mechanism.lower()}"))


# Recipients


def test_one_recipient_of_several_is_put_off(mockkf: MockKeyfactor) -> None:
    """The other recipients get the mail; the envelope has the reply to each."""
    mockkf.faults.add("relay.recipient", to="*@slow.example", reply=REPLY)

    with smtplib.SMTP("127.0.0.1", mockkf.relay.smtp) as foreign:
        refused = foreign.sendmail(SENDER, ["a@x.test", "B@Slow.Example"], MAIL)

    assert refused == {"B@Slow.Example": (451, b"4.3.0 try later")}
    message = mockkf.mailbox.expect_one()
    assert message.envelope.recipients == ("a@x.test",)
    assert message.envelope.replies == (("a@x.test", "250 2.1.5 Ok"), ("B@Slow.Example", REPLY))


@pytest.mark.parametrize("tries", [1, 2, 3])
def test_greylisting_ends_after_some_tries(command: Command, mockkf: MockKeyfactor, tries: int) -> None:
    """The first `times` attempts are refused, all later ones are accepted."""
    fault = mockkf.faults.add("postfix.greylisting", times=tries)

    answers = [send(command).status_code for _ in range(tries + 2)]

    assert answers == [400] * tries + [200, 200]
    assert (fault.fired, fault.seen) == (tries, tries + 2)
    assert len(mockkf.mailbox) == 2


def test_a_mail_that_is_too_large_is_refused(command: Command, mockkf: MockKeyfactor) -> None:
    """A mail with the subject gets 552 after the final dot; a mail with another subject is accepted."""
    mockkf.faults.add("relay.message", subject="Report *", reply="552 5.3.4 too big")

    assert send(command).status_code == 200
    with Client(mockkf.relay.smtp) as client:
        client.ehlo()
        assert client.mail(b"Subject: =?utf-8?q?Report_f=C3=BCr?=\r\n M\xc3\xa4rz\r\n\r\nx\r\n") == "552 5.3.4 too big"
    mockkf.mailbox.expect_one()


@pytest.mark.parametrize(
    "raw", [b"", b"no header\r\n", b"Subject:\r\n\r\nx\r\n", b"\r\n\r\n", b"Subject: \xff\xfe\r\n"]
)
def test_a_subject_may_be_none(mockkf: MockKeyfactor, raw: bytes) -> None:
    """A mail without a subject, or with an unreadable one, does not match and is accepted."""
    fault = mockkf.faults.add("relay.message", subject="Report", reply=REPLY)

    with Client(mockkf.relay.smtp) as client:
        client.ehlo()
        assert client.mail(raw).startswith("250")

    assert fault.seen == 0


# Ends


@pytest.mark.parametrize("step", [step for step in TALK if step != "relay.banner"])
@pytest.mark.parametrize(("how", "heard"), [("drop", "closed"), ("tcp_reset", "reset")])
@pytest.mark.parametrize("when", [True, "before", "after"])
def test_a_connection_ends(mockkf: MockKeyfactor, step: str, how: str, heard: str, when: Any) -> None:
    """The connection is closed or reset; with `after` this follows the go-ahead, or replaces the reply."""
    mockkf.faults.add(step, **{how: when})

    with led_to(mockkf, step) as client:
        first = hear(client, step)
        if when == "after" and step in {"relay.tls", "relay.data"}:
            assert first.startswith(USUAL[step])
            assert hear(client, "relay.banner") == heard
        else:
            assert first == heard


@pytest.mark.parametrize("when", [True, "before", "after"])
def test_a_connection_ends_before_it_begins(mockkf: MockKeyfactor, when: Any) -> None:
    """Instead of a banner, the connection is closed or reset at once."""
    mockkf.faults.add("relay.banner", drop=when, times=1)
    mockkf.faults.add("relay.banner", tcp_reset=when, times=1)

    with Client(mockkf.relay.smtp) as client:
        assert client.greeting == ""
    with pytest.raises(ConnectionResetError), Client(mockkf.relay.smtp, greeted=False) as client:
        client.reply()


@pytest.mark.parametrize(("step", "way"), CROSSED)
@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python's ssl leaves it so after a reset
def test_the_test_mail_tells_of_an_end(
    command: Command, mockkf: MockKeyfactor, step: str, way: str, how: str, when: str
) -> None:
    """The answer is 400 with the step; reason and trace name the fault."""
    fault = mockkf.faults.add(step, **{how: when})

    answer = send(command, way)

    assert answer.status_code == 400
    failed_at = "relay.message" if (step, when) == ("relay.data", "after") else step  # 354 was said
    assert f"step {failed_at}: " in answer.json()["Message"]
    assert f"fault {fault.id} at {step}" in answer.headers["X-Mockkf-Reason"]
    [told] = [crossed for crossed in mockkf.journal[-1].trace if crossed.fault == fault.id]
    assert (told.step, fault.fired) == (step, 1)
    assert told.outcome.startswith("the connection was reset" if how == "tcp_reset" else "the connection was closed")


@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("way", WAYS)
def test_a_mail_whose_answer_is_lost_was_taken(
    command: Command, mockkf: MockKeyfactor, how: str, when: str, kept: int, way: str
) -> None:
    """After the final dot, `before` captures no mail and `after` does; the sender sees no difference."""
    mockkf.faults.add("relay.message", **{how: when}, times=1)

    assert send(command, way).status_code == 400

    assert len(mockkf.mailbox) == kept
    assert len(mockkf.state.refusals) == 1 - kept
    assert send(command, way).status_code == 200


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_a_foreign_client_loses_the_answer_too(mockkf: MockKeyfactor, when: str, kept: int) -> None:
    """`smtplib` gets no reply after the final dot."""
    mockkf.faults.add("relay.message", drop=when)

    foreign = smtplib.SMTP("127.0.0.1", mockkf.relay.smtp)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        foreign.sendmail(SENDER, RECIPIENT, MAIL)

    assert len(mockkf.mailbox) == kept


# Waiting


@pytest.mark.parametrize("step", TALK)
def test_a_delay_only_delays(mockkf: MockKeyfactor, step: str) -> None:
    """The default reply follows the delay."""
    fault = mockkf.faults.add(step, delay=0.01)

    with led_to(mockkf, step) as client:
        assert hear(client, step).startswith(USUAL[step])

    assert fault.fired >= 1


@pytest.mark.parametrize("step", TALK)
def test_a_delay_goes_with_another_action(mockkf: MockKeyfactor, step: str) -> None:
    """The refusal follows the delay."""
    mockkf.faults.add(step, delay=0.01, reply=REPLY, times=1)

    with led_to(mockkf, step) as client:
        assert hear(client, step) == REPLY


@pytest.mark.parametrize(("step", "way"), {crossed[0]: crossed for crossed in CROSSED}.values())
@pytest.mark.parametrize("action", [{"delay": 60}, {"hang": True}])
def test_a_test_mail_waits_as_long_as_a_step_may_take(
    mockkf: MockKeyfactor, step: str, way: str, action: dict[str, Any]
) -> None:
    """A long delay and a hang are both 400 with the step and the time; the reason names the fault."""
    command = changed(mockkf, step_timeout=0.3)
    fault = mockkf.faults.add(step, **action)

    answer = send(command, way)

    assert answer.status_code == 400
    assert answer.json()["Message"].endswith(
        f"step {step}: smtp.keyexample.com:{WAYS[way][0]} did not answer within 0.3 s"
    )
    assert f"fault {fault.id} at {step} " in answer.headers["X-Mockkf-Reason"]
    assert fault.fired == 1
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("step", TALK)
def test_a_reset_of_the_mock_ends_a_hanging_dialogue(mockkf: MockKeyfactor, step: str) -> None:
    """The connection closes, no wait remains, and the next client is served."""
    fault = mockkf.faults.add(step, hang=True)
    before = mockkf.state
    with led_to(mockkf, step) as client:
        ask(client, step)
        assert before.wait(lambda: fault.fired or None, PATIENCE)

        mockkf.reset()

        assert client.is_closed()
    assert before.watchers == 0
    with led_to(mockkf, step) as client:
        assert hear(client, step).startswith(USUAL[step])


@pytest.mark.parametrize("step", TALK)
def test_a_stop_ends_a_hanging_dialogue(step: str) -> None:
    """A stop ends every wait and takes no time."""
    with MockKeyfactor() as mock:
        fault = mock.faults.add(step, hang=True)
        with led_to(mock, step) as client:
            ask(client, step)
            assert mock.state.wait(lambda: fault.fired or None, PATIENCE)

            mock.stop()

            assert client.is_closed()


def test_a_delay_ends_with_the_epoch(mockkf: MockKeyfactor) -> None:
    """A reset ends a delay; the delayed mail belongs to the old epoch."""
    fault = mockkf.faults.add("relay.message", delay=3600)
    with led_to(mockkf, "relay.message") as client:
        ask(client, "relay.message")
        assert mockkf.state.wait(lambda: fault.fired or None, PATIENCE)

        mockkf.reset()

        assert client.reply().startswith("250")
    mockkf.mailbox.expect_none()
    assert len(mockkf.state.late) == 1


def test_one_connection_that_hangs_holds_up_no_other(command: Command, mockkf: MockKeyfactor) -> None:
    """The mail server has one thread, and a delayed client does not delay others."""
    fault = mockkf.faults.add("relay.hello", helo="laptop", hang=True)
    with led_to(mockkf, "relay.hello") as client:
        ask(client, "relay.hello")
        assert mockkf.state.wait(lambda: fault.fired or None, PATIENCE)

        assert send(command).status_code == 200


# TLS

WORDS: Mapping[str, str] = {
    "expired": "certificate has expired",
    "not_yet_valid": "certificate is not yet valid",
    "wrong_name": "Hostname mismatch, certificate is not valid for 'smtp.keyexample.com'.",
    "self_signed": "self-signed certificate",
    "untrusted": "unable to get local issuer certificate",
}
"""The error text for each certificate."""

CODES: Mapping[str, int] = {"expired": 10, "not_yet_valid": 9, "wrong_name": 62, "self_signed": 18, "untrusted": 20}
"""The verify code of OpenSSL for each certificate; its texts differ between versions."""


def test_every_certificate_is_tried() -> None:
    """The table above has every kind."""
    assert tuple(WORDS) == CERTIFICATES


@pytest.mark.parametrize("kind", CERTIFICATES)
@pytest.mark.parametrize("way", ["STARTTLS", "implicit"])
def test_a_bad_certificate_is_found_out(command: Command, mockkf: MockKeyfactor, kind: str, way: str) -> None:
    """The test mail fails at relay.tls with OpenSSL's text; the trace names the fault; the next mail is sent."""
    fault = mockkf.faults.add("relay.tls", certificate=kind, times=1)

    answer = send(command, way)

    assert answer.status_code == 400
    assert f"step relay.tls: the certificate was rejected: {WORDS[kind]}" in answer.json()["Message"]
    assert [failed_at.step for failed_at in mockkf.journal[-1].trace if failed_at.fault == fault.id] == ["relay.tls"]
    mockkf.mailbox.expect_none()
    assert send(command, way).status_code == 200


def starttls(mock: MockKeyfactor, context: ssl.SSLContext, name: str) -> Client:
    """Return a direct client after STARTTLS."""
    client = Client(mock.relay.submission)
    client.ehlo()
    client.say("STARTTLS")
    client.shake_hands(context, name)
    return client


def at_once(mock: MockKeyfactor, context: ssl.SSLContext, name: str) -> Client:
    """Return a direct client with implicit TLS."""
    client = Client(mock.relay.smtps, greeted=False)
    client.shake_hands(context, name)
    return client


TLS: tuple[Callable[..., Client], ...] = (starttls, at_once)


def trusting(mock: MockKeyfactor) -> ssl.SSLContext:
    """Return a TLS context that trusts the mock."""
    return ssl.create_default_context(cafile=mock.ca_file)


@pytest.mark.parametrize("kind", CERTIFICATES)
@pytest.mark.parametrize("dial", TLS)
def test_a_foreign_client_finds_it_out_too(mockkf: MockKeyfactor, kind: str, dial: Callable[..., Client]) -> None:
    """The certificate is defective for every server name."""
    mockkf.faults.add("relay.tls", certificate=kind, times=1)

    with pytest.raises(ssl.SSLCertVerificationError) as failed:
        dial(mockkf, trusting(mockkf), "smtp.keyexample.com")

    assert failed.value.verify_code == CODES[kind]
    dial(mockkf, trusting(mockkf), "smtp.keyexample.com").socket.close()


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("way", ["STARTTLS", "implicit"])
def test_an_old_protocol_is_not_spoken(command: Command, mockkf: MockKeyfactor, protocol: str, way: str) -> None:
    """The handshake of the test mail fails at relay.tls."""
    mockkf.faults.add("relay.tls", protocol=protocol)

    answer = send(command, way)

    assert answer.status_code == 400
    assert "step relay.tls: the handshake failed: " in answer.json()["Message"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dial", TLS)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_an_old_client_still_speaks_it(mockkf: MockKeyfactor, protocol: str, dial: Callable[..., Client]) -> None:
    """A client that allows the old version gets only this one; other clients fail."""
    mockkf.faults.add("relay.tls", protocol=protocol)
    old = trusting(mockkf)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1

    with dial(mockkf, old, "localhost") as client:
        assert getattr(client.socket, "version")() == protocol  # noqa: B009 - a plain socket has none
    with pytest.raises(ssl.SSLError):
        dial(mockkf, trusting(mockkf), "localhost")


def test_starttls_may_be_refused(command: Command, mockkf: MockKeyfactor) -> None:
    """STARTTLS is offered and answered with 454; a client may continue in plain text."""
    mockkf.faults.add("postfix.tls_not_available")

    assert "answered 454 4.7.0 TLS not available" in send(command).json()["Message"]

    with smtplib.SMTP("127.0.0.1", mockkf.relay.submission) as foreign:
        foreign.ehlo()
        assert foreign.has_extn("starttls")
        with pytest.raises(smtplib.SMTPResponseException, match="TLS not available due to local problem"):
            foreign.starttls()
        assert foreign.sendmail(SENDER, RECIPIENT, MAIL) == {}


def test_what_cannot_be_said_is_kept(command: Command, mockkf: MockKeyfactor) -> None:
    """A refusal before implicit TLS ends the handshake; its text is in the refusals."""
    mockkf.faults.add("relay.tls", reply="454 4.7.0 no")

    assert "step relay.tls: " in send(command, "implicit").json()["Message"]

    assert [(refusal.step, refusal.reply) for refusal in mockkf.state.refusals] == [("relay.tls", "454 4.7.0 no")]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize("way", ["STARTTLS", "implicit"])
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python's ssl leaves it so after a reset
def test_a_handshake_may_be_cut(command: Command, mockkf: MockKeyfactor, when: str, how: str, way: str) -> None:
    """The test mail fails at relay.tls, with and without an answer to STARTTLS."""
    mockkf.faults.add("relay.tls", **{how: when})

    answer = send(command, way)

    assert answer.status_code == 400
    assert "step relay.tls: " in answer.json()["Message"]
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize("dial", TLS)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Python's ssl leaves it so after a reset
def test_a_foreign_handshake_is_cut(mockkf: MockKeyfactor, how: str, dial: Callable[..., Client]) -> None:
    """The end follows the go-ahead, or replaces the first data of the server."""
    mockkf.faults.add("relay.tls", **{how: "after"})

    with pytest.raises((ssl.SSLError, ConnectionError)):
        dial(mockkf, trusting(mockkf), "localhost")


def test_a_host_no_certificate_can_be_made_for_has_no_bad_one_either(command: Command, mockkf: MockKeyfactor) -> None:
    """A name that is invalid in DNS fails at relay.tls with a text, and causes no error in the mock."""
    mockkf.faults.add("relay.tls", certificate="expired")

    answer = send(command, Host="xn--ü.example.com")

    assert answer.status_code == 400
    assert "answered 454 4.7.0 TLS not available: " in answer.json()["Message"]
    assert "Internal error" not in answer.text


# What is offered

SPOKEN: Mapping[str, tuple[str, str]] = {
    "STARTTLS": ("STARTTLS", "502"),
    "AUTH": (LOGIN, "504"),
    "PLAIN": (LOGIN, "504"),
    "LOGIN": ("AUTH LOGIN", "504"),
    "XOAUTH2": ("AUTH XOAUTH2 eA==", "504"),
    "OAUTHBEARER": ("AUTH OAUTHBEARER eA==", "504"),
    "SMTPUTF8": (f"MAIL FROM:<{SENDER}> SMTPUTF8", "501"),
}
"""A use of each extension that EHLO may lack, and the code of its refusal."""


def test_every_word_is_left_out_once() -> None:
    """The table above has every extension."""
    assert tuple(SPOKEN) == OFFERED


@pytest.mark.parametrize("word", SPOKEN)
def test_what_is_not_offered_is_not_done(mockkf: MockKeyfactor, word: str) -> None:
    """EHLO lacks only this extension, and its use is refused."""
    with Client(mockkf.relay.smtp) as client:
        usual = set(client.ehlo().replace("-", " ").split())
    mockkf.faults.add("relay.hello", without=word)

    with Client(mockkf.relay.smtp) as client:
        offered = set(client.ehlo().replace("-", " ").split())
        assert usual - offered == ({"AUTH", "PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"} if word == "AUTH" else {word})
        said, code = SPOKEN[word]
        assert client.say(said).startswith(code)


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("STARTTLS", "587 does not support this step: the server does not offer STARTTLS"),
        ("AUTH", "step relay.login: smtp.keyexample.com:587 does not support this step: the server offers no "),
        (["PLAIN", "LOGIN"], "no password login (it offers XOAUTH2 OAUTHBEARER)"),
    ],
)
def test_a_test_mail_needs_what_it_needs(command: Command, mockkf: MockKeyfactor, without: Any, words: str) -> None:
    """A required extension that is not offered fails at its step; no password was sent."""
    mockkf.faults.add("relay.hello", without=without)

    answer = send(command)

    assert answer.status_code == 400
    assert words in answer.json()["Message"]
    mockkf.mailbox.expect_none()


def test_a_test_mail_takes_the_next_mechanism(command: Command, mockkf: MockKeyfactor) -> None:
    """Without PLAIN, the client logs on with LOGIN."""
    mockkf.faults.add("relay.hello", without="PLAIN")

    assert send(command).status_code == 200

    mockkf.mailbox.expect_one(mechanism="LOGIN")


def test_an_international_address_needs_smtputf8(command: Command, mockkf: MockKeyfactor) -> None:
    """A non-ASCII local part is not sent to a server without SMTPUTF8."""
    mockkf.faults.add("relay.hello", without="SMTPUTF8")

    answer = send(command, TestRecipient="jörg@example.com")

    assert "it does not offer SMTPUTF8" in answer.json()["Message"]
    assert send(command).status_code == 200


# Whom it concerns


def test_a_fault_for_one_host_leaves_the_others_alone(command: Command, mockkf: MockKeyfactor) -> None:
    """`host` is the requested host; a direct client has none."""
    mockkf.faults.add("relay.banner", host="slow.example.com", reply="421 4.3.2 busy")

    assert send(command, Host="Slow.Example.COM").status_code == 400
    assert send(command, Host="fast.example.com").status_code == 200
    with Client(mockkf.relay.smtp) as client:
        assert client.greeting.startswith("220")


@pytest.mark.parametrize(("listener", "code"), [("smtp", "220"), ("submission", "421"), ("smtps", None)])
def test_a_fault_for_one_listener(mockkf: MockKeyfactor, listener: str, code: str | None) -> None:
    """`listener` is the listener of the connection."""
    mockkf.faults.add("relay.banner", listener="submission", reply="421 4.3.2 busy")

    port = getattr(mockkf.relay, listener)
    if code is None:
        with smtplib.SMTP_SSL("127.0.0.1", port, context=trusting(mockkf)) as foreign:
            assert foreign.noop()[0] == 250
    else:
        with Client(port) as client:
            assert client.greeting.startswith(code)


def test_an_anonymous_mail_has_no_user(command: Command, mockkf: MockKeyfactor) -> None:
    """A fault for user `*` does not apply to a client without a login."""
    fault = mockkf.faults.add("relay.sender", user="*", reply="553 5.7.1 no")

    body = {**ANONYMOUS, "TestRecipient": RECIPIENT}
    assert command.call("POST", "/SMTP/Test", json=body).status_code == 200
    assert send(command).status_code == 400

    assert fault.fired == 1
