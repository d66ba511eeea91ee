"""A hostile mail reaches a terminal as text: no escape sequence, control character or bidi override gets through."""

import sys
from pathlib import Path

import pytest

from mockkf import MockKeyfactor
from mockkf.model import printable
from tests.support.inner import COMMAND
from tests.support.serving import serving
from tests.support.terminal import MAIL, RECIPIENT, SENDER, harmful, on_a_terminal, send

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


@pytest.mark.parametrize(
    "command", [["messages"], ["wait"], ["wait", "--to", "nobody@*", "--timeout", "10ms"]], ids=str
)
def test_a_command_prints_it_as_text(mockkf: MockKeyfactor, command: list[str], tmp_path: Path) -> None:
    """What lists or waits for mail shows sender, recipient and subject escaped."""
    send(mockkf.relay.host, mockkf.relay.smtp)

    text = on_a_terminal([sys.executable, "-m", "mockkf", *command, "--url", mockkf.url], tmp_path)

    assert "evil\\u202e@example.com" in text
    assert harmful(text) == set()


def test_the_log_of_a_server_prints_it_as_text(tmp_path: Path) -> None:
    """The block of a hostile mail has its sender, recipient and subject escaped."""
    with serving(tmp_path / "ready") as served:
        host, _, port = served.ready["smtp"].rpartition(":")
        send(host, int(port))
        text = "\n".join(served.block())

    assert "evil\\u202e@example.com" in text
    assert harmful(text) == set()


@pytest.mark.parametrize("assertion", ASSERTIONS.values(), ids=ASSERTIONS)
def test_a_failed_test_prints_it_as_text(assertion: str, tmp_path: Path) -> None:
    """The assertion message and the report of the plugin do."""
    (tmp_path / "test_inner.py").write_text(INNER.replace("{assertion}", assertion), "utf-8")

    text = on_a_terminal([*COMMAND, "--color=no"], tmp_path)

    assert "1 failed" in text
    assert "evil\\u202e" in text
    assert harmful(text) == set()


@pytest.mark.parametrize(
    "letter", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028", "\ud800", "\x00", "\r"]
)
def test_what_harms_is_escaped(letter: str) -> None:
    """One function does it, and leaves letters, line ends and tabs as they are."""
    assert printable(f"für\t{letter}日本\n") == f"für\t{letter.encode('unicode_escape').decode()}日本\n"
