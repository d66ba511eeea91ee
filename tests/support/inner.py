"""Pytest runs of their own, over files written for them."""

import os
import subprocess
import sys
from pathlib import Path

REPORTS = tuple(
    part for name in ("allure_pytest", "html", "html_fixtures", "metadata") for part in ("-p", f"no:{name}")
)
"""Report plugins are loaded only by the tests that need them: `-p html` after these."""

QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:rerunfailures", *REPORTS)

WITHOUT_ASYNCIO = ("-p", "no:asyncio")
"""pytest-asyncio warns at its start unless it is told the scope of its loops."""


def run_pytest(folder: Path, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A pytest run of its own over one test file, and whatever else lies in the folder."""
    (folder / "test_inner.py").write_text(code, "utf-8")
    quiet = QUIET if any("asyncio" in argument for argument in arguments) else (*QUIET, *WITHOUT_ASYNCIO)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        timeout=60,
        check=False,
        env={**ours, **environment},
    )
