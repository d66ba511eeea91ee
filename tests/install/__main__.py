"""`python -m tests.install PYTHON…`: the wheel and the sdist of dist/, in an empty environment of each Python.

In each one the demo runs, and then `test_features.py` in a folder of its own, with nothing but pytest beside mockkf.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".venv-compat" / "empty"
TEST = Path(__file__).with_name("test_features.py")
LATER = ("-W", "error", "-W", "ignore:.*:DeprecationWarning:aiosmtpd.*")
"""Warnings are errors, except those of aiosmtpd 1.4.6, which imports names that newer Pythons deprecate."""


def main(pythons: list[str]) -> None:
    """Try each file with each Python that is here; exit with the output of the first command that fails."""
    for python in filter(shutil.which, pythons):
        for built in sorted((ROOT / "dist").glob("mockkf-*")):
            try_out(built, python)


def try_out(built: Path, python: str) -> None:
    """Install a file into an empty environment, and use what was installed."""
    shutil.rmtree(PLACE, ignore_errors=True)
    run(python, "-m", "venv", str(PLACE))
    bin_folder = PLACE / "bin"
    version = run(str(bin_folder / "python"), "-c", "import platform; print(platform.python_version())")
    run(str(bin_folder / "pip"), "install", "-q", str(built))
    shown = run(str(bin_folder / "mockkf"), "--version")
    run(str(bin_folder / "mockkf"), "demo")
    run(str(bin_folder / "pip"), "install", "-q", "pytest")
    shutil.copy(TEST, PLACE)
    passed = run(str(bin_folder / "pytest"), "-q", "-p", "no:cacheprovider", *LATER, TEST.name)
    sys.stdout.write(f"Python {version}, {built.name}: {shown}; {passed.splitlines()[-1]}\n")


def run(*words: str) -> str:
    """Return what a command prints, in the folder of the environment; end the program if it fails."""
    place = PLACE if PLACE.exists() else ROOT
    result = subprocess.run(words, capture_output=True, text=True, cwd=place, timeout=300, check=False)
    if result.returncode:
        sys.exit(f"{' '.join(words)}\n{result.stdout}{result.stderr}")
    return result.stdout.strip()


if __name__ == "__main__":
    main(sys.argv[1:])
