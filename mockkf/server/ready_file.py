"""The ready file: where a serving mock is found, written once every port accepts."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockkf.config import CONFIDENTIAL, OPTIONS, in_words
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.instance import Mock

OPTION = "ready_file"


@contextlib.contextmanager
def announced(keyfactor: "Mock", path: Path | None) -> Iterator[None]:
    """Write the file in one step, and remove it at the end."""
    if path is None:
        yield
        return
    _write(path, json.dumps(addresses(keyfactor), indent=2))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def addresses(keyfactor: "Mock") -> dict[str, Any]:
    """Where a running mock is found, and the options it was started with, as texts."""
    relay = keyfactor.relay
    return {
        "pid": os.getpid(),
        "api": keyfactor.url,
        "api_https": keyfactor.https_url,
        "control": keyfactor.control_url,
        "ca_file": keyfactor.ca_file,
        **{name: at(relay.host, getattr(relay, name)) for name in ("smtp", "submission", "smtps")},
        "environ": keyfactor.environ(),
        "options": {name: in_words(getattr(keyfactor.settings, name)) for name in OPTIONS if name not in CONFIDENTIAL},
    }


def at(host: str, port: int) -> str:
    """An address as it is written in URLs."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _write(path: Path, text: str) -> None:
    """Let `path` be there with all of `text`, or not at all."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as beside:
            draft = Path(beside, path.name)
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}", option=OPTION) from error
