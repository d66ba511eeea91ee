"""The unique id of a captured mail: 22 letters and digits, as Mailpit's, never used again."""

import os
import string
from typing import NamedTuple

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE = len(DIGITS)
VALUES = {digit: value for value, digit in enumerate(DIGITS)}

MOCK, EPOCH, NUMBER = 11, 5, 6
"""The lengths of the three parts."""


class MessageUid(NamedTuple):
    """The mock that captured a mail, the epoch, and the number in this epoch; `str()` returns the 22 characters.

    Numbers begin at 1 again after a reset, but a uid names one mail forever.

    >>> uid = MessageUid("6fEoYm0aPzQ", epoch=2, number=75)
    >>> str(uid), MessageUid.parse(str(uid)) == uid
    ('6fEoYm0aPzQ0000200001D', True)
    """

    mock: str
    epoch: int
    number: int

    def __str__(self) -> str:
        return f"{self.mock}{_digits(self.epoch, EPOCH)}{_digits(self.number, NUMBER)}"

    @classmethod
    def parse(cls, text: str) -> "MessageUid | None":
        """Return the uid in `text`; None if it does not have the form of one."""
        if len(text) != MOCK + EPOCH + NUMBER or not all(letter in VALUES for letter in text):
            return None
        return cls(text[:MOCK], _value(text[MOCK:-NUMBER]), _value(text[-NUMBER:]))


def random_mock_id() -> str:
    """Return the first part of the uids of a new mock: 64 random bits."""
    return _digits(int.from_bytes(os.urandom(8), "big"), MOCK)


def _digits(value: int, length: int) -> str:
    text = ""
    while value:
        text = DIGITS[value % BASE] + text
        value //= BASE
    return text.rjust(length, "0")


def _value(text: str) -> int:
    value = 0
    for letter in text:
        value = value * BASE + VALUES[letter]
    return value
