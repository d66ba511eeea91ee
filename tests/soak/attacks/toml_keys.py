"""TOML keys of many parts: the parser of the standard library takes quadratic memory for them."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.scenario import load_settings
from tests.soak.clients import Web
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import cost

ITEM = 1
TITLE = "TOML keys of many parts"

PARTS = (12_000, 100_000)
"""The numbers of parts: keys of 24 KB and of 200 KB."""

FORMS: dict[str, Callable[[str], str]] = {
    "key": lambda key: f"{key} = 1",
    "key in a table": lambda key: f"[relay]\n{key} = 1",
    "table": lambda key: f"[{key}]",
    "list of tables": lambda key: f"[[{key}]]",
    "inline table": lambda key: f"relay = {{{key} = 1}}",
    "inline table in a list": lambda key: f"faults = [{{{key} = 1}}]",
}
"""Where a key can be."""


def attack(scale: Scale) -> Outcome:
    """Load each document as a file, and send it to the control API."""
    texts = [form(".".join(["a"] * scale.of(parts, 400))) for parts in PARTS for form in FORMS.values()]
    quoted = [text.replace("a.", '"a" . ') for text in texts[: len(FORMS)]]
    with MockKeyfactor() as mock, tempfile.TemporaryDirectory() as folder, cost(most=50) as found:
        path = Path(folder, "scenario.toml")
        for text in texts + quoted:
            _load(path, text)
            _send(mock, text)
    assert found.seconds < 30, f"took {found.seconds:.0f} s"
    largest = max(map(len, texts)) / 1000
    return Outcome(f"{2 * len(texts + quoted)} documents to {largest:.0f} KB", f"refused, {found}")


def _load(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match="32 parts"):
        load_settings({}, path)


def _send(mock: MockKeyfactor, text: str) -> None:
    with Web(mock) as web:
        answer = web.control("PUT", "/scenario", text.encode(), {"Content-Type": "application/toml"})
    assert answer.status == 400, answer.status
    assert b"32 parts" in answer.body
