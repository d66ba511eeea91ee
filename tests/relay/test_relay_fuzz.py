"""Random dialogues with a fixed seed: every reply is well-formed, without internal errors."""

import random
import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.support.relay_post import HOST, PATIENCE, Post

DIALOGUES = 300
"""The number of dialogues."""

WORDS = [
    b"EHLO laptop", b"HELO laptop", b"EHLO", b"NOOP", b"RSET", b"QUIT now", b"HELP", b"HELP MAIL", b"VRFY a", b"EXPN a",
    b"MAIL FROM:<a@x.y>", b"MAIL FROM:<>", b'MAIL FROM:<"o d"@x.y>', b"RCPT TO:<b@x.y>", b"RCPT TO:<Postmaster>",
    b'RCPT TO:<"a\\"b"@x.y>', b"DATA", b"DATA", b".", b"Subject: x", b"", b" ", b"AUTH PLAIN AHUAcA==", b"AUTH LOGIN",
    b"dXNlcg==", b"*", b"=", b"STARTTLS now", b"BDAT 3 LAST", b"PASS x", b"\x16\x03\x01", b"GET / HTTP/1.1",
]  # fmt: skip
"""Valid and invalid commands."""

PARAMETERS = [
    b"SIZE=1", "SIZE=²".encode(), b"SIZE=99999999999", b"BODY=8BITMIME", b"BODY=X", b"SMTPUTF8", b"RET=FULL", b"RET=X",
    b"ENVID=a+2Bb", b"ENVID=+", b"AUTH=<>", b"NOTIFY=NEVER", b"NOTIFY=SUCCESS,DELAY", b"NOTIFY=,", b"ORCPT=rfc822;a",
    b"ORCPT=utf-8;\\x{110000}", b"X=Y", b"=",
]  # fmt: skip
"""Parameters, right and wrong."""

ENDS = [b"\r\n"] * 12 + [b"\n", b"\r", b"\r\r\n", b"\n.\r\n", b"\r\n.\r\n", b"\n.\n"]
"""Line ends, most of them right."""

REPLY = re.compile(rb"[2345]\d\d[ -].*\r\n")
CODED = re.compile(rb"[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3} [^\r\n]+\r\n")
HELLO = re.compile(
    rb"220 localhost mockkf ESMTP\r\n|250[ -](?:localhost|[A-Z0-9]+)[^\r\n]*\r\n|501 Syntax: [EH][EH]LO hostname\r\n"
)
"""The greeting and the answers to EHLO and HELO, which have no enhanced code."""


def dialogue(chance: random.Random) -> Iterator[bytes]:
    """The input of one client, in the pieces in which it arrives."""
    said = b"".join(_line(chance) + chance.choice(ENDS) for _ in range(chance.randint(1, 25)))
    if chance.random() < 0.2:
        said = said[: chance.randrange(len(said))]
    while said:
        cut = chance.choice((1, 7, 100, len(said)))
        yield said[:cut]
        said = said[cut:]


def _line(chance: random.Random) -> bytes:
    line = chance.choice(WORDS)
    if line[:4] in (b"MAIL", b"RCPT"):
        line = b" ".join([line, *chance.choices(PARAMETERS, k=chance.choice((0, 0, 0, 1, 2)))])
    if chance.random() < 0.1:
        place = chance.randint(0, len(line))
        line = line[:place] + chance.randbytes(chance.randint(1, 3)) + line[place:]
    return line


def talk(port: int, pieces: Iterator[bytes]) -> list[bytes]:
    """The lines of the replies to all this."""
    with socket.create_connection((HOST, port), timeout=PATIENCE) as client, client.makefile("rb") as replies:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError):
            for piece in pieces:
                client.sendall(piece)
            client.shutdown(socket.SHUT_WR)
        heard: list[bytes] = []
        with suppress(ConnectionError):
            heard.extend(replies)
        return heard


def test_random_dialogues_do_no_harm(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Every line of every reply has a code, an enhanced code if required, and reports no internal error."""
    chance = random.Random(15)  # noqa: S311 - the same in every run
    replies = 0
    for _ in range(DIALOGUES):
        for line in talk(post.relay.smtp, dialogue(chance)):
            assert REPLY.fullmatch(line), line
            assert line.startswith((b"334 ", b"354 ")) or CODED.fullmatch(line) or HELLO.fullmatch(line), line
            assert b"Internal error" not in line
            replies += 1

    assert replies > DIALOGUES
    assert not caplog.records
    with post.dial() as client:
        client.ehlo()
        number = int(client.mail().removeprefix("250 2.0.0 Ok: queued as "))
    assert post.message(number).raw == b"Subject: Test\r\n\r\nHello\r\n"
