"""hey-api, for TypeScript."""

from pathlib import Path
from typing import ClassVar

from tests.interop import node_project
from tests.interop.generated import GeneratedClient
from tests.interop.tools import NODE, NPM, Tool
from tests.interop.workplace import Workplace


class HeyApi(GeneratedClient):
    """One function for each call."""

    name = "hey-api"
    needs: ClassVar[tuple[Tool, ...]] = (NODE, NPM)

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the folder `client`."""
        node_project.begin(workplace)
        workplace.run(node_project.tool(workplace, "openapi-ts"), "-i", document, "-o", "client")

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the folder and the program."""
        return node_project.compile_program(f"hey_api/{program}.ts", workplace)
