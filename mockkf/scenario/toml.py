"""TOML that would cost the parser more than its size is refused before the parser sees it."""

import re

from mockkf.errors import ConfigurationError

PARTS = 32
"""How many parts a key or the name of a table may have; a scenario needs four."""

PART = r"(?:[A-Za-z0-9_-]++|\"(?:[^\"\\\n]++|\\.)*+\"|'[^'\n]*+')"

TOKEN = re.compile(
    r"(?P<key>" + PART + r"(?:[ \t]*+\.[ \t]*+" + PART + r"){" + str(PARTS) + r",}+)"
    r"|\"{3}(?:[^\\\"]++|\\.|\"(?!\"\"))*+(?:\"{3}|\Z)"
    r"|'{3}(?:[^']++|'(?!''))*+(?:'{3}|\Z)"
    r"|#[^\n]*+"
    rf"|{PART}(?:[ \t]*+\.[ \t]*+{PART})*+"
    r"|\"(?:[^\"\\\n]++|\\.)*+|'[^'\n]*+"  # not closed: the parser will say so
    r"|[^\"'#A-Za-z0-9_-]++|.",
    re.DOTALL,
)
"""Strings, comments, keys and what is between them; each character is read a bounded number of times."""


def with_short_keys(text: str) -> str:
    """Return `text`, or raise `ConfigurationError`: for keys of many parts the parser takes the square of memory."""
    for token in TOKEN.finditer(text):
        if token["key"]:
            line = text.count("\n", 0, token.start()) + 1
            raise ConfigurationError(
                f"the key at line {line} has more than {PARTS} parts; a key or the name of a table has at most {PARTS}"
            )
    return text
