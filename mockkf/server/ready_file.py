"""The ready file: where a serving mock is found, written once every port accepts."""

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockkf.config import CONFIDENTIAL, OPTIONS, in_words
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.instance import Mock

OPTION = "ready_file"

MEMBERS = {"pid", "api", "control", "environ"}
"""By these a ready file is known."""

LARGEST = 1024 * 1024
"""How many characters of a file are read to see what it is."""


@contextlib.contextmanager
def announced(keyfactor: "Mock", path: Path | None) -> Iterator[None]:
    """Write the file in one step, and remove it at the end if nobody else has written it since."""
    if path is None:
        yield
        return
    text = json.dumps(addresses(keyfactor), indent=2)
    written = _write(path, text)
    try:
        yield
    finally:
        _remove(path, written)


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


def _write(path: Path, text: str) -> tuple[int, int]:
    """Let `path` be there with all of `text`, or not at all, for this user only; what file it is then."""
    try:
        _refuse_others(path)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as beside:
            draft = Path(beside, path.name)
            draft.touch(mode=0o600)
            draft.write_text(text, encoding="utf-8")
            written = _identity(draft)
            draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}", option=OPTION) from error
    return written


def _refuse_others(path: Path) -> None:
    """Raise `ConfigurationError` if there is anything at `path` but the ready file of a mock that was killed."""
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return
    if not (is_file and _is_ready_file(path)):
        sentence = f"cannot write {path}: what is there is no ready file of mockkf; name a file that is not there"
        raise ConfigurationError(sentence, option=OPTION)


def _is_ready_file(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            content = json.loads(file.read(LARGEST))
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.keys() >= MEMBERS


def _remove(path: Path, written: tuple[int, int]) -> None:
    with contextlib.suppress(FileNotFoundError):
        if _identity(path) == written:
            path.unlink()


def _identity(path: Path) -> tuple[int, int]:
    """Which file it is; another one has another number, whatever it is called."""
    found = path.lstat()
    return found.st_dev, found.st_ino
