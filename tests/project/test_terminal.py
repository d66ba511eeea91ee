"""A hostile mail reaches a terminal as text: no escape sequence, control character or bidi override gets through."""

import os
import pty
import smtplib
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import pytest

from mockkf import MockKeyfactor
from mockkf.model import printable

SENDER = "evil\u202e@example.com"
RECIPIENT = "mjones\u2066@example.com"
MAIL = (
    "From: \x1b]0;owned\x07 <evil@example.com>\r\n"
    "Subject: =?utf-8?b?G1syShtdMDtvd25lZAfigK5hYmM=?=\r\n"
    "\r\n"
    "\x1b[2J\x1b]52;c;ZXZpbA==\x07\u202egnp.exe \x9b31m\x00\r\n"
).encode()
INNER = f"""
import smtplib

MAIL = {MAIL!r}


def test_inner(mockkf):
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp) as client:
        client.ehlo("evil\\x1b[2J")
        client.sendmail({SENDER!r}, [{RECIPIENT!r}], MAIL, ["SMTPUTF8"])
    {{assertion}}
"""
ASSERTIONS = {
    "expect_none": "mockkf.mailbox.expect_none()",
    "expect_one": "mockkf.mailbox.expect_one(to='nobody@example.com', timeout=0)",
    "criteria": "mockkf.mailbox.expect_one(text='x', subject='y', timeout=0)",
    "repr": "assert mockkf.mailbox.all == ()",
}


def send(mock: MockKeyfactor) -> None:
    """The hostile mail, from a client that says the worst it can."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
        client.ehlo("evil\x1b[2J")
        client.sendmail(SENDER, [RECIPIENT], MAIL, ["SMTPUTF8"])


def on_a_terminal(words: Sequence[str], folder: Path) -> str:
    """What a program writes to a real terminal that is 80 columns wide."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTEST_"))}
    found = bytearray()

    def read() -> None:
        while True:
            try:
                data = os.read(ours, 65_536)
            except OSError:  # the other side is closed
                return
            if not data:
                return
            found.extend(data)

    reader = Thread(target=read)
    reader.start()
    try:
        subprocess.run(
            words,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            timeout=60,
            check=False,
            env={**environment, "COLUMNS": "80", "TERM": "xterm", "PYTHONUTF8": "1", "NO_COLOR": "1"},
        )
    finally:
        os.close(theirs)
        reader.join(10)
        os.close(ours)
    return found.decode()


def harmful(text: str) -> set[str]:
    """What moves a cursor, changes the terminal or the direction of text; line ends are what a terminal is for."""
    return {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"} and letter not in "\r\n\t"}


@pytest.mark.parametrize(
    "command", [["messages"], ["wait"], ["wait", "--to", "nobody@*", "--timeout", "10ms"]], ids=str
)
def test_a_command_prints_it_as_text(mockkf: MockKeyfactor, command: list[str], tmp_path: Path) -> None:
    """What lists or waits for mail shows sender, recipient and subject escaped."""
    send(mockkf)

    text = on_a_terminal([sys.executable, "-m", "mockkf", *command, "--url", mockkf.url], tmp_path)

    assert "evil\\u202e@example.com" in text
    assert harmful(text) == set()


@pytest.mark.parametrize("assertion", ASSERTIONS.values(), ids=ASSERTIONS)
def test_a_failed_test_prints_it_as_text(assertion: str, tmp_path: Path) -> None:
    """The assertion message and the report of the plugin do."""
    (tmp_path / "test_inner.py").write_text(INNER.replace("{assertion}", assertion), "utf-8")
    quiet = ["-q", "--color=no", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:asyncio"]

    text = on_a_terminal([sys.executable, "-m", "pytest", *quiet], tmp_path)

    assert "1 failed" in text
    assert "evil\\u202e" in text
    assert harmful(text) == set()


@pytest.mark.parametrize(
    "letter", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028", "\ud800", "\x00", "\r"]
)
def test_what_harms_is_escaped(letter: str) -> None:
    """One function does it, and leaves letters, line ends and tabs as they are."""
    assert printable(f"für\t{letter}日本\n") == f"für\t{letter.encode('unicode_escape').decode()}日本\n"
