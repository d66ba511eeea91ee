"""SMTP clients that hang up, fail a handshake or end a message wrongly: each is told once, and probes are counted."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from mockkf import MockKeyfactor
from mockkf.model import Refusal
from tests.soak.clients import ENVELOPE, PATIENCE, Smtp, connected, still_works
from tests.soak.outcome import Outcome, Scale

ITEM = 3
TITLE = "SMTP clients that hang up"


def attack(scale: Scale) -> Outcome:
    """Let each kind of client come, one after the other, and count what is told of it."""
    rounds, probes = scale.of(40), scale.of(1_000, 10)
    with MockKeyfactor() as mock:
        for _ in range(probes):
            connected(mock).close()
        for number in range(rounds * len(CLIENTS)):
            name, client, step = CLIENTS[number % len(CLIENTS)]
            client(mock)
            told = mock.state.wait(partial(_refusals_after, mock, number), PATIENCE)
            assert told, f"nothing was told of a client that {name}"
            assert [one.step for one in told] == [step], f"{name}: {told}"
        counted = mock.state.wait(lambda: mock.state.probes == probes or None, PATIENCE)
        assert counted, f"{mock.state.probes} probes"
        assert not mock.mailbox.all
        still_works(mock)
    return Outcome(f"{rounds * len(CLIENTS)} clients, {probes:,} probes", "each told once, probes counted")


def _refusals_after(mock: MockKeyfactor, number: int) -> tuple[Refusal, ...] | None:
    return mock.state.refusals[number:] or None


def _untrusting(mock: MockKeyfactor) -> None:
    with connected(mock, "smtps") as raw, suppress(OSError):
        ssl.create_default_context().wrap_socket(raw, server_hostname="smtp.example.com")


def _untrusting_after_starttls(mock: MockKeyfactor) -> None:
    with Smtp(mock) as client:
        client.say(b"EHLO soak", b"STARTTLS")
        with suppress(OSError):
            ssl.create_default_context().wrap_socket(client.socket, server_hostname="smtp.example.com")


def _plain_on_a_tls_port(mock: MockKeyfactor) -> None:
    with connected(mock, "smtps") as raw, suppress(OSError):
        raw.sendall(b"GET / HTTP/1.1\r\n\r\n")
        raw.recv(100)


def _hung_up_after(*lines: bytes) -> Callable[[MockKeyfactor], None]:
    def client(mock: MockKeyfactor) -> None:
        with Smtp(mock) as smtp:
            smtp.say(*lines)

    return client


def _inside_data(mock: MockKeyfactor) -> None:
    with Smtp(mock) as client:
        client.say(b"EHLO soak", *ENVELOPE, b"DATA")
        client.socket.sendall(b"Subject: half\r\n")


def _bare_line_feed(mock: MockKeyfactor) -> None:
    with Smtp(mock) as client:
        client.say(b"EHLO soak", *ENVELOPE, b"DATA")
        client.socket.sendall(b"Subject: x\r\n\r\ntext\n.\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        assert client.reply().startswith(b"500 5.5.2")


CLIENTS: tuple[tuple[str, Callable[[MockKeyfactor], None], str], ...] = (
    ("does not trust the CA", _untrusting, "relay.tls"),
    ("does not trust the CA after STARTTLS", _untrusting_after_starttls, "relay.tls"),
    ("sends HTTP to a TLS port", _plain_on_a_tls_port, "relay.tls"),
    ("sends no command", _hung_up_after(b"NONSENSE"), "relay.hello"),
    ("hangs up after EHLO", _hung_up_after(b"EHLO soak"), "relay.sender"),
    ("hangs up in a login", _hung_up_after(b"EHLO soak", b"AUTH LOGIN"), "relay.login"),
    ("hangs up after MAIL", _hung_up_after(b"EHLO soak", ENVELOPE[0]), "relay.recipient"),
    ("hangs up after RCPT", _hung_up_after(b"EHLO soak", *ENVELOPE), "relay.data"),
    ("hangs up inside DATA", _inside_data, "relay.message"),
    ("ends with a bare LF", _bare_line_feed, "relay.message"),
)
"""The clients, and the step at which each is told."""
