"""Sizes in a query, such as `larger:1.5MB`."""

import re
from collections.abc import Mapping

SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s?([a-z]{1,2})?", re.ASCII)
UNITS: Mapping[str | None, int] = {None: 1, "k": 1024, "kb": 1024, "m": 1024 * 1024, "mb": 1024 * 1024}


def size(written: str) -> int:
    """Return the number of bytes, 0 if `written` is not a size.

    >>> size("2K"), size("1.5 mb"), size("500"), size("abc")
    (2048, 1572864, 500, 0)
    """
    found = SIZE.fullmatch(written.lower())
    if found is None or found[2] not in UNITS:
        return 0
    return int(float(found[1]) * UNITS[found[2]])
