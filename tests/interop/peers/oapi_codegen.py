"""oapi-codegen, for Go."""

from pathlib import Path
from typing import ClassVar

from tests.interop import go_module
from tests.interop.generated import GeneratedClient
from tests.interop.tools import GO, Tool
from tests.interop.workplace import Workplace

GENERATOR = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"


class OapiCodegen(GeneratedClient):
    """A file with types and a client whose answers have a field for each status."""

    name = "oapi-codegen"
    needs: ClassVar[tuple[Tool, ...]] = (GO,)

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the package `client`."""
        go_module.begin(workplace)
        (workplace.folder / "client").mkdir()
        workplace.fetch("oapi-codegen", "go", "run", GENERATOR, "-version")
        words = ("-generate", "types,client", "-package", "client", "-o", "client/client.gen.go")
        workplace.run("go", "run", GENERATOR, *words, document)

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the package and the program."""
        return go_module.compile_program(f"oapi_codegen/{program}.go", workplace)
