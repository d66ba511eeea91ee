"""openapi-generator, for TypeScript with fetch."""

from pathlib import Path
from typing import ClassVar

from tests.interop import node_project, openapi_generator
from tests.interop.generated import GeneratedClient
from tests.interop.tools import NODE, NPM, Tool
from tests.interop.workplace import Workplace


class OpenapiGeneratorTypescript(GeneratedClient):
    """One class for each tag."""

    name = "openapi-generator typescript-fetch"
    needs: ClassVar[tuple[Tool, ...]] = (NODE, NPM, *openapi_generator.NEEDS)

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the folder `client`."""
        openapi_generator.generate("typescript-fetch", document, workplace, "client")

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the folder and the program."""
        node_project.begin(workplace)
        return node_project.compile_program(f"openapi_generator_typescript/{program}.ts", workplace)
