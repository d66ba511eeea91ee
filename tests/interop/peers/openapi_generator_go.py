"""openapi-generator, for Go."""

from pathlib import Path
from typing import ClassVar

from tests.interop import go_module, openapi_generator
from tests.interop.generated import GeneratedClient
from tests.interop.tools import GO, Tool
from tests.interop.workplace import Workplace


class OpenapiGeneratorGo(GeneratedClient):
    """A package with one builder for each call."""

    name = "openapi-generator go"
    needs: ClassVar[tuple[Tool, ...]] = (GO, *openapi_generator.NEEDS)

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the package `client`."""
        go_module.begin(workplace)
        options = "packageName=client,withGoMod=false,isGoSubmodule=true"
        openapi_generator.generate("go", document, workplace, "client", options)

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the package and the program."""
        return go_module.compile_program(f"openapi_generator_go/{program}.go", workplace)
