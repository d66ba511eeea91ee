"""The capture mail server, from outside: SMTP in, captured mail and refusals out."""

import asyncio
import logging
import smtplib
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mockkf.errors import ConfigurationError, Refused
from mockkf.model import Target
from mockkf.relay import LoginAttempt, Relay
from tests.support.relay_post import ANY_PORTS, EXAMPLE, HOST, MAIL, PATIENCE, RECIPIENT, SENDER, Client, Post


def refuse(reply: str) -> Callable[..., Any]:
    """A step that refuses."""

    async def step(*_: Any) -> Any:
        raise Refused(reply)

    return step


def b64(text: str | bytes) -> str:
    """Text as it stands in an AUTH dialogue."""
    return b64encode(text.encode() if isinstance(text, str) else text).decode()


# What is captured


@pytest.mark.parametrize("listener", ["smtp", "submission"])
def test_smtplib_delivers(post: Post, listener: str) -> None:
    """The standard library's client hands a mail to the plain listeners."""
    with smtplib.SMTP(HOST, getattr(post.relay, listener), local_hostname="laptop", timeout=PATIENCE) as sender:
        sender.sendmail(SENDER, [RECIPIENT], MAIL)

    message = post.message()
    assert (message.raw, message.envelope.sender, message.envelope.recipients) == (MAIL, SENDER, (RECIPIENT,))
    assert (message.connection.listener, message.helo, message.tls, message.login) == (listener, "laptop", None, None)


def test_smtplib_upgrades_and_logs_on(post: Post) -> None:
    """STARTTLS and a login with the standard library's client leave both in the message."""
    with smtplib.SMTP("localhost", post.relay.submission, local_hostname="laptop", timeout=PATIENCE) as sender:
        sender.starttls(context=post.certificates.client_context())
        sender.login("jsmith", "s3cret")
        sender.sendmail(SENDER, [RECIPIENT], MAIL)

    message = post.message()
    assert message.tls is not None
    assert message.login is not None
    assert (message.tls.version, message.tls.sni) == ("TLSv1.3", "localhost")
    assert (message.login.mechanism, message.login.user, message.login.used("s3cret")) == ("PLAIN", "jsmith", True)


def test_smtplib_delivers_over_implicit_tls(post: Post) -> None:
    """The standard library's client hands a mail to the listener that speaks TLS from the start."""
    with smtplib.SMTP_SSL(
        "localhost", post.relay.smtps, context=post.certificates.client_context(), local_hostname="me", timeout=PATIENCE
    ) as sender:
        sender.login("jsmith", "s3cret")
        sender.sendmail(SENDER, [RECIPIENT], MAIL)

    message = post.message()
    assert message.connection.listener == "smtps"
    assert message.tls is not None
    assert message.login is not None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"..\r\n", b".\r\n", id="a dot that was hidden"),
        pytest.param(b"A: b\r\n\r\n...x\r\n..\r\n", b"A: b\r\n\r\n..x\r\n.\r\n", id="dots at the ends"),
        pytest.param(b".x\r\n", b"x\r\n", id="a dot nobody doubled"),
        pytest.param(b"A: \xff\x00\xfe\r\n", b"A: \xff\x00\xfe\r\n", id="any octet"),
        pytest.param(b"a\nb\rc\n..\nd\r\n", b"a\nb\rc\n..\nd\r\n", id="bare CR and LF inside"),
        pytest.param(b"x" * 100_000 + b"\r\n", b"x" * 100_000 + b"\r\n", id="a very long line"),
        pytest.param(b"y\r\n" * 200_000, b"y\r\n" * 200_000, id="a very large message"),
    ],
)
def test_message_is_kept_octet_for_octet(post: Post, client: Client, sent: bytes, kept: bytes) -> None:
    """A message is captured unchanged, except that dot-stuffing is removed."""
    client.mail(sent)

    assert post.message().raw == kept


def test_message_may_come_octet_by_octet(post: Post, client: Client) -> None:
    """The end of a message is found, however TCP splits it."""
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.envelope()
    client.say("DATA")

    for octet in b"A: b\r\n\r\n..\r\n.\r\n":
        client.send(bytes([octet]))

    assert client.reply() == "250 2.0.0 Ok: queued as 1"
    assert post.message().raw == b"A: b\r\n\r\n.\r\n"


def test_reply_names_the_message(client: Client) -> None:
    """The reply to a message gives the id it is kept under."""
    assert client.mail() == "250 2.0.0 Ok: queued as 1"
    assert client.mail() == "250 2.0.0 Ok: queued as 2"


