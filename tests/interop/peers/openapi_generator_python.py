"""openapi-generator, for Python."""

import os
import sys
from pathlib import Path
from typing import ClassVar

from tests.interop import openapi_generator
from tests.interop.generated import GeneratedClient
from tests.interop.tools import Tool
from tests.interop.workplace import Workplace

LIBRARIES = ("urllib3>=2", "python-dateutil>=2.8", "pydantic>=2.11", "typing-extensions>=4.7")
CHECKERS = ("mypy>=1.15", "types-python-dateutil")


class OpenapiGeneratorPython(GeneratedClient):
    """A package with pydantic models."""

    name = "openapi-generator python"
    needs: ClassVar[tuple[Tool, ...]] = openapi_generator.NEEDS

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the package `openapi_client`."""
        openapi_generator.generate("python", document, workplace, "client")

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Check the types of the program against the package."""
        python = _python(workplace)
        source = workplace.copy(f"openapi_generator_python/{program}.py", "client/interop.py")
        checks = ("-m", "mypy", "--strict", "--follow-imports=silent", source.name)
        workplace.run(python, *checks, folder=source.parent)
        return (python, source)


def _python(workplace: Workplace) -> Path:
    """Return a Python with the libraries that a generated client needs; it is set up once."""
    home = workplace.tools / "python"
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = home / "ready"
    if not ready.exists():
        workplace.fetch("a virtual environment", sys.executable, "-m", "venv", home)
        workplace.fetch("Python libraries", python, "-m", "pip", "install", "-q", *LIBRARIES, *CHECKERS)
        ready.touch()
    return python
