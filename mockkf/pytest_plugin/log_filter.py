"""Keeps the records of the mock out of `caplog`, which is for the code under test, unless they are asked for."""

import logging

NAME = "mockkf"
"""The logger of the mock, above all its others."""


def is_wanted(record: logging.LogRecord) -> bool:
    """Whether `caplog` shows a record: those of the mock after `caplog.set_level(…, logger="mockkf")` only."""
    if record.name != NAME and not record.name.startswith(f"{NAME}."):
        return True
    parts = record.name.split(".")
    names = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return any(logging.getLogger(name).level != logging.NOTSET for name in names)
