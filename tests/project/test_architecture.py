"""docs/architecture.md is true: its table has each package in its own words, and its files exist."""

import ast
import re
from pathlib import Path

import pytest

import mockkf

PACKAGE = Path(mockkf.__file__).parent
ROOT = PACKAGE.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ABOUT, _, RECIPES = PAGE.partition("\n## Recipes\n")
TABLE = ABOUT.partition("\n## Packages\n")[2].partition("\n## ")[0]
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", TABLE, re.MULTILINE))
PACKAGES = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def first_sentence(package: str) -> str:
    """The first sentence of the docstring of a package."""
    said = ast.get_docstring(ast.parse((PACKAGE / package / "__init__.py").read_text("utf-8"))) or ""
    return re.split(r"(?<=\.)\s", said)[0].replace("\n", " ")


def test_the_table_has_a_row_for_each_package() -> None:
    """Each package has a row, and each row is a package."""
    assert sorted(ROWS) == PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_a_row_is_what_the_package_says_of_itself(package: str) -> None:
    """The row of a package is the first sentence of its docstring."""
    assert ROWS[package] == first_sentence(package)


def test_the_table_is_in_the_order_of_the_layers() -> None:
    """The rows stand in the order of the layers in pyproject.toml."""
    layers = (ROOT / "pyproject.toml").read_text("utf-8").partition("layers = [")[2].partition("]")[0]
    order = [name for name in re.findall(r"\w+", layers) if name in PACKAGES]

    assert list(ROWS) == order


def test_every_file_it_names_is_there() -> None:
    """The way of a test mail names real files."""
    named = re.findall(r"`(mockkf/[\w/]+\.py)`", ABOUT)

    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_new_place_of_a_flat_module_is_there() -> None:
    """The right column of the table of flat modules names packages that exist."""
    table = ABOUT.partition("\n## Where the flat modules went\n")[2]
    places = [row.split("|")[2] for row in re.findall(r"^\| `.*$", table, re.MULTILINE)]
    folders = [folder for place in places for folder in re.findall(r"`([\w/]+)/`", place.partition(":")[0])]

    assert len(folders) > 10
    assert [folder for folder in folders if not (PACKAGE / folder).is_dir()] == []
