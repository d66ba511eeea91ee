"""The runner of commands in this process, with stderr apart from stdout in each version of click."""

import inspect
from collections.abc import Mapping
from typing import Any

from click.testing import CliRunner

# Before click 8.2 a runner joins the two unless it is told otherwise; later versions cannot be told.
_APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}


def cli_runner(env: Mapping[str, str | None] | None = None) -> CliRunner:
    """Return a runner whose results have `stdout` and `stderr`; variables of `env` that are None are unset."""
    return CliRunner(env=env, **_APART)
