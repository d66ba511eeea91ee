"""Robustness of the mail server: garbage, smuggling, silent clients, and its stop."""

import asyncio
import gc
import logging
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.support.relay_post import EXAMPLE, HOST, MAIL, PATIENCE, Client, Post

# Line ends


def test_bare_line_feed_at_the_end_is_named(post: Post, client: Client) -> None:
    """A message that ends in LF.LF gets an error at once, and the connection is closed."""
    client.envelope()
    client.say("DATA")
    client.send(b"Subject: x\n\nHello\n.\n")

    assert client.reply() == "500 5.5.2 Bare LF received: lines must end in CR LF"
    assert client.reply() == "421 4.5.2 Closing"
    assert client.is_closed()
    assert (post.refusal().step, post.refusal().reply[:3]) == ("relay.message", "500")
    assert not post.state.messages


@pytest.mark.parametrize("lines", [b".\n", b"a\r\n.\n", b"a\n.\n"])
def test_bare_line_feed_after_the_dot(client: Client, lines: bytes) -> None:
    """A dot on its own line with a bare LF, as the last input, is a malformed end."""
    client.envelope()
    client.say("DATA")
    client.send(lines)

    assert client.reply().startswith("500 5.5.2 Bare LF")


SMUGGLED = b"MAIL FROM:<evil@x.y>\r\nRCPT TO:<b@x.y>\r\nDATA\r\nGotcha\r\n"


@pytest.mark.parametrize("false_end", [b"\r.\r", b"\r.\r\n", b"\n\n.\r\r\n"])
def test_smuggled_message_stays_text(post: Post, client: Client, false_end: bytes) -> None:
    """Only CR LF . CR LF is the end of a message (CVE-2024-27305)."""
    smuggled = b"Hello" + false_end + SMUGGLED
    client.mail(smuggled)

    kept = post.message()
    assert kept.raw == smuggled
    assert client.say("NOOP") == "250 2.0.0 OK"
    assert len(post.state.messages) == 1


@pytest.mark.parametrize("false_end", [b"\n.\r\n", b"\n.\n", b"\r\n.\n", b"\r\n\n.\r\n"])
def test_smuggled_message_is_turned_away(post: Post, client: Client, false_end: bytes) -> None:
    """A malformed end is an error, and nothing after it is read as a command or a message."""
    client.envelope()
    client.say("DATA")
    client.send(b"Hello" + false_end + SMUGGLED + b".\r\nNOOP\r\n")

    assert client.reply() == "500 5.5.2 Bare LF received: lines must end in CR LF"
    assert client.reply() == "421 4.5.2 Closing"
    assert client.is_closed()
    assert not post.state.messages
    assert [refusal.step for refusal in post.state.refusals] == ["relay.message"]


DATA = b"Subject: x\r\n\r\nHello"


@pytest.mark.parametrize(
    ("end", "codes"),
    [
        (b"\r\n.\r\n", ["250"]),
        (b"\n.\n", ["500", "421"]),
        (b"\r\n.\n", ["500", "421"]),
        (b"\n.\r\n", ["500", "421"]),
        (b"\n.\nmore\r\n.\r\n", ["500", "421"]),
        (b"\n.\r\nmore\r\n.\r\n", ["500", "421"]),
        (b"\n..\nmore\r\n.\r\n", ["250"]),
        (b"\r\n.\rmore\r\n.\r\n", ["250"]),
    ],
)
def test_same_octets_get_the_same_reply_wherever_they_are_cut(post: Post, end: bytes, codes: list[str]) -> None:
    """Only CRLF.CRLF ends a message, and a bare LF at the dot is an error, for every cut in two and octet by octet."""
    sent = DATA + end
    cuts = [[sent[:at], sent[at:]] for at in range(len(DATA) - 1, len(sent) + 1)]
    for parts in (*cuts, [bytes([octet]) for octet in sent]):
        with post.dial() as client:
            client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.ehlo()
            client.envelope()
            client.say("DATA")
            for part in parts:
                client.send(part)
            assert [client.reply()[:3] for _ in codes] == codes, parts

    assert {message.raw[: len(DATA)] for message in post.state.messages} <= {DATA}
    assert len({message.raw for message in post.state.messages}) == (codes == ["250"])


