"""Connections without a mail, and their reports: early ends, failed handshakes, port probes."""

import asyncio
import logging
import socket
import ssl
import struct
import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from mockkf.errors import Refused
from mockkf.model import Envelope, Refusal
from tests.support.relay_post import HOST, MAIL, PATIENCE, RECIPIENT, SENDER, Client, Post

UNTRUSTED = "the client does not trust the mock's CA: verify=mockkf.ca_file, or the fixture mockkf_env"

TALK: dict[str, tuple[list[str], str, str]] = {
    "nothing understood": (["NONSENSE"], "relay.hello", "before EHLO"),
    "greeted": (["EHLO laptop"], "relay.sender", "after EHLO, before MAIL: no message was sent"),
    "sender": (
        ["EHLO laptop", "MAIL FROM:<a@x.y>"],
        "relay.recipient",
        "after MAIL, before RCPT: no message was sent",
    ),
    "recipient": (
        ["EHLO laptop", "MAIL FROM:<a@x.y>", "RCPT TO:<b@x.y>"],
        "relay.data",
        "after RCPT, before DATA: no message was sent",
    ),
    "login": (["EHLO laptop", "AUTH LOGIN"], "relay.login", "before the step relay.login was complete"),
    "data": (
        ["EHLO laptop", "MAIL FROM:<a@x.y>", "RCPT TO:<b@x.y>", "DATA"],
        "relay.message",
        "inside DATA, after 13 octets without CR LF . CR LF: no message was accepted",
    ),
}
"""The input of a client before the end, the reported step, and the words."""


def refusals(post: Post, number: int = 1) -> tuple[Refusal, ...]:
    """All that was refused, as soon as there are so many."""
    found = post.state.wait(lambda: post.state.refusals if len(post.state.refusals) >= number else None, PATIENCE)
    assert found, post.state.refusals
    return found


def probed(post: Post, number: int) -> bool:
    """Whether this number of probes is counted in time."""
    return bool(post.state.wait(lambda: post.state.probes == number or None, PATIENCE))


def reset(client: Client) -> None:
    """Reset a connection."""
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.close()


def hang_up(client: Client) -> None:
    """End a connection as usual, but without QUIT."""
    client.socket.close()


@pytest.mark.parametrize("stage", TALK)
def test_a_client_that_hangs_up_is_told(post: Post, stage: str, caplog: pytest.LogCaptureFixture) -> None:
    """One refusal says at which step and how far it was, the transcript ends with it, and the log has one line."""
    caplog.set_level(logging.INFO, "mockkf")
    lines, step, words = TALK[stage]
    with post.dial() as client:
        for line in lines:
            client.say(line)
        if stage == "data":
            client.send(b"Subject: half")
        client.socket.shutdown(socket.SHUT_WR)
        assert client.is_closed()

    [refusal] = refusals(post)
    assert (refusal.step, refusal.reply) == (step, f"the client closed the connection {words}")
    assert refusal.transcript.endswith(f"-- the client closed the connection {words}")
    assert [record.getMessage().partition(" refused ")[2] for record in caplog.records] == [
        f"at the step {step}: the client closed the connection {words}"
    ]


def test_a_reset_in_the_middle_is_told(post: Post, client: Client) -> None:
    """A connection that was reset inside DATA is told with what was named before."""
    client.envelope()
    client.say("DATA")
    client.send(b"Subject: half")
    reset(client)

    [refusal] = refusals(post)
    assert refusal.step == "relay.message"
    assert refusal.reply.startswith("the client aborted the connection inside DATA, after ")
    assert refusal.envelope == Envelope(SENDER, (RECIPIENT,), ((RECIPIENT, "250 2.1.5 Ok"),))


