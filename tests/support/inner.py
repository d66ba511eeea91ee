"""Pytest runs of their own, over files written for them."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "mockkf")
"""A run that loads mockkf's plugin by its entry point, and no others: `-p xdist` loads one more.

Loading all plugins that are installed here takes more time than most of these runs.
"""


def surroundings(**environment: str) -> dict[str, str]:
    """The environment of such a run: without the options of the run around it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTEST_"))}
    return {**ours, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment}


def run_pytest(folder: Path, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A pytest run of its own over one test file, and whatever else lies in the folder."""
    (folder / "test_inner.py").write_text(code, "utf-8")
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        timeout=60,
        check=False,
        env=surroundings(**environment),
    )