def test_recipients_are_kept_in_order_with_their_replies(post: Post) -> None:
    """Accepted recipients come in order; each RCPT is kept with its reply."""
    accepted = post.steps.recipient

    async def recipient(connection: Any, sender: str, recipient: str) -> None:
        if recipient == "b@x.y":
            raise Refused("550 5.1.1 No such user")
        await accepted(connection, sender, recipient)

    post.change(recipient=recipient)
    with post.dial() as client:
        client.ehlo()
        client.envelope(SENDER, "c@x.y")
        client.say("RCPT TO:<b@x.y>")
        client.say("RCPT TO:<a@x.y>")
        client.say("DATA")
        client.say(b".")

    envelope = post.message().envelope
    assert envelope.recipients == ("c@x.y", "a@x.y")
    assert envelope.replies == (
        ("c@x.y", "250 2.1.5 Ok"),
        ("b@x.y", "550 5.1.1 No such user"),
        ("a@x.y", "250 2.1.5 Ok"),
    )


@pytest.mark.parametrize("command", ["RSET", "EHLO laptop", "HELO laptop"])
def test_envelope_is_forgotten(post: Post, client: Client, command: str) -> None:
    """RSET, EHLO and HELO begin a new envelope."""
    client.envelope("old@x.y", "old@x.y")

    client.say(command)
    client.mail(MAIL, "new@x.y", "new@x.y")

    assert post.message().envelope.sender == "new@x.y"
    assert post.message().envelope.replies == (("new@x.y", "250 2.1.5 Ok"),)


def test_several_mails_share_their_connection(post: Post, client: Client) -> None:
    """All mails of one connection share one connection object."""
    client.mail()
    client.mail()

    assert post.message(1).connection is post.message(2).connection


def test_arrival_says_who_was_asked(post: Post) -> None:
    """The asked host greets, and the mail carries it and its exchange."""
    post.context = replace(post.context, target=Target(EXAMPLE, 25), call=7)

    with post.dial() as client:
        assert client.greeting == f"220 {EXAMPLE} mockkf ESMTP"
        assert client.ehlo().startswith(f"250-{EXAMPLE}\n")
        client.mail()

    assert (post.message().target, post.message().call) == (Target(EXAMPLE, 25), 7)


def test_uninvited_clients_are_greeted_by_localhost(post: Post) -> None:
    """Without an asked host the relay is localhost, for this machine's name may take seconds to find."""
    with post.dial() as client:
        assert client.greeting == "220 localhost mockkf ESMTP"


def test_one_arrival_for_each_connection(employ: Callable[..., Post]) -> None:
    """The context of a connection is requested once, with the listener's name and the client's address."""
    post = employ()
    with post.dial("submission") as client:
        client.ehlo()
        client.mail()
        peer = client.socket.getsockname()

    assert post.listener == "submission"
    assert post.message().peer == peer


# What is offered


@pytest.mark.parametrize("listener", ["smtp", "submission", "smtps"])
def test_extensions_are_offered(post: Post, listener: str) -> None:
    """EHLO offers the same everywhere, STARTTLS only where there is no TLS yet."""
    starttls = [] if listener == "smtps" else ["STARTTLS"]
    with post.dial_tls() if listener == "smtps" else post.dial(listener) as client:
        offered = [line[4:] for line in client.ehlo().splitlines()]

    assert offered == [
        "localhost",
        "SIZE 33554432",
        "8BITMIME",
        "SMTPUTF8",
        *starttls,
        "AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER",
        "ENHANCEDSTATUSCODES",
        "PIPELINING",
        "DSN",
        "HELP",
    ]


def test_commands_may_be_pipelined(post: Post, client: Client) -> None:
    """Commands sent in one go are answered in order, a message and what follows it included."""
    client.send(
        b"MAIL FROM:<a@x.y>\r\nRCPT TO:<b@x.y>\r\nDATA\r\nfirst\r\n.\r\n"
        b"MAIL FROM:<a@x.y>\r\nRCPT TO:<b@x.y>\r\nDATA\r\nsecond\r\n.\r\nQUIT\r\n"
    )

    assert [client.reply()[:3] for _ in range(9)] == ["250", "250", "354", "250", "250", "250", "354", "250", "221"]
    assert (post.message(1).raw, post.message(2).raw) == (b"first\r\n", b"second\r\n")


def test_help_knows_the_commands(client: Client) -> None:
    """HELP lists the available commands."""
    assert client.say("HELP") == (
        "214 2.0.0 Supported commands: AUTH DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY"
    )


@pytest.mark.parametrize(
    ("parameters", "reply"),
    [
        ("SIZE=100 BODY=8BITMIME SMTPUTF8", "250 2.1.0 Ok"),
        ("AUTH=<>", "250 2.1.0 Ok"),
        ("AUTH=e+3Dmc2@example.com", "250 2.1.0 Ok"),
        ("RET=HDRS ENVID=QQ314159", "250 2.1.0 Ok"),
        ("COLOUR=RED", "555 5.5.4 MAIL FROM parameters not recognized or not implemented"),
        ("SIZE=33554433", "552 5.3.4 Message size exceeds fixed maximum message size"),
    ],
)
def test_sender_parameters(client: Client, parameters: str, reply: str) -> None:
    """Parameters of MAIL that clients use are taken, and others refused."""
    assert client.say(f"MAIL FROM:<{SENDER}> {parameters}") == reply


