"""Reads a ready file."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from mockkf.errors import ConfigurationError

T = TypeVar("T")

OPTION = "ready_file"

MEMBERS: Mapping[str, Callable[[Any], Any]] = {
    "environ": dict,
    "api_https": str,
    "ca_file": str,
    "trust_store_file": str,
}
"""The members for the variables of clients."""


def facts(path: Path) -> Mapping[str, Any]:
    """Return the content of this ready file; raise `ConfigurationError` if it cannot be read."""
    return {name: _said(path, name, kind) for name, kind in MEMBERS.items()}


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
