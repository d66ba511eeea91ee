"""`python -m tests.install.lowest`: a constraints file with the oldest version of each library that mockkf names.

pip and uv read it (`-c`). It needs only the standard library, because it runs before anything is installed.
"""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
REQUIREMENT = re.compile(r"([\w-]+)>=([\w.]+)(?:,<[\w.]+)?")
"""A library with its oldest version. The one library without a version, tzdata, has a marker of its own."""


def dependencies() -> list[str]:
    """Return the runtime dependencies, as pyproject.toml has them."""
    return [str(one) for one in tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"]]


def lowest() -> dict[str, str]:
    """Return the oldest version of each runtime dependency, by name."""
    return {found[1]: found[2] for one in dependencies() if (found := REQUIREMENT.fullmatch(one))}


if __name__ == "__main__":
    print(*(f"{name}=={version}" for name, version in lowest().items()), sep="\n")