def test_recipient_parameters(client: Client) -> None:
    """Parameters of RCPT that ask for delivery reports are taken."""
    client.say(f"MAIL FROM:<{SENDER}>")

    assert client.say(f"RCPT TO:<{RECIPIENT}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;{RECIPIENT}") == "250 2.1.5 Ok"


@pytest.mark.parametrize(
    ("argument", "sender"),
    [
        ("<>", ""),
        ("<Keyfactor>", "Keyfactor"),
        ("<Keyfactor Command>", "Keyfactor Command"),
        ('<6" nail>', '6" nail'),
        ('<"a > b"@x.y>', '"a > b"@x.y'),
        ("<jörg@müller.example> SMTPUTF8", "jörg@müller.example"),
        ("<@relay.example:a@x.y>", "a@x.y"),
        ("a@x.y", "a@x.y"),
        (" <a@x.y> SIZE=5", "a@x.y"),
    ],
)
def test_sender_may_be_any_text(post: Post, client: Client, argument: str, sender: str) -> None:
    """The sender is what stands between the brackets; for anonymous relay it need not be an address."""
    assert client.say(f"MAIL FROM:{argument}") == "250 2.1.0 Ok"
    client.say(f"RCPT TO:<{RECIPIENT}>")
    client.say("DATA")
    client.say(".")

    assert post.message().envelope.sender == sender


@pytest.mark.parametrize("recipient", ["Keyfactor", "", "a b@x.y", "@x.y", "a@"])
def test_recipient_must_be_an_address(post: Post, client: Client, recipient: str) -> None:
    """A recipient needs both sides of an @, and no spaces."""
    client.say(f"MAIL FROM:<{SENDER}>")

    assert client.say(f"RCPT TO:<{recipient}>") == "553 5.1.3 A recipient must have the form local@domain"
    assert post.refusal().step == "relay.recipient"


@pytest.mark.parametrize("recipient", ["jörg@müller.example", '"a"@x.y', "a@[127.0.0.1]", "a@localhost"])
def test_recipient_may_be_any_address(post: Post, client: Client, recipient: str) -> None:
    """Whatever has the form of an address is one, in UTF-8 too."""
    client.mail(MAIL, SENDER, recipient)

    assert post.message().envelope.recipients == (recipient,)


# Logging on


@pytest.mark.parametrize("word", ["PLAIN", "plain", "PlAiN"])
@pytest.mark.parametrize(
    ("user", "secret"),
    [("jsmith", "s3cret"), ("jörg", "pässwörd €"), ("", ""), ("a b", " \x01\x7f: "), ("x", "y" * 12_000)],
)
@pytest.mark.parametrize("initial", [True, False])
def test_plain(post: Post, client: Client, word: str, user: str, secret: str, *, initial: bool) -> None:
    """AUTH PLAIN takes any user and password, with its answer at once or when asked."""
    answer = b64(f"\0{user}\0{secret}")

    reply = client.say(f"AUTH {word} {answer}") if initial else client.say(f"AUTH {word}")
    if not initial:
        assert reply == "334 "
        reply = client.say(answer)

    assert reply == "235 2.7.0 Authentication successful"
    client.mail()
    login = post.message().login
    assert login is not None
    assert (login.mechanism, login.user, login.used(secret)) == ("PLAIN", user, True)


def test_plain_may_act_for_another(post: Post, client: Client) -> None:
    """The authorization identity of PLAIN is taken and not looked at."""
    client.say(f"AUTH PLAIN {b64(chr(0).join(('boss', 'jsmith', 's3cret')))}")
    client.mail()

    login = post.message().login
    assert login is not None
    assert login.user == "jsmith"


def test_password_need_not_be_text(client: Client) -> None:
    """A password may hold octets that are no UTF-8."""
    assert client.say(f"AUTH PLAIN {b64(b'x' + bytes(1) + b'u' + bytes(1) + bytes(range(1, 256)))}").startswith("235")


