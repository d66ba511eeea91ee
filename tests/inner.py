"""Pytest runs of their own, over files written for them."""

import os
import subprocess
import sys
from pathlib import Path

QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:schemathesis")


def run_pytest(folder: Path, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A pytest run of its own over one test file, and whatever else lies in the folder."""
    (folder / "test_inner.py").write_text(code, "utf-8")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        timeout=60,
        check=False,
        env={**ours, **environment},
    )
