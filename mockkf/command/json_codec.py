"""Reading and writing of JSON bodies; an error names the position and the cause."""

import codecs
import json
from typing import Any

from mockkf.errors import Invalid

SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
HARMFUL = "\"'&+<>`"
"""The printable ASCII characters that .NET escapes in a text."""

JSON = "application/json; charset=utf-8"
"""The media type that `dump` and `dump_error` write."""

LIMIT = 1024 * 1024
"""The maximum size of a request body, in bytes."""

REASON_LIMIT = 1_000
"""The maximum length of the header X-Mockkf-Reason."""


def parse(body: bytes, charset: str = "utf-8") -> Any:
    """Return the JSON value of `body`; raise `Invalid` if it is not JSON in `charset`, which is utf-8 or utf-16.

    >>> parse(b'{"Port": 25}')
    {'Port': 25}
    """
    try:
        text = body.decode(_codec(body, charset))
    except UnicodeDecodeError as error:
        raise Invalid([f"The body must be {charset.upper()}; byte {error.start} is invalid"]) from None
    if not text.strip():
        raise Invalid(["The body must be a JSON object, but it is empty"])
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid([f"The body must be JSON; at {where}: {error.msg}"]) from None
    except RecursionError:
        raise Invalid(["The body must be JSON that is nested less deeply"]) from None
    except ValueError as error:
        raise Invalid([f"The body must be JSON; {str(error).partition(';')[0]}"]) from None


def dump(value: Any) -> bytes:
    """Return `value` as the API writes it: compact JSON in UTF-8, without escapes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def dump_error(code: str, message: str) -> bytes:
    r"""Return the body of a refusal, with the escapes of a recorded answer (an apostrophe becomes \u0027)."""
    text = "".join(_escaped(letter) for letter in message)
    return f'{{"ErrorCode":"{code}","Message":"{text}"}}'.encode()


def _escaped(letter: str) -> str:
    if letter in SHORT:
        return SHORT[letter]
    if letter.isascii() and letter.isprintable() and letter not in HARMFUL:
        return letter
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04X}" for at in range(0, len(units), 2))


def _codec(body: bytes, charset: str) -> str:
    """Return the codec for `body`; UTF-16 without a byte order mark is little-endian, as .NET writes it."""
    if charset == "utf-8":
        return "utf-8-sig"
    return "utf-16" if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-16-le"


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")
