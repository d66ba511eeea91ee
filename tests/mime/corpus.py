"""The mails of `fixtures/mails`, and what must be read of them."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "fixtures" / "mails"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "mails.toml").read_text("utf-8"))


def octets(name: str) -> bytes:
    """The mail called `name`, byte for byte."""
    return (FOLDER / f"{name}.eml").read_bytes()