def test_what_follows_a_bare_line_feed_is_read(post: Post, client: Client) -> None:
    """A client that continues to send after the error still gets the reply: its connection is not reset."""
    client.envelope()
    client.say("DATA")
    client.send(b"Hello\n.\n")
    assert client.reply().startswith("500")
    for _ in range(50):
        client.send(b"x" * 100_000 + b"\n")

    assert client.reply() == "421 4.5.2 Closing"
    assert client.is_closed()
    assert not post.state.messages


def test_commands_may_end_in_line_feed(client: Client) -> None:
    """A command is understood without its CR."""
    client.send(b"NOOP\n")

    assert client.reply() == "250 2.0.0 OK"


def test_command_before_tls_is_discarded(post: Post, client: Client) -> None:
    """Plain text after STARTTLS is not read as part of the TLS session (CVE-2024-34083)."""
    client.send(b"STARTTLS\r\nNOOP injected\r\nRSET\r\n")
    assert client.reply() == "220 2.0.0 Ready to start TLS"
    client.shake_hands(post.certificates.client_context())

    assert client.ehlo().startswith("250-localhost")
    client.mail()
    assert "injected" not in post.message().transcript


# Garbage


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" ",
        b"\0",
        b"\xff\xfe\xfd",
        b"HELLO?",
        b"GET / HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"MAIL",
        b"MAIL FROM",
        b"MAIL FROM:",
        b"MAIL FROM:<",
        b"MAIL FROM:<a",
        b"MAIL FROM:>",
        b"MAIL FROM:<a@x.y> SIZE=many",
        b"MAIL FROM:<a@x.y> =",
        b"MAIL TO:<a@x.y>",
        b"RCPT TO:<a@x.y>",
        b"RCPT",
        b"DATA",
        b"DATA now",
        b"STARTTLS now",
        b"EHLO",
        b"HELO",
        b"EXPN list",
        b"VRFY",
        b"RSET now",
        b"QUIT now",
        b"HELP nonsense",
        b"AUTH \xff\xff",
        b"AUTH PLAIN \xff\xff",
        b"NOOP " + b"x" * 100_000,
        b"x" * 100_000,
        b"NOOP " + b"x" * 2044,
    ],
)
def test_garbage_is_refused_and_the_session_goes_on(
    client: Client, line: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Every input gets a reply, nothing is logged, and the next command works."""
    assert client.say(line)[0] == "5"

    assert client.say("NOOP") == "250 2.0.0 OK"
    assert not caplog.records


@pytest.mark.parametrize(
    "line", [b"MAIL FROM:<a\0b\xff@x.y>", b"VRFY \xff\xfe", b"HELO \xff", b"EHLO \0", b"NOOP \xff"]
)
def test_odd_octets_do_no_harm(client: Client, line: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Octets that are no text are taken where any text is."""
    assert client.say(line)[0] == "2"
    assert not caplog.records


def test_octets_that_are_no_text_are_readable_afterwards(post: Post, client: Client) -> None:
    """Names that are no UTF-8 are kept in a form that can be printed anywhere."""
    client.say(b"EHLO \xff")
    client.say(b"MAIL FROM:<\xfe@x.y>")
    client.say(b"RCPT TO:<b@x.y>")
    client.say("DATA")
    client.say(".")

    kept = post.message()
    assert (kept.helo, kept.envelope.sender) == (r"\xff", r"\xfe@x.y")


def test_longest_command(client: Client) -> None:
    """A command may have 2048 octets and no more."""
    assert client.say(b"NOOP " + b"x" * 2043) == "250 2.0.0 OK"
    assert client.say(b"NOOP " + b"x" * 2044) == "500 5.5.2 Command line too long"


@pytest.mark.parametrize("initial", [True, False])
@pytest.mark.parametrize(("octets", "code"), [(24_576, "501"), (30_000, "500"), (200_000, "500")])
def test_longest_login(client: Client, octets: int, code: str, *, initial: bool) -> None:
    """A line with a login may have 24576 octets and no more, and the session goes on."""
    start = "AUTH PLAIN " if initial else ""
    if not initial:
        client.say("AUTH PLAIN")

    assert client.say(start + "A" * (octets - len(start)))[:3] in {code, "501"} - ({"501"} if code == "500" else set())
    assert client.say("NOOP") == "250 2.0.0 OK"


def test_web_browser_is_sent_away(post: Post) -> None:
    """An HTTP request is refused, and the connection is closed."""
    with post.dial() as browser:
        browser.send(b"GET / HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nUser-Agent: y\r\nCookie: z\r\nDNT: 1\r\n\r\n")
        replies = [browser.reply() for _ in range(5)]
        assert browser.is_closed()

    assert [reply[:3] for reply in replies] == ["500", "500", "500", "500", "502"]


def test_quit_ends_the_connection(client: Client) -> None:
    """After the reply to QUIT the relay closes the connection."""
    assert client.say("QUIT") == "221 2.0.0 Bye"
    assert client.is_closed()


@pytest.mark.parametrize("starttls", [True, False])
def test_quit_inside_tls(post: Post, client: Client, *, starttls: bool) -> None:
    """QUIT ends TLS too, as TLS wants it ended."""
    if starttls:
        client.say("STARTTLS")
        client.shake_hands(post.certificates.client_context())
        client.ehlo()
    assert client.say("QUIT") == "221 2.0.0 Bye"
    assert client.is_closed()


@pytest.mark.parametrize("starttls", [True, False])
def test_command_right_after_the_handshake(post: Post, *, starttls: bool) -> None:
    """A command that arrives in one segment with the end of the handshake is answered."""
    with Client(post.relay.smtp if starttls else post.relay.smtps, greeted=starttls) as client:
        if starttls:
            client.say("STARTTLS")
        received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = post.certificates.client_context().wrap_bio(received, sent, server_hostname=EXAMPLE)
        while not shaken(tls):
            client.send(sent.read())
            received.write(client.socket.recv(65536))
        tls.write(b"EHLO laptop\r\n")
        client.send(sent.read())

        answers = b""
        while not answers.endswith(b"250 HELP\r\n"):
            received.write(client.socket.recv(65536))
            with suppress(ssl.SSLWantReadError):
                while octets := tls.read():
                    answers += octets

    assert answers.startswith(b"250-localhost" if starttls else b"220 localhost")


def shaken(tls: ssl.SSLObject) -> bool:
    """Go on with a handshake and return whether it is complete."""
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


@pytest.mark.parametrize("stage", ["greeted", "envelope", "data", "login", "tls"])
@pytest.mark.parametrize("abruptly", [True, False])
def test_client_goes_away(
    post: Post, client: Client, stage: str, caplog: pytest.LogCaptureFixture, *, abruptly: bool
) -> None:
    """A client can disconnect at any point without disturbing others."""
    if stage in ("envelope", "data"):
        client.envelope()
    if stage == "data":
        client.say("DATA")
        client.send(b"Subject: unfin")
    if stage == "login":
        client.say("AUTH LOGIN")
    if stage == "tls":
        client.say("STARTTLS")
    if abruptly:
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.close()

    with post.dial() as another:
        another.ehlo()
        assert another.mail().startswith("250")
    post.relay.stop()
    assert len(post.state.messages) == 1
    assert not caplog.records


def test_idle_client_is_dropped(employ: Callable[..., Post]) -> None:
    """A client that is silent for long is disconnected."""
    post = employ(idle_timeout=0.1)

    with post.dial() as client:
        assert client.is_closed()


def test_arrival_that_breaks_is_a_bug(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """A connection without a context is closed, and the log has the traceback; others are served."""
    good = post.context
    del post.context
    with Client(post.relay.smtp, greeted=False) as client:
        assert client.is_closed()
    post.context = good

    with post.dial() as client:
        assert client.greeting.startswith("220")
    assert {record.name for record in caplog.records} == {"mockkf.relay"}


# Logs


def test_nothing_of_a_dialogue_is_logged(post: Post, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Log records of aiosmtpd about connections of the relay reach no handler, at any level."""
    caplog.set_level(logging.DEBUG, logger="mail.log")
    client.say("NONSENSE")
    client.say("AUTH PLAIN AHUAcA==")
    client.mail()
    post.relay.stop()

    assert [record for record in caplog.records if record.name == "mail.log"] == []


def test_log_of_others_is_untouched(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Another user of aiosmtpd in this process keeps its log, while the relay runs and afterwards."""
    before = len(logging.getLogger("mail.log").filters)
    logging.getLogger("mail.log").warning("theirs")
    post.relay.stop()
    logging.getLogger("mail.log").warning("still theirs")

    assert caplog.messages == ["theirs", "still theirs"]
    assert len(logging.getLogger("mail.log").filters) == before - 1


# The end


async def never(*_: Any) -> Any:
    """Hang."""
    await asyncio.get_running_loop().create_future()


def open_sessions(post: Post) -> list[Client]:
    """Clients in every state a session can be in."""
    waiting = threading.Event()

    async def hang(*_: Any) -> Any:
        waiting.set()
        await never()

    silent, greeted, mailing, half, inside, stuck = (
        Client(post.relay.smtps, greeted=False),
        post.dial(),
        post.dial(),
        post.dial(),
        post.dial(),
        post.dial(),
    )
    mailing.ehlo()
    mailing.envelope()
    mailing.say("DATA")
    mailing.send(b"Subject: unfin")
    half.ehlo()
    half.say("STARTTLS")
    half.send(b"\x16\x03\x01")
    inside.ehlo()
    inside.say("STARTTLS")
    inside.shake_hands(post.certificates.client_context())
    inside.ehlo()
    left = post.dial()
    left.ehlo()
    left.say("STARTTLS")
    left.shake_hands(post.certificates.client_context())
    left.say("QUIT")
    post.change(recipient=hang)
    hanging = post.dial()
    hanging.ehlo()
    hanging.say("MAIL FROM:<a@x.y>")
    hanging.send(b"RCPT TO:<b@x.y>\r\n")
    assert waiting.wait(PATIENCE)
    return [silent, greeted, mailing, half, inside, stuck, left, hanging]


def test_stop_is_prompt(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Stopping takes milliseconds, whatever the open sessions are doing, and disturbs nobody."""
    clients = open_sessions(post)
    threads = threading.active_count()

    began = time.perf_counter()
    post.relay.stop()
    took = time.perf_counter() - began

    assert took < 1
    assert threading.active_count() == threads - 1
    for client in clients:
        client.expect_end()
    assert not caplog.records


def test_stop_wakes_a_step(post: Post) -> None:
    """A step that hangs is cancelled when the relay stops."""
    asked, ended = threading.Event(), threading.Event()

    async def banner(_: Any) -> None:
        asked.set()
        try:
            await never()
        finally:
            ended.set()

    post.change(banner=banner)
    with Client(post.relay.smtp, greeted=False):
        assert asked.wait(PATIENCE)
        post.relay.stop()

    assert ended.is_set()


def test_stop_may_be_repeated(post: Post) -> None:
    """Stopping what is stopped does nothing; its ports are free."""
    post.relay.stop()
    post.relay.stop()

    for port in (post.relay.smtp, post.relay.submission, post.relay.smtps):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, port), timeout=PATIENCE)


def test_two_relays_do_not_know_each_other(employ: Callable[..., Post]) -> None:
    """One relay goes on when another stops."""
    one, other = employ(), employ()
    one.relay.stop()

    with other.dial() as client:
        client.ehlo()
        client.mail()

    assert (len(one.state.messages), len(other.state.messages)) == (0, 1)


def test_many_clients_at_once(post: Post) -> None:
    """Clients do not wait for one another, and no mail is lost."""
    clients = [post.dial() for _ in range(50)]
    for client in clients:
        client.ehlo()
        client.envelope()
    for client in clients:
        client.send(b"DATA\r\n")
    for client in reversed(clients):
        assert client.reply().startswith("354")
        assert client.say(MAIL + b".").startswith("250")
        client.socket.close()

    assert len(post.state.messages) == 50


def test_clients_may_arrive_while_it_stops(employ: Callable[..., Post]) -> None:
    """A client that is accepted during the stop is disconnected, and no socket stays open."""
    for _ in range(10):
        post = employ()
        clients = [socket.create_connection((HOST, post.relay.smtp), timeout=PATIENCE) for _ in range(10)]
        post.relay.stop()
        for client in clients:
            with client, suppress(ConnectionError):
                while client.recv(4096):
                    pass
    gc.collect()
