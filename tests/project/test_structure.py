"""The packages are what they say: few entries, one door each, no circles, no name that stands twice."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import mockkf

ROOT = Path(mockkf.__file__).parent
FILES = {
    ".".join(("mockkf", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
MOST_ENTRIES = 28


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Each name that a file imports from mockkf, with the module it names; those for types too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mockkf":
            yield from ((node.module, alias.name) for alias in node.names)
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.split(".")[0] == "mockkf")


def graph() -> Mapping[str, set[str]]:
    """Which module imports which."""
    found: dict[str, set[str]] = {}
    for name, path in FILES.items():
        pairs = [(f"{module}.{imported}", module) for module, imported in imports(path)]
        whole = (full if full in FILES else module for full, module in pairs)
        found[name] = {target for target in whole if target != name}
    return found


def reached(arrows: Mapping[str, set[str]], start: str) -> set[str]:
    """All modules that are reached from one by imports."""
    found: set[str] = set()
    waiting = list(arrows[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += arrows.get(name, ())
    return found


def test_the_package_has_few_entries() -> None:
    """`ls mockkf` fits on a screen: at most 28 entries."""
    assert len([path for path in ROOT.iterdir() if path.name != "__pycache__"]) <= MOST_ENTRIES


def test_imports_have_no_circle() -> None:
    """No module reaches itself by imports, those under TYPE_CHECKING included."""
    arrows = graph()

    assert [name for name in arrows if name in reached(arrows, name)] == []


def test_a_circle_would_be_found() -> None:
    """The walk over the imports sees a circle where there is one, and modules beyond it."""
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"b"}}

    assert reached(arrows, "a") == {"b", "c"}
    assert [name for name in arrows if name in reached(arrows, name)] == ["b", "c"]


def test_nobody_imports_past_a_door() -> None:
    """From outside a package is imported as a whole: what is not in its `__init__` is its own."""
    past = [
        f"{name} imports {module}"
        for name, path in FILES.items()
        for module, _ in imports(path)
        if module.count(".") > 1 and module.split(".")[1] not in {*name.split(".")[1:2]}
    ]

    assert past == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_for(package: str) -> None:
    """Its `__init__` has a docstring of more than a few words."""
    words = ast.get_docstring(ast.parse(FILES[f"mockkf.{package}"].read_text("utf-8"))) or ""

    assert len(words.split()) > 8


def test_no_public_class_name_stands_twice() -> None:
    """One name is one thing; only the formats of releases (`SmtpV1` and the like) are called alike."""
    homes: dict[str, list[str]] = defaultdict(list)
    for name, path in FILES.items():
        for node in ast.parse(path.read_text("utf-8")).body:
            is_format = isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] == ["Format"]
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not is_format:
                homes[node.name].append(name)

    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}
