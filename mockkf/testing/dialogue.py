"""The end of an SMTP dialogue for a reader: the list of capabilities on one line, no more lines than asked for."""

import re
from collections.abc import Iterable, Iterator

HELLO = re.compile(r"C: (?:EHLO|LHLO)\b", re.IGNORECASE)
CONTINUED = "S: 250-"
LAST = "S: 250 "


def end_of(transcript: str, most: int) -> list[str]:
    r"""Return at most `most` lines of a transcript, the last ones; a first line says how many are not shown.

    >>> end_of("C: EHLO app\nS: 250-host\nS: 250-STARTTLS\nS: 250 HELP\nC: QUIT", 3)
    ['C: EHLO app', 'S: 250 host: STARTTLS, HELP', 'C: QUIT']
    >>> end_of("C: NOOP\nS: 250 Ok\nC: QUIT", 1)
    ['(2 earlier lines not shown)', 'C: QUIT']
    """
    lines = [*_folded(transcript.splitlines())]
    left = len(lines) - most
    return [f"({left} earlier lines not shown)", *lines[-most:]] if left > 0 else lines


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines; the reply to EHLO becomes one line."""
    after_hello, host, words = False, "", [""]
    for line in lines:
        if after_hello and line.startswith((CONTINUED, LAST)):
            word = line[len(LAST) :]
            host, words = (host, [*words, word]) if host else (word, [])
            if line.startswith(LAST):
                yield f"{LAST}{host}{': ' if words else ''}{', '.join(words)}"
                after_hello, host = False, ""
            continue
        after_hello = HELLO.match(line) is not None
        yield line
