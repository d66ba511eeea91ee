"""The image in Docker, as Testcontainers of several languages start it: `make interop PEERS=containers`."""

import json
import re
import sys
from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from tests.interop.peer import Peer
from tests.interop.tools import DOCKER, GO, JAVAC, MAVEN, NODE, NPM, Tool
from tests.interop.workplace import PROGRAMS, Failed, Workplace

ROOT = Path(__file__).parents[3]
EXAMPLES = PROGRAMS / "testcontainers"
IMAGE = "mockkf"
ADDRESS = re.compile(r"https://[^\s\"/]+:\d+/KeyfactorAPI")

# The helper container of Testcontainers would come from a registry; every program here stops its own containers.
ENVIRONMENT = {"TESTCONTAINERS_RYUK_DISABLED": "true"}

JAVA_LIBRARIES = ("org.testcontainers:testcontainers:1.21.4", "org.slf4j:slf4j-nop:1.7.36")


class Containers(Peer):
    """The image, built first, with one client."""

    subjects = ("image",)
    client: ClassVar[tuple[Tool, ...]] = ()
    needs: ClassVar[tuple[Tool, ...]] = (DOCKER,)

    def __init_subclass__(cls) -> None:
        cls.needs = (DOCKER, *cls.client)
        super().__init_subclass__()

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Build the image, and run the client."""
        del subject
        workplace.fetch("the image", "docker", "build", "--network", "host", "-q", "-t", IMAGE, ROOT)
        yield "built"
        self.run(workplace)
        yield "ran"

    @abstractmethod
    def run(self, workplace: Workplace) -> None:
        """Run the client; raise `Failed` if it does not find the mock."""


def insist_on_address(said: str) -> None:
    """Raise `Failed` unless a program printed the https URL with the port outside."""
    found = ADDRESS.search(said)
    if found is None or ":443/" in found[0]:
        raise Failed(f"no address with a published port in {said[:200]!r}")


class DockerAlone(Containers):
    """The commands of the page: words after `serve`, and a command inside."""

    name = "containers docker"

    def run(self, workplace: Workplace) -> None:
        """Start a container, read its mail inside, and look at its first process."""
        started = ("docker", "run", "--rm", "-d", "-p", "127.0.0.1::80", IMAGE, "serve", "--release", "24.4")
        container = workplace.run(*started).strip()
        try:
            ready = (
                "import time, urllib.request as r\nfor _ in range(99):\n"
                " try: r.urlopen('http://127.0.0.1/readyz'); break\n except OSError: time.sleep(0.1)"
            )
            workplace.run("docker", "exec", container, "python", "-c", ready)
            workplace.run("docker", "exec", container, "mockkf", "messages")
            rights = workplace.run("docker", "exec", container, "grep", "-E", "Uid|CapEff", "/proc/1/status")
        finally:
            workplace.run("docker", "stop", container)
        if rights.split() != ["Uid:", *["10025"] * 4, "CapEff:", "0" * 16]:
            raise Failed(f"the first process has rights: {rights}")


class PythonTestcontainers(Containers):
    """Testcontainers for Python: the general container, and `MailpitContainer`."""

    name = "containers python"

    def run(self, workplace: Workplace) -> None:
        """Run both programs."""
        folder = workplace.tools / "testcontainers-python"
        python = folder / "bin" / "python"
        if not python.exists():
            workplace.fetch("Python", sys.executable, "-m", "venv", folder)
        words = ("-m", "pip", "install", "-q", "testcontainers==4.15.0", ROOT)
        workplace.fetch("Python packages", python, *words)
        insist_on_address(workplace.run(python, EXAMPLES / "mock.py", environment=ENVIRONMENT))
        workplace.run(python, EXAMPLES / "mailpit_container.py", IMAGE, environment=ENVIRONMENT)


class NodeTestcontainers(Containers):
    """Testcontainers for Node.js."""

    name = "containers node"
    client: ClassVar[tuple[Tool, ...]] = (NODE, NPM)

    def run(self, workplace: Workplace) -> None:
        """Install the package, and run the program."""
        wanted = {"private": True, "dependencies": {"testcontainers": "11.14.0"}}
        workplace.write("package.json", json.dumps(wanted))
        workplace.fetch("npm packages", "npm", "install", "--no-audit", "--no-fund", folder=workplace.folder)
        program = workplace.write("mock.mjs", (EXAMPLES / "mock.mjs").read_text("utf-8"))
        insist_on_address(workplace.run("node", program, environment=ENVIRONMENT))


class GoTestcontainers(Containers):
    """Testcontainers for Go."""

    name = "containers go"
    client: ClassVar[tuple[Tool, ...]] = (GO,)

    def run(self, workplace: Workplace) -> None:
        """Compile and run the program."""
        workplace.write(
            "go.mod", "module interop\n\ngo 1.24\n\nrequire github.com/testcontainers/testcontainers-go v0.45.0\n"
        )
        workplace.write("main.go", (EXAMPLES / "main.go").read_text("utf-8"))
        workplace.fetch("Go modules", "go", "mod", "tidy", folder=workplace.folder)
        workplace.run("go", "build", "-o", "program", ".")
        insist_on_address(workplace.run(workplace.folder / "program", environment=ENVIRONMENT))


class JavaTestcontainers(Containers):
    """Testcontainers for Java."""

    name = "containers java"
    client: ClassVar[tuple[Tool, ...]] = (JAVAC, MAVEN)

    def run(self, workplace: Workplace) -> None:
        """Compile and run the program."""
        libraries = "".join(
            "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
                *library.split(":")
            )
            for library in JAVA_LIBRARIES
        )
        workplace.write(
            "pom.xml",
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>interop</groupId><artifactId>interop</artifactId><version>1</version>"
            f"<dependencies>{libraries}</dependencies></project>",
        )
        goal = ("dependency:build-classpath", "-Dmdep.outputFile=path")
        workplace.fetch("Java libraries", "mvn", "-q", "-B", *goal, folder=workplace.folder)
        classes = f"compiled:{(workplace.folder / 'path').read_text('utf-8').strip()}"
        workplace.run("javac", "-cp", classes, "-d", "compiled", EXAMPLES / "Mock.java")
        insist_on_address(workplace.run("java", "-cp", classes, "Mock", environment=ENVIRONMENT))
