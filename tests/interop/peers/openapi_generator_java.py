"""openapi-generator, for Java."""

import os
from pathlib import Path
from typing import ClassVar

from tests.interop import openapi_generator
from tests.interop.generated import GeneratedClient
from tests.interop.tools import JAVAC, Tool
from tests.interop.workplace import Workplace

QUIET = ("-q", "-B", "-DskipTests", "-Dmaven.javadoc.skip", "-Dmaven.source.skip")
LINT = ("-Xlint:all,-processing,-classfile,-path", "-Werror")


class OpenapiGeneratorJava(GeneratedClient):
    """A Maven project with one class for each tag."""

    name = "openapi-generator java"
    needs: ClassVar[tuple[Tool, ...]] = (JAVAC, *openapi_generator.NEEDS)

    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the project."""
        openapi_generator.generate("java", document, workplace, "client")

    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the project with Maven, and the program with all warnings as errors."""
        project = workplace.folder / "client"
        workplace.fetch(
            "Java libraries", "mvn", *QUIET, "dependency:build-classpath", "-Dmdep.outputFile=path", folder=project
        )
        workplace.run("mvn", *QUIET, "compile", folder=project)
        classes = os.pathsep.join((str(project / "target" / "classes"), (project / "path").read_text("utf-8").strip()))
        source = workplace.copy(f"openapi_generator_java/{program}.java", "Interop.java")
        workplace.run("javac", *LINT, "-cp", classes, "-d", "compiled", source)
        return ("java", "-cp", os.pathsep.join(("compiled", classes)), "Interop")
