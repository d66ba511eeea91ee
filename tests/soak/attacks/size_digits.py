"""Characters that are digits in Unicode and no digits in SMTP."""

import sys

from mockkf import MockKeyfactor
from tests.soak.clients import Smtp, still_works
from tests.soak.outcome import Outcome, Scale

ITEM = 1
TITLE = "SIZE=² and other digits"

DIGITS = [chr(code) for code in range(128, sys.maxunicode + 1) if chr(code).isdigit() or chr(code).isnumeric()]


def attack(scale: Scale) -> Outcome:
    """Send each as SIZE, alone and after a digit."""
    tried = DIGITS[: scale.of(len(DIGITS), 50)]
    lines = [f"MAIL FROM:<a@b.c> SIZE={one}{digit}".encode() for digit in tried for one in ("", "1")]
    with MockKeyfactor() as mock, Smtp(mock) as client:
        client.say(b"EHLO soak")
        replies = client.pipeline(lines)
        still_works(mock)
    assert len(replies) == len(lines)
    assert {reply[:9] for reply in replies} == {b"501 5.5.4"}, set(replies)
    return Outcome(f"{len(lines):,} commands", "501, no traceback")
