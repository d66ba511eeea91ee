"""Reads a ready file, and writes shell lines that set its environment variables."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from mockkf.errors import ConfigurationError

T = TypeVar("T")

OPTION = "ready_file"


def exports(variables: Mapping[str, str]) -> Iterator[str]:
    """Return shell lines that set these environment variables.

    >>> list(exports({"KEYFACTOR_DOMAIN": "KEY EXAMPLE"}))
    ["export KEYFACTOR_DOMAIN='KEY EXAMPLE'"]
    """
    return (f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def environ(path: Path) -> Mapping[str, str]:
    """Return the environment variables in this ready file; raise `ConfigurationError` if it cannot be read."""
    return {str(name): str(value) for name, value in _said(path, "environ", dict).items()}


def control_url(path: Path) -> str:
    """Return the URL of the control API in this ready file; raise `ConfigurationError` if it cannot be read."""
    return _said(path, "control", str)


def _said(path: Path, name: str, kind: Callable[[Any], T]) -> T:
    try:
        return kind(json.loads(path.read_text("utf-8"))[name])
    except OSError as error:
        raise ConfigurationError(
            f"cannot read {path}: {error.strerror}; is the mock running?", option=OPTION
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{path} is not a ready file; `mockkf serve --ready-file FILE` writes one", option=OPTION
        ) from error
