"""What mockkf needs at run time: named in pyproject.toml, used, described, and no larger than described."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import mockkf
from tests.install.lowest import lowest
from tests.install.sizes import named, rows, size

PACKAGE = Path(mockkf.__file__).parent
ROOT = PACKAGE.parent
OPTIONAL = {"allure-python-commons", "pytest", "trio"}
"""Used only where a user has them: pytest loads the plugin, Allure takes attachments, mail is awaited in trio."""

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*/pyproject.toml"))


def imported() -> set[str]:
    """Return the libraries that the modules of mockkf import, by the names of their distributions."""
    found, distributions = set(), packages_distributions()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name.partition(".")[0] for name in names}
    return {
        distribution.lower().replace("_", "-")
        for name in found - {*sys.stdlib_module_names, "mockkf"}
        for distribution in distributions.get(name, ())
    }


def test_every_imported_library_is_a_dependency_and_every_dependency_is_imported() -> None:
    """Nothing is needed that pip does not install, and nothing is installed for nothing."""
    assert imported() - OPTIONAL == {*named()}


def test_every_dependency_has_an_oldest_version() -> None:
    """`make compat` tries it; none is left out of the constraints."""
    assert list(lowest()) == named()


def test_every_dependency_has_a_row_with_what_needs_it() -> None:
    """The table in docs/architecture.md has the dependencies of pyproject.toml, in order."""
    assert list(rows()) == named()


@pytest.mark.parametrize("library", named())
def test_a_library_is_as_large_as_its_row_says(library: str) -> None:
    """Within a factor of two: sizes differ between versions and systems."""
    _, shown = rows()[library]

    assert shown / 2 - 0.1 <= size(library) <= shown * 2 + 0.1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_finds_mockkf_in_the_clone(path: Path) -> None:
    """`uv sync` in the folder of an example installs this project, by its path."""
    example = tomllib.loads(path.read_text("utf-8"))

    assert "mockkf" in example["dependency-groups"]["dev"]
    assert (path.parent / example["tool"]["uv"]["sources"]["mockkf"]["path"]).resolve() == ROOT


def test_every_example_with_python_tests_is_such_a_project() -> None:
    """Each folder with tests has a pyproject.toml, and the page says how pip does the same."""
    tested = {path.parent for path in (ROOT / "docs" / "examples").glob("*/test_*.py")}
    page = (ROOT / "docs" / "examples" / "README.md").read_text("utf-8")
    [place] = re.findall(r"`pip install (\S+) pytest`", page)

    assert {path.parent for path in EXAMPLES} == tested
    assert {(folder / place).resolve() for folder in tested} == {ROOT}