@pytest.mark.parametrize("word", ["LOGIN", "login"])
@pytest.mark.parametrize("initial", [True, False])
def test_login(post: Post, client: Client, word: str, *, initial: bool) -> None:
    """AUTH LOGIN asks for user name and password, or for the password only."""
    if initial:
        reply = client.say(f"AUTH {word} {b64('jörg')}")
    else:
        assert client.say(f"AUTH {word}") == f"334 {b64('Username:')}"
        reply = client.say(b64("jörg"))
    assert reply == f"334 {b64('Password:')}"
    assert client.say(b64("pässwörd")).startswith("235")

    client.mail()
    login = post.message().login
    assert login is not None
    assert (login.mechanism, login.user, login.used("pässwörd")) == ("LOGIN", "jörg", True)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("AUTH", "501 5.5.4 Syntax: AUTH mechanism [initial-response]"),
        (f"AUTH PLAIN {b64('a')} b", "501 5.5.4 Syntax: AUTH mechanism [initial-response]"),
        ("AUTH NTLM", "504 5.5.4 Unrecognized authentication type"),
        ("AUTH PLAIN s3cret!", "501 5.5.2 Cannot decode base64"),
        ("AUTH PLAIN sécret", "501 5.5.2 Cannot decode base64"),
        ("AUTH PLAIN =", "501 5.5.2 AUTH PLAIN needs authzid NUL user NUL password"),
        (f"AUTH PLAIN {b64('user password')}", "501 5.5.2 AUTH PLAIN needs authzid NUL user NUL password"),
        (
            "AUTH PLAIN " + b64("\0u\0p\0q"),
            "501 5.5.2 AUTH PLAIN needs authzid NUL user NUL password",
        ),
    ],
)
def test_malformed_login(post: Post, client: Client, command: str, reply: str) -> None:
    """A login that cannot be read is refused with what is wrong, and the next may be good."""
    assert client.say(command) == reply

    assert (post.refusal().step, post.refusal().reply) == ("relay.login", reply)
    assert client.say("AUTH PLAIN " + b64("\0u\0p")).startswith("235")


@pytest.mark.parametrize(
    ("answer", "reply"),
    [("*", "501 5.7.0 Auth aborted"), ("s3cret!", "501 5.5.2 Cannot decode base64")],
)
def test_login_comes_to_nothing(client: Client, answer: str, reply: str) -> None:
    """An asterisk ends a login, as does an answer that is no base64."""
    client.say("AUTH PLAIN")

    assert client.say(answer) == reply


def test_second_login_is_refused(client: Client) -> None:
    """A second login is refused."""
    client.say("AUTH PLAIN " + b64("\0u\0p"))

    assert client.say("AUTH PLAIN " + b64("\0u\0p")) == "503 5.5.1 Already authenticated"


def test_login_needs_ehlo(post: Post) -> None:
    """AUTH is an extension, so it needs EHLO."""
    with post.dial() as client:
        assert client.say("AUTH PLAIN") == "503 5.5.1 Error: send EHLO first"
        client.say("HELO laptop")
        assert client.say("AUTH PLAIN") == "503 5.5.1 Error: send EHLO first"


def test_login_does_not_fit_into_a_mail(client: Client) -> None:
    """AUTH within an envelope is refused (RFC 4954 s 4)."""
    client.say(f"MAIL FROM:<{SENDER}>")

    assert client.say("AUTH PLAIN").startswith("503")


def test_too_many_failed_logins_end_the_connection(client: Client) -> None:
    """After ten failed logins the relay closes the connection."""
    for _ in range(10):
        assert client.say("AUTH PLAIN x").startswith("501")

    assert client.say("AUTH PLAIN x").startswith("421 4.7.0")
    assert client.is_closed()


@pytest.mark.parametrize(("user", "secret"), [("jsmith", "wrong"), ("nobody", "s3cret"), ("nobody", ""), ("", "")])
def test_declared_users_only(employ: Callable[..., Post], user: str, secret: str) -> None:
    """With users declared, any other login is refused and kept as data."""
    post = employ(users={"jsmith": "s3cret", "jörg": "pässwörd"})

    with post.dial() as client:
        client.ehlo()
        refused = client.say("AUTH PLAIN " + b64(f"\0{user}\0{secret}"))
        accepted = client.say("AUTH PLAIN " + b64("\0jörg\0pässwörd"))

    assert refused == "535 5.7.8 Authentication credentials invalid"
    assert accepted.startswith("235")
    assert (post.refusal().step, post.refusal().reply) == ("relay.login", refused)


def test_tls_may_be_required(employ: Callable[..., Post]) -> None:
    """Where TLS is required, neither a login nor a sender is taken without it."""
    post = employ(require_tls=True)

    with post.dial() as client:
        client.ehlo()
        login = client.say("AUTH PLAIN " + b64("\0u\0p"))
        sender = client.say(f"MAIL FROM:<{SENDER}>")
    with post.dial_tls() as client:
        client.ehlo()
        assert client.say("AUTH PLAIN " + b64("\0u\0p")).startswith("235")
        client.mail()

    assert login == sender == "530 5.7.0 Must issue a STARTTLS command first"
    assert [refusal.step for refusal in post.state.refusals] == ["relay.login", "relay.sender"]


