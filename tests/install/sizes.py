"""`python -m tests.install.sizes`: the table of the runtime dependencies in docs/architecture.md, with measured sizes.

The sizes are those of this environment. The text of each row stays as the page has it.
"""

import re
from importlib.metadata import files
from pathlib import Path

from tests.install.lowest import dependencies

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
ROW = re.compile(r"^\| `([\w-]+)` \| (.+) \| ([\d.]+) MB \|$", re.MULTILINE)
MEGABYTE = 1_000_000


def named() -> list[str]:
    """Return the names of the runtime dependencies in pyproject.toml that are installed on every system, in order."""
    return [re.split(r"[^\w-]", one)[0] for one in dependencies() if ";" not in one]


def size(name: str) -> float:
    """Return the megabytes of the installed files of a library, without compiled Python files."""
    paths = [path.locate() for path in files(name) or () if path.suffix != ".pyc"]
    return sum(Path(path).stat().st_size for path in paths if Path(path).is_file()) / MEGABYTE


def rows() -> dict[str, tuple[str, float]]:
    """Return the rows of the page: for each library what needs it, and its megabytes."""
    return {name: (needed, float(shown)) for name, needed, shown in ROW.findall(PAGE.read_text("utf-8"))}


if __name__ == "__main__":
    known = rows()
    for library in named():
        needed_by, _ = known.get(library, ("?", 0.0))
        print(f"| `{library}` | {needed_by} | {size(library):.2f} MB |")
