"""openapi-typescript, with its client openapi-fetch."""

from pathlib import Path
from typing import ClassVar

from tests.interop import node_project
from tests.interop.generated import GeneratedClient
from tests.interop.tools import NODE, NPM, Tool
from tests.interop.workplace import Workplace


class OpenapiTypescript(GeneratedClient):
    """Types of the paths; the client is a library."""

    name = "openapi-typescript"
    needs: ClassVar[tuple[Tool, ...]] = (NODE, NPM)

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the types."""
        node_project.begin(workplace)
        workplace.run(node_project.tool(workplace, "openapi-typescript"), document, "-o", "client.ts")

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the types and the program."""
        return node_project.compile_program(f"openapi_typescript/{program}.ts", workplace)
