"""Hostile mail on its way to a terminal: commands, failed tests and the log print it as text."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mockkf import MockKeyfactor
from mockkf.model import printable
from tests.soak.outcome import Outcome, Scale
from tests.support.terminal import RECIPIENT, harmful, on_a_terminal, send

ITEM = 5
TITLE = "hostile mail, terminal"

COMMANDS = (["messages"], ["wait"], ["wait", "--to", "nobody@*", "--timeout", "10ms"], ["trace"], ["messages", "1"])

FAILURES: tuple[Callable[[MockKeyfactor], object], ...] = (
    lambda mock: mock.mailbox.expect_none(),
    lambda mock: mock.mailbox.expect_one(to="nobody@example.com", timeout=0),
    lambda mock: mock.mailbox.expect(2, timeout=0),
    lambda mock: mock.mailbox.wait_for(subject="x", text="y", timeout=0),
    lambda mock: mock.mailbox.expect_none(to=RECIPIENT),
)

LETTERS = [chr(code) for code in (*range(32), *range(127, 160), *range(0x200B, 0x2010), *range(0x2028, 0x2070))]


def attack(scale: Scale) -> Outcome:
    """Print a hostile mail in every way, and each hostile letter by the function that all of them use."""
    commands, texts = COMMANDS[: scale.of(len(COMMANDS))], [printable(f"a{letter}b") for letter in LETTERS]
    with MockKeyfactor() as mock, tempfile.TemporaryDirectory() as folder:
        send(mock.relay.host, mock.relay.smtp)
        for command in commands:
            words = [sys.executable, "-m", "mockkf", *command, "--url", mock.url]
            texts.append(on_a_terminal(words, Path(folder)))
        for failure in FAILURES:
            with pytest.raises(AssertionError) as caught:
                failure(mock)
            texts.append(str(caught.value))
        texts += [repr(mock.mailbox), repr(mock.mailbox.all), *map(repr, mock.mailbox.all)]
    for text in texts:
        assert not harmful(text), f"{harmful(text)} in {text!r}"
    return Outcome(f"{len(texts)} texts, {len(commands)} commands", "no control character")
