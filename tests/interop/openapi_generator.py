"""openapi-generator, which needs Java; Maven fetches it once."""

from pathlib import Path

from tests.interop.tools import JAVA, MAVEN
from tests.interop.workplace import Workplace

VERSION = "7.25.0"
NEEDS = (JAVA, MAVEN)


def generate(generator: str, document: Path, workplace: Workplace, output: str, options: str = "") -> None:
    """Generate a client with one of its generators; `options` are those of the generator."""
    jar = workplace.tools / f"openapi-generator-cli-{VERSION}.jar"
    if not jar.exists():
        artifact = f"-Dartifact=org.openapitools:openapi-generator-cli:{VERSION}"
        goal = ("dependency:copy", artifact, f"-DoutputDirectory={workplace.tools}")
        workplace.fetch("openapi-generator", "mvn", "-q", "-B", *goal)
    words = ("-g", generator, "-i", document, "-o", workplace.folder / output)
    without = ("--global-property", "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false")
    extra = ("--additional-properties", options) if options else ()
    workplace.run("java", "-jar", jar, "generate", *words, *without, *extra)
