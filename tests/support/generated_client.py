"""A client that openapi-python-client generates from a document, and loads as a package of its own."""

import importlib.util
import json
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import openapi_python_client
from openapi_python_client.config import Config, ConfigFile, MetaType


class GeneratedClient:
    """The package that was generated from `document` in `folder`; `name` is the name of the package."""

    def __init__(self, document: Mapping[str, Any], folder: Path, name: str) -> None:
        source = folder / f"{name}.json"
        source.write_text(json.dumps(document), "utf-8")
        options = ConfigFile(post_hooks=[])
        config = Config.from_sources(options, MetaType.NONE, source, "utf-8", overwrite=True, output_path=folder / name)
        self.problems = [*openapi_python_client.generate(config=config)]
        self._place = folder / name / "__init__.py"
        self._name = name

    @cached_property
    def package(self) -> ModuleType:
        """The package itself."""
        spec = importlib.util.spec_from_file_location(self._name, self._place)
        assert spec is not None
        assert spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[self._name] = package
        spec.loader.exec_module(package)
        return package

    def model(self, name: str) -> Any:
        """A class of the bodies."""
        return getattr(self._part("models"), name)

    def call(self, name: str) -> Any:
        """The function of a call, such as `smtp.put_smtp`, that returns status, headers and parsed body."""
        return self._part(f"api.{name}").sync_detailed

    def _part(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.package.__name__}.{name}")
