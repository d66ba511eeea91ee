"""The mails of `fixtures/mails`, and their expected content."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "fixtures" / "mails"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "mails.toml").read_text("utf-8"))


def octets(name: str) -> bytes:
    """Return the bytes of the mail `name`."""
    return (FOLDER / f"{name}.eml").read_bytes()
