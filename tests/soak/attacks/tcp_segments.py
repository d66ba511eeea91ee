"""The same bytes in other TCP segments: the replies do not depend on where a segment ends."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from time import sleep

from mockkf import MockKeyfactor
from tests.soak.clients import ENVELOPE, connected
from tests.soak.outcome import Outcome, Scale

ITEM = 3
TITLE = "SMTP in other TCP segments"

ENDINGS = (b"\r\n.\r\n", b"\n.\r\n", b"\r\n.\n", b"\n.\n", b"\r.\r", b"\r\n.\r\r\n", b"\r\n..\r\n\r\n.\r\n")
"""Right and wrong ends of a message, with a right one after each."""

DIALOGUE = b"EHLO soak\r\n%b\r\n%b\r\nDATA\r\n" % ENVELOPE
QUEUED = b"queued as "


def attack(scale: Scale) -> Outcome:
    """Send each dialogue in one piece, then cut at every place, also in two places and octet by octet."""
    tried = 0
    with MockKeyfactor() as mock:
        for ending in ENDINGS:
            message = b"Subject: x\r\n\r\ntext" + ending + b"more\r\n.\r\nQUIT\r\n"
            expected = _replies(mock, [message])
            for pieces in _pieces(message, scale.of(len(message))):
                found = _replies(mock, pieces)
                assert found == expected, f"{pieces}: {found}, not {expected}"
                tried += 1
    return Outcome(f"{tried:,} dialogues", "the same replies")


def _pieces(message: bytes, number: int) -> Iterator[list[bytes]]:
    """Yield the message in single octets, and in two pieces that are cut at so many places."""
    yield [message[place : place + 1] for place in range(len(message))]
    for place in range(1, number):
        yield [message[:place], message[place:]]


def _replies(mock: MockKeyfactor, pieces: list[bytes]) -> list[bytes]:
    """Return the replies to a message in these pieces, without the numbers of messages."""
    with connected(mock) as client, client.makefile("rb") as replies:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(DIALOGUE)
        while not replies.readline().startswith(b"354"):
            pass
        for piece in pieces:
            client.sendall(piece)
            sleep(0.001)  # a segment of its own
        heard: list[bytes] = []
        with suppress(ConnectionError):
            heard.extend(replies)
    return [line.partition(QUEUED)[0] for line in heard]