def test_credentials_do_not_print_their_secret() -> None:
    """What the login step is told shows the user but not the secret."""
    assert repr(LoginAttempt("PLAIN", "jsmith", b"s3cret")) == "LoginAttempt(mechanism='PLAIN', user='jsmith')"


# TLS


def test_starttls_forgets_what_was_said_before(post: Post, client: Client) -> None:
    """After STARTTLS the client must say EHLO again, and may log on again (RFC 3207 s 4.2)."""
    client.say("AUTH PLAIN " + b64("\0u\0p"))
    client.say("STARTTLS")
    client.shake_hands(post.certificates.client_context())

    assert client.say(f"MAIL FROM:<{SENDER}>").startswith("503")
    assert "STARTTLS" not in client.ehlo()
    assert client.say("STARTTLS").startswith("503")
    assert client.say("AUTH PLAIN " + b64("\0u\0p")).startswith("235")


@pytest.mark.parametrize("listener", ["smtp", "smtps"])
def test_certificate_is_that_of_the_asked_name(post: Post, listener: str) -> None:
    """The context swaps its certificate by SNI in both kinds of handshake, and the name is kept."""
    with post.dial_tls() if listener == "smtps" else post.dial() as client:
        client.ehlo()
        if listener == "smtp":
            client.say("STARTTLS")
            client.shake_hands(post.certificates.client_context(), EXAMPLE)
            client.ehlo()
        client.mail()

    tls = post.message().tls
    assert tls is not None
    assert (tls.sni, tls.version, tls.cipher[:4]) == (EXAMPLE, "TLSv1.3", "TLS_")


def test_client_without_sni(post: Post) -> None:
    """A client that asks for an address names no server, which is kept as such."""
    with post.dial_tls(HOST) as client:
        client.ehlo()
        client.mail()

    tls = post.message().tls
    assert tls is not None
    assert tls.sni is None
    assert "no SNI" in post.message().transcript


@pytest.mark.parametrize("listener", ["smtp", "smtps"])
def test_context_without_callback_knows_the_name_too(post: Post, listener: str) -> None:
    """The name a client asks for is kept whatever context the step answers."""
    post.context = replace(post.context, target=Target(EXAMPLE, 465))

    with post.dial_tls() if listener == "smtps" else post.dial() as client:
        client.ehlo()
        if listener == "smtp":
            client.say("STARTTLS")
            client.shake_hands(post.certificates.client_context(), EXAMPLE)
            client.ehlo()
        client.mail()

    tls = post.message().tls
    assert tls is not None
    assert tls.sni == EXAMPLE


def test_name_without_certificate_is_a_failure_of_tls(post: Post) -> None:
    """If no certificate can be made for the asked host, TLS is not available."""
    post.context = replace(post.context, target=Target("not a name", 25))

    with post.dial() as client:
        client.ehlo()
        assert client.say("STARTTLS").startswith("454 4.7.0 TLS not available: No certificate can be made")
        client.mail()

    assert post.refusal().step == "relay.tls"


def test_tls_step_is_asked_before_the_handshake(post: Post) -> None:
    """At the TLS listener the step is asked, and awaited, before an octet of the client is looked at."""
    asked, go_on = threading.Event(), threading.Event()
    ask = post.steps.tls

    async def tls(connection: Any) -> ssl.SSLContext:
        assert connection.tls is None
        asked.set()
        await asyncio.get_running_loop().run_in_executor(None, go_on.wait, PATIENCE)
        return await ask(connection)

    post.change(tls=tls)
    with Client(post.relay.smtps, greeted=False) as client:
        assert asked.wait(PATIENCE)
        go_on.set()
        client.shake_hands(post.certificates.client_context())
        assert client.reply().startswith("220")


@pytest.mark.parametrize("listener", ["smtp", "smtps"])
def test_tls_step_refuses(post: Post, listener: str) -> None:
    """A refusal is sent if a reply is possible, else the connection is closed; both are stored."""
    post.change(tls=refuse("454 4.7.0 TLS not available"))

    with Client(getattr(post.relay, listener), greeted=listener == "smtp") as client:
        if listener == "smtp":
            client.ehlo()
            assert client.say("STARTTLS") == "454 4.7.0 TLS not available"
        else:
            assert client.is_closed()

    assert (post.refusal().step, post.refusal().reply) == ("relay.tls", "454 4.7.0 TLS not available")


