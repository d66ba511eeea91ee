"""Every example in a docstring gives what it says."""

import doctest
import importlib
import pkgutil
from importlib.util import find_spec
from pathlib import Path

import pytest

import mockkf
from mockkf.pam import Provider


def has_examples(module: str) -> bool:
    """Whether the source of `module` has a docstring with an example."""
    spec = find_spec(module)
    return bool(spec and spec.origin and ">>>" in Path(spec.origin).read_text("utf-8"))


MODULES = [info.name for info in pkgutil.walk_packages(mockkf.__path__, "mockkf.") if has_examples(info.name)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_run(module: str) -> None:
    """Each example gives what it shows, and no provider type is left behind."""
    types = dict(Provider.types())

    result = doctest.testmod(importlib.import_module(module), raise_on_error=False)

    assert result.attempted > 0
    assert result.failed == 0
    assert dict(Provider.types()) == types


def test_the_examples_were_found() -> None:
    """Some modules are known to have examples: finding none would be a mistake of this module."""
    assert {"mockkf.model.message", "mockkf.pam.provider"} <= set(MODULES)
