"""A hostile mail, a real terminal, and what must not reach it."""

import os
import pty
import smtplib
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from tests.support.inner import surroundings

SENDER = "evil\u202e@example.com"
RECIPIENT = "mjones\u2066@example.com"
MAIL = (
    "From: \x1b]0;owned\x07 <evil@example.com>\r\n"
    "Subject: =?utf-8?b?G1syShtdMDtvd25lZAfigK5hYmM=?=\r\n"
    "\r\n"
    "\x1b[2J\x1b]52;c;ZXZpbA==\x07\u202egnp.exe \x9b31m\x00\r\n"
).encode()


def send(host: str, port: int) -> None:
    """The hostile mail, from a client that says the worst it can."""
    with smtplib.SMTP(host, port, timeout=10) as client:
        client.ehlo("evil\x1b[2J")
        client.sendmail(SENDER, [RECIPIENT], MAIL, ["SMTPUTF8"])


def on_a_terminal(words: Sequence[str], folder: Path, **variables: str) -> str:
    """What a program writes to a real terminal that is 80 columns wide."""
    ours, theirs = pty.openpty()
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
            env=surroundings(**{"COLUMNS": "80", "TERM": "xterm", "PYTHONUTF8": "1", "NO_COLOR": "1", **variables}),
        )
    finally:
        os.close(theirs)
        reader.join(10)
        os.close(ours)
    return found.decode()


def harmful(text: str) -> set[str]:
    """What moves a cursor, changes the terminal or the direction of text; line ends are what a terminal is for."""
    return {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"} and letter not in "\r\n\t"}