@pytest.mark.parametrize("listener", ["smtp", "smtps"])
def test_client_that_does_not_trust_is_kept_as_refused(
    post: Post, listener: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A handshake the client breaks off is a refusal at the step TLS, with its reason and without noise."""
    with Client(getattr(post.relay, listener), greeted=listener == "smtp") as client:
        if listener == "smtp":
            client.ehlo()
            client.say("STARTTLS")
        with pytest.raises(ssl.SSLCertVerificationError):
            client.shake_hands(ssl.create_default_context())

    assert post.refusal().step == "relay.tls"
    assert "UNKNOWN_CA" in post.refusal().reply
    assert "-- TLS failed:" in post.refusal().transcript
    assert not caplog.records


def test_plain_client_at_the_tls_listener(post: Post) -> None:
    """A client that speaks plain text where TLS is expected is kept as refused."""
    with Client(post.relay.smtps, greeted=False) as client:
        client.send(b"EHLO laptop\r\n")
        assert client.line() != "250"

    assert post.refusal().step == "relay.tls"


def test_client_that_never_shakes_hands_is_dropped(employ: Callable[..., Post]) -> None:
    """A silent client at the TLS listener blocks no other client and is disconnected."""
    post = employ(handshake_timeout=0.1)

    with Client(post.relay.smtps, greeted=False) as silent:
        with post.dial_tls() as client:
            client.ehlo()
            client.mail()
        assert silent.is_closed()

    assert post.refusal().step == "relay.tls"


# Steps


def test_banner_step_refuses(post: Post) -> None:
    """A refusal takes the banner's place, and the connection is closed."""
    post.change(banner=refuse("421 4.7.0 Temporary System Problem. Try again later"))

    with post.dial() as client:
        assert client.greeting == "421 4.7.0 Temporary System Problem. Try again later"
        assert client.is_closed()

    assert (post.refusal().step, post.refusal().reply) == ("relay.banner", client.greeting)


def test_banner_may_take_its_time(post: Post) -> None:
    """The banner waits for its step, and others do not wait with it."""
    go_on = threading.Event()

    async def banner(_: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(None, go_on.wait, PATIENCE)

    friendly = post.context
    post.change(banner=banner)
    with Client(post.relay.smtp, greeted=False) as slow:
        post.context = friendly
        with post.dial() as client:
            client.ehlo()
        go_on.set()
        assert slow.reply().startswith("220")


@pytest.mark.parametrize("step", ["login", "sender", "recipient", "message"])
def test_step_refuses(post: Post, step: str) -> None:
    """The reply of a step that refuses is sent word for word and kept with all that led to it."""
    post.change(**{step: refuse("454 4.7.0 Not today")})

    with post.dial() as client:
        client.ehlo()
        replies = [client.say("AUTH PLAIN " + b64("\0u\0p")), client.say("MAIL FROM:<a@x.y>")]
        replies += [client.say("RCPT TO:<b@x.y>"), client.say("DATA")]
        if replies[-1].startswith("354"):
            replies.append(client.say("."))

    refusal = post.state.refusals[0]
    assert "454 4.7.0 Not today" in replies
    assert (refusal.step, refusal.reply) == (f"relay.{step}", "454 4.7.0 Not today")
    assert refusal.transcript.endswith("S: 454 4.7.0 Not today")
    assert len(post.state.messages) == (step == "login")
    if step == "sender":
        assert refusal.envelope is not None
        assert refusal.envelope.sender == "a@x.y"
    if step == "recipient":
        assert refusal.envelope is not None
        assert refusal.envelope.replies == (("b@x.y", "454 4.7.0 Not today"),)


def test_refusal_may_end_the_connection(post: Post) -> None:
    """After a 421 of any step the relay closes the connection."""
    post.change(recipient=refuse("421 4.3.2 Service not available"))

    with post.dial() as client:
        client.ehlo()
        client.say(f"MAIL FROM:<{SENDER}>")
        assert client.say(f"RCPT TO:<{RECIPIENT}>") == "421 4.3.2 Service not available"
        assert client.is_closed()


def test_refusal_may_have_several_lines(post: Post) -> None:
    """A refusal of several lines is sent as one reply."""
    post.change(sender=refuse("550-5.7.1 No.\n550 5.7.1 Really, no."))

    with post.dial() as client:
        client.ehlo()
        assert client.say(f"MAIL FROM:<{SENDER}>") == "550-5.7.1 No.\n550 5.7.1 Really, no."


@pytest.mark.parametrize("step", ["login", "sender", "recipient", "message", "tls"])
def test_step_that_breaks_is_a_bug(post: Post, step: str, caplog: pytest.LogCaptureFixture) -> None:
    """Anything but a refusal is a 451 to the client and a traceback in the log."""

    async def broken(*_: Any) -> Any:
        raise ZeroDivisionError("oops")

    post.change(**{step: broken})
    with post.dial() as client:
        client.ehlo()
        replies = [client.say("AUTH PLAIN " + b64("\0u\0p")), client.say("MAIL FROM:<a@x.y>")]
        replies += [client.say("RCPT TO:<b@x.y>"), client.say("DATA")]
        replies.append(client.say(".") if replies[-1].startswith("354") else client.say("STARTTLS"))
        if step == "tls":
            replies.append(client.say("STARTTLS"))

    assert "451 4.3.0 Internal error in mockkf; see its log" in replies
    assert [(record.name, record.levelno) for record in caplog.records] == [("mockkf.relay", logging.ERROR)]
    assert "ZeroDivisionError: oops" in caplog.text


def test_message_step_may_have_its_own_reply(post: Post) -> None:
    """The client gets the reply of the message step."""

    async def message(*_: Any) -> str:
        return "250 2.6.0 <7@mx> Queued mail for delivery"

    post.change(message=message)
    with post.dial() as client:
        client.ehlo()
        assert client.mail() == "250 2.6.0 <7@mx> Queued mail for delivery"


# Size


def test_message_over_the_limit(employ: Callable[..., Post]) -> None:
    """A message over the limit is refused before DATA if its size is told, and else after it; the limit itself fits."""
    post = employ(size_limit=1000)
    fits = b"x" * 998 + b"\r\n"

    with post.dial() as client:
        assert "250-SIZE 1000" in client.ehlo()
        assert client.say(f"MAIL FROM:<{SENDER}> SIZE=1001").startswith("552")
        assert client.mail(b"x" + fits) == "552 5.3.4 Message size exceeds fixed maximum message size"
        assert client.mail(fits * 1000).startswith("552")
        assert client.mail(fits).startswith("250")

    assert post.message().raw == fits
    assert [refusal.step for refusal in post.state.refusals] == ["relay.sender", "relay.message", "relay.message"]
    assert "C: [1000000 octets]" in post.state.refusals[-1].transcript


# Transcript


def test_transcript_of_a_mail(post: Post) -> None:
    """The transcript is the dialogue, with the login masked and the message measured."""
    with post.dial() as client:
        client.say("HELO laptop")
        client.mail()

    assert post.message().transcript.splitlines() == [
        "S: 220 localhost mockkf ESMTP",
        "C: HELO laptop",
        "S: 250 localhost",
        f"C: MAIL FROM:<{SENDER}>",
        "S: 250 2.1.0 Ok",
        f"C: RCPT TO:<{RECIPIENT}>",
        "S: 250 2.1.5 Ok",
        "C: DATA",
        "S: 354 End data with <CR><LF>.<CR><LF>",
        "C: [24 octets]",
        "C: .",
        "S: 250 2.0.0 Ok: queued as 1",
    ]


def test_transcript_shows_tls(post: Post, client: Client) -> None:
    """The upgrade to TLS stands in the transcript with version, cipher and the asked name."""
    client.say("STARTTLS")
    client.shake_hands(post.certificates.client_context())
    client.ehlo()
    client.mail()

    tls = post.message().tls
    assert tls is not None
    assert f"\n-- {tls.version} {tls.cipher}, SNI {EXAMPLE}\n" in post.message().transcript


def test_transcript_of_a_second_mail_leaves_the_first_out(post: Post, client: Client) -> None:
    """Each mail has the greeting and its own part."""
    client.mail(MAIL, "first@x.y")
    client.mail(MAIL, "second@x.y")

    transcript = post.message(2).transcript
    assert "C: EHLO laptop" in transcript
    assert "second@x.y" in transcript
    assert "first@x.y" not in transcript
    assert "first@x.y" in post.message(1).transcript


SECRET = "Tr0ub4dor+3/x=="


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([f"AUTH PLAIN {SECRET}"], ["AUTH PLAIN ********"]),
        ([f"auth plain {SECRET}"], ["auth plain ********"]),
        ([f"AUTH   PLAIN   {SECRET}"], ["AUTH PLAIN ********"]),
        ([f"AUTH PLAIN {SECRET} {SECRET}"], ["AUTH PLAIN ********"]),
        ([f" AUTH PLAIN {SECRET}"], ["AUTH PLAIN ********"]),
        ([f"AUTH\tPLAIN\t{SECRET}"], ["AUTH PLAIN ********"]),
        ([f"AUTH {SECRET}"], ["AUTH ********"]),
        ([f"AUTHPLAIN {SECRET}"], ["AUTH ********"]),
        ([f"AUTH\0PLAIN {SECRET}"], ["AUTH ********"]),
        ([f"AUTH NONESUCH {SECRET}"], ["AUTH ********"]),
        ([f"AUTH NTLM {SECRET}"], ["AUTH NTLM ********"]),
        (["AUTH LOGIN", SECRET, SECRET], ["AUTH LOGIN", "********", "********"]),
        (["AUTH PLAIN", SECRET], ["AUTH PLAIN", "********"]),
        (["AUTH PLAIN", f"MAIL FROM:<{SECRET}>"], ["AUTH PLAIN", "********"]),
        (["AUTH NTLM", SECRET], ["AUTH NTLM", "********"]),
        ([f"AUTH PLAIN {SECRET}", SECRET], ["AUTH PLAIN ********", "********"]),
        ([f"AUTH PLAIN {SECRET * 2000}"], ["[a line that is too long]"]),
        (["AUTH PLAIN", SECRET * 2000], ["AUTH PLAIN", "********"]),
        ([f"PASS {SECRET}"], ["PASS ********"]),
        ([f"login jsmith {SECRET}"], ["LOGIN ********"]),
        ([f"a1 LOGIN jsmith {SECRET}"], ["********"]),
        ([f"FOO {SECRET}", "XCLIENT NAME=x"], ["FOO ********", "XCLIENT NAME=x"]),
        ([SECRET], ["********"]),
        (["cHc=", "dXNlcg==", "c2VjcmV0"], ["********", "********", "********"]),
        (["PING", "NONSENSE", "GET / HTTP/1.1"], ["PING", "NONSENSE", "GET / HTTP/1.1"]),
    ],
)
def test_secrets_are_masked(
    post: Post, client: Client, lines: list[str], shown: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A possible secret is in no transcript and no log, however invalid the dialogue is."""
    caplog.set_level(logging.DEBUG)
    for line in lines:
        assert SECRET.upper() not in client.say(line).upper()
    client.say("RSET")
    client.mail()

    transcript = post.message().transcript
    said = [line[3:] for line in transcript.splitlines() if line.startswith("C: ")]
    assert said[1 : 1 + len(shown)] == shown
    assert SECRET[:8].upper() not in transcript.upper()
    assert SECRET[:8].upper() not in caplog.text.upper()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"NOOP \x1b[31mred\x07", r"NOOP \x1b[31mred\x07"),
        (b"NOOP a\rS: 250 forged", r"NOOP a\rS: 250 forged"),
        (b"NOOP \xff\xc3\xa9", r"NOOP \xff\xc3\xa9"),
        (b"NOOP " + b"x" * 1000, "NOOP " + "x" * 495 + " [505 more characters]"),
    ],
)
def test_transcript_keeps_one_line_one_line(post: Post, client: Client, line: bytes, shown: str) -> None:
    """Control characters and what is not ASCII are escaped, and long lines are cut."""
    client.say(line)
    client.mail()

    assert f"\nC: {shown}\nS: 250 2.0.0 OK\n" in post.message().transcript


def test_transcript_is_bounded(post: Post, client: Client) -> None:
    """However long a dialogue was, its transcript is short, and says that something is left out."""
    client.say(f"MAIL FROM:<{SENDER}>")
    for number in range(500):
        client.say(f"RCPT TO:<a{number}@x.y>")
    client.say("DATA")
    client.say(b".")

    lines = post.message().transcript.splitlines()
    assert len(lines) < 250
    assert f"C: MAIL FROM:<{SENDER}>" in lines
    assert "C: RCPT TO:<a499@x.y>" in lines
    assert any(line.endswith("lines left out") for line in lines)


# Ports


def test_ports_are_bound_at_once() -> None:
    """The ports are known before the relay starts, and free again when one that never started is stopped."""
    relay = Relay(host=HOST, ports=ANY_PORTS, context=lambda *_: pytest.fail("nobody came"))
    ports = {"smtp": relay.smtp, "submission": relay.submission, "smtps": relay.smtps}
    relay.stop()

    again = Relay(host=HOST, ports=ports, context=lambda *_: pytest.fail("nobody came"))
    again.stop()

    assert relay.host == HOST
    assert len(set(ports.values())) == 3
    assert all(ports.values())


def test_taken_port_is_named(post: Post) -> None:
    """The error for an unavailable port has host, port and cause, and no other port stays bound."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with pytest.raises(ConfigurationError) as caught:
        Relay(
            host=HOST,
            ports={"smtp": port, "submission": 0, "smtps": post.relay.smtps},
            context=lambda *_: post.context,
        )

    taken = post.relay.smtps
    assert caught.value.option == "smtps_port"
    assert str(caught.value) == (
        f"Cannot listen on host '{HOST}', port {taken}: the port is in use; choose another, or 0 for any free one."
    )
    with socket.socket() as again:
        again.bind((HOST, port))


@pytest.mark.parametrize(("host", "port"), [("nosuchhost.invalid", 0), ("192.0.2.1", 0), (HOST, 70_000), ("a" * 70, 0)])
def test_impossible_address_is_named(host: str, port: int) -> None:
    """A host or port that does not exist here is named with the cause."""
    with pytest.raises(ConfigurationError, match=f"Cannot listen on host '{host}', port {port}: "):
        Relay(host=host, ports={**ANY_PORTS, "smtp": port}, context=lambda *_: pytest.fail("nobody came"))