def test_a_client_that_does_not_wait_for_the_end_does_no_harm(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Clients that leave as soon as a bare LF was refused are told once each, without an error."""
    for _ in range(20):
        with post.dial() as client:
            client.ehlo()
            client.envelope()
            client.say("DATA")
            client.send(b"Subject: x\n.\r\n")
            client.socket.shutdown(socket.SHUT_WR)
            assert client.socket.recv(4096).startswith(b"500 5.5.2 ")

    assert {one.step for one in refusals(post, 20)} == {"relay.message"}
    assert len(post.state.refusals) == 20
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_client_that_falls_silent_is_told(employ: Callable[..., Post]) -> None:
    """A silent client inside DATA is disconnected, and the refusal has the time."""
    post = employ(idle_timeout=0.2)
    with post.dial() as client:
        client.ehlo()
        client.envelope()
        client.say("DATA")
        client.send(b"Subject: half\n.")
        assert client.is_closed()

    [refusal] = refusals(post)
    assert refusal.reply == (
        "the client sent nothing for 0.2 s inside DATA, after 15 octets without CR LF . CR LF: no message was accepted"
    )


def test_a_client_that_does_not_wait_for_a_step_is_told(post: Post) -> None:
    """A slow step ends with its client, and the refusal names it."""
    asked = threading.Event()

    async def hang(*_: Any) -> None:
        asked.set()
        await asyncio.get_running_loop().create_future()

    post.change(recipient=hang)
    with post.dial() as client:
        client.ehlo()
        client.say("MAIL FROM:<a@x.y>")
        client.send(b"RCPT TO:<b@x.y>\r\n")
        assert asked.wait(PATIENCE)
        client.socket.shutdown(socket.SHUT_WR)
        assert client.is_closed()

    [refusal] = refusals(post)
    assert (refusal.step, refusal.reply) == (
        "relay.recipient",
        "the client closed the connection before the step relay.recipient was complete",
    )


@pytest.mark.parametrize("last", ["QUIT", "mail", "refused", "bare LF", "421"])
def test_what_is_settled_is_not_told_again(post: Post, last: str) -> None:
    """After QUIT, a mail or a refusal, the end of the connection is not reported."""

    async def recipient(*_: Any) -> None:
        if last in ("refused", "421"):
            raise Refused("550 5.1.1 no" if last == "refused" else "421 4.3.2 no")

    post.change(recipient=recipient)
    with post.dial() as client:
        client.ehlo()
        said = {
            "QUIT": [b"MAIL FROM:<a@x.y>", b"QUIT"],
            "mail": [b"MAIL FROM:<a@x.y>", b"RCPT TO:<b@x.y>", b"DATA", b"x\r\n."],
            "refused": [b"MAIL FROM:<a@x.y>", b"RCPT TO:<b@x.y>"],
            "421": [b"MAIL FROM:<a@x.y>", b"RCPT TO:<b@x.y>"],
            "bare LF": [b"MAIL FROM:<a@x.y>", b"RCPT TO:<b@x.y>", b"DATA", b"x\n."],
        }
        for line in said[last]:
            client.say(line)
        client.socket.shutdown(socket.SHUT_WR)
        while not client.is_closed():
            pass

    post.relay.stop()
    assert len(post.state.refusals) == (last in ("refused", "421", "bare LF"))
    assert post.state.probes == 0


def test_what_was_sent_before_the_end_is_answered(post: Post) -> None:
    """A client can send everything at once, close its side, and read the replies."""
    with post.dial() as client:
        client.send(b"EHLO x\r\nMAIL FROM:<a@x.y>\r\nRCPT TO:<b@x.y>\r\nDATA\r\nall\r\n.\r\nQUIT\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        replies = [client.reply()[:3] for _ in range(6)]

    assert replies == ["250", "250", "250", "354", "250", "221"]
    assert post.message().raw == b"all\r\n"
    post.relay.stop()
    assert post.state.refusals == ()


# Probes


@pytest.mark.parametrize(
    ("listener", "end", "greeted"),
    [
        ("smtp", hang_up, True),
        ("submission", reset, True),
        ("submission", hang_up, False),
        ("submission", reset, False),
        ("smtps", hang_up, False),
        ("smtps", reset, False),
    ],
)
def test_a_probe_is_only_counted(post: Post, listener: str, end: Callable[[Client], None], *, greeted: bool) -> None:
    """A connection that sent nothing is counted, and is not a refusal, however early it ends."""
    for _ in range(2):
        end(Client(getattr(post.relay, listener), greeted=greeted))

    assert probed(post, 2)
    assert post.state.refusals == ()


# Handshakes


def test_a_client_without_the_ca_hears_what_to_do(post: Post) -> None:
    """The refusal of a client that trusts other CAs names the two ways to trust this one."""
    with Client(post.relay.smtps, greeted=False) as client, pytest.raises(ssl.SSLCertVerificationError):
        client.shake_hands(ssl.create_default_context())

    [refusal] = refusals(post)
    assert (refusal.step, refusal.reply) == (
        "relay.tls",
        f"454 4.7.0 TLS failed: TLSV1_ALERT_UNKNOWN_CA; {UNTRUSTED}",
    )


def test_a_wrong_name_is_told(post: Post) -> None:
    """The refusal of a client that finds another name in the certificate tells it to send SNI."""
    context = post.certificates.client_context()
    post.change(tls=_giving(post.certificates.context_for("other.example")))
    with Client(post.relay.smtps, greeted=False) as client, pytest.raises(ssl.SSLCertVerificationError):
        client.shake_hands(context)

    [refusal] = refusals(post)
    assert refusal.reply == (
        "454 4.7.0 TLS failed: SSLV3_ALERT_BAD_CERTIFICATE; the certificate is not for the name that the client "
        "checks: connect to that name, and send SNI; or "
        f"{UNTRUSTED}"
    )


def _giving(context: ssl.SSLContext) -> Callable[..., Any]:
    async def tls(_: Any) -> ssl.SSLContext:
        return context

    return tls


@pytest.mark.parametrize("said", [b"EHLO laptop\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
@pytest.mark.parametrize("listener", ["smtp", "smtps"])
def test_plain_text_in_the_place_of_tls_is_told(post: Post, listener: str, said: bytes) -> None:
    """On the TLS listener and after STARTTLS, plain text is one refusal with advice."""
    with Client(getattr(post.relay, listener), greeted=listener == "smtp") as client:
        if listener == "smtp":
            client.ehlo()
            client.say("STARTTLS")
        client.send(said)
        client.expect_end()

    [refusal] = refusals(post)
    assert refusal.step == "relay.tls"
    assert "the client sent plain text where TLS is expected: use TLS from the first octet" in refusal.reply


def test_tls_in_the_place_of_plain_text_is_told(post: Post) -> None:
    """A client that begins TLS on a plain listener is one refusal that names the ways to TLS."""
    with Client(post.relay.smtp, greeted=False) as client, pytest.raises(ssl.SSLError):
        client.shake_hands(post.certificates.client_context())

    [refusal] = refusals(post)
    assert refusal.step == "relay.hello"
    assert "started TLS on a listener that starts in plain text: send STARTTLS here" in refusal.reply


def test_a_client_that_hangs_up_in_the_handshake_is_told(post: Post) -> None:
    """The refusal of a client that leaves after it got the certificate mentions the CA."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="smtp.keyexample.com")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    with Client(post.relay.smtps, greeted=False) as client:
        client.send(outgoing.read())
        assert client.socket.recv(1) != b""
        client.socket.shutdown(socket.SHUT_WR)
        client.expect_end()

    [refusal] = refusals(post)
    assert refusal.reply == f"454 4.7.0 TLS failed: the client closed the connection; perhaps {UNTRUSTED}"
    assert post.state.probes == 0


# Memory


def test_refused_recipients_share_what_led_to_them(post: Post) -> None:
    """A thousand refused recipients of one mail hold less than 2 MiB, and each is told with all that came before it."""
    accepted = post.steps.recipient

    async def recipient(connection: Any, sender: str, recipient: str) -> None:
        if not recipient.startswith("good"):
            raise Refused("550 5.1.1 No such user")
        await accepted(connection, sender, recipient)

    post.change(recipient=recipient)
    with post.dial() as client:
        client.ehlo()
        client.say("MAIL FROM:<a@x.y>")
        client.say("RCPT TO:<good@x.y>")
        tracemalloc.start()
        try:
            for number in range(1000):
                client.say(f"RCPT TO:<somebody.with.a.name.{number}@keyexample.com>")
            held = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
        client.say("RSET")
        client.mail(MAIL, SENDER, "good@later.example")

    found = post.state.refusals
    assert held < 2 * 1024 * 1024
    assert [len(one.envelope.replies) for one in found if one.envelope] == list(range(2, 1002))
    assert {one.envelope.recipients for one in found if one.envelope} == {("good@x.y",)}
    for number in (0, 500, 999):
        last = found[number].transcript.splitlines()[-2:]
        assert last == [
            f"C: RCPT TO:<somebody.with.a.name.{number}@keyexample.com>",
            "S: 550 5.1.1 No such user",
        ]
        assert len(found[number].transcript.splitlines()) < 250


def test_probes_wait_for_nobody(post: Post) -> None:
    """Two hundred probes at once do not disturb a client that sends mail."""
    probes = [socket.create_connection((HOST, post.relay.smtps), timeout=PATIENCE) for _ in range(200)]
    with post.dial() as client:
        client.ehlo()
        assert client.mail() == "250 2.0.0 Ok: queued as 1"
    for probe in probes:
        probe.close()

    assert probed(post, 200)
