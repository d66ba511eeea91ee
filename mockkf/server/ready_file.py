"""The ready file: where a serving mock is found, written once every port accepts, and read by `mockkf env`."""

import contextlib
import json
import os
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mockkf.config.settings import CONFIDENTIAL, OPTIONS, in_words
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.instance.mock import Mock
    from mockkf.server.mock_keyfactor import MockKeyfactor

T = TypeVar("T")

OPTION = "ready_file"


@contextlib.contextmanager
def announced(keyfactor: "MockKeyfactor", path: Path | None) -> Iterator[None]:
    """Write the file in one step, and remove it at the end."""
    if path is None:
        yield
        return
    _write(path, json.dumps(addresses(keyfactor), indent=2))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def exports(variables: Mapping[str, str]) -> Iterator[str]:
    """Shell lines that set these variables.

    >>> list(exports({"KEYFACTOR_DOMAIN": "KEY EXAMPLE"}))
    ["export KEYFACTOR_DOMAIN='KEY EXAMPLE'"]
    """
    return (f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def environ(path: Path) -> Mapping[str, str]:
    """The variables of the mock that wrote this file."""
    return {str(name): str(value) for name, value in _said(path, "environ", dict).items()}


def control_url(path: Path) -> str:
    """Where the control API is of the mock that wrote this file."""
    return _said(path, "control", str)


def _said(path: Path, name: str, kind: Callable[[Any], T]) -> T:
    try:
        return kind(json.loads(path.read_text("utf-8"))[name])
    except OSError as error:
        raise ConfigurationError(
            f"cannot read {path}: {error.strerror}; is the mock running?", option=OPTION
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{path} is not what `mockkf serve --ready-file` writes", option=OPTION) from error


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
