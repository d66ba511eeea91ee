"""Compose files, as their specification and their readers see them."""

import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.support.serving import run


def check_compose(path: Path) -> subprocess.CompletedProcess[str]:
    """The verdict of the Compose specification's own schema, which `check-jsonschema` brings along."""
    return run("-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path))


def services_in(path: Path) -> dict[str, Any]:
    """The services of a Compose file."""
    services = yaml.safe_load(path.read_text("utf-8"))["services"]
    assert isinstance(services, dict)
    return services
