"""The tests that docs/languages.md shows, run as they are printed there."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from mockkf import MockKeyfactor
from tests.interop import node_project, rust_project
from tests.interop.peer import Peer
from tests.interop.tools import CARGO, CURL, GO, JAVAC, MAVEN, NODE, NPM, Tool
from tests.interop.workplace import Failed, Workplace

FOLDER = "documented_tests"


class DocumentedTest(Peer):
    """A test that sends a mail, waits for it and reads it, and one with a fault."""

    subjects = ("languages.md",)
    needs_trust: ClassVar[bool] = False

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Prepare the program, run it, and look whether the fault fired."""
        del subject
        self.prepare(workplace)
        yield "prepared"
        with MockKeyfactor() as mock:
            url = mock.control_url.removesuffix("/mockkf")
            self.run(workplace, {"MOCKKF_URL": url, **(mock.environ() if self.needs_trust else {})})
            if [fault.fired for fault in mock.state.faults.all] not in ([1], []):
                raise Failed("the fault did not fire")
        yield "passed"

    @abstractmethod
    def prepare(self, workplace: Workplace) -> None:
        """Copy the program, and fetch what it needs."""

    @abstractmethod
    def run(self, workplace: Workplace, environment: dict[str, str]) -> None:
        """Run the program."""


class GoTest(DocumentedTest):
    """net/smtp of the standard library, with `go test`; it uses STARTTLS where it is offered."""

    name = "a test in Go"
    needs_trust = True
    needs: ClassVar[tuple[Tool, ...]] = (GO,)

    def prepare(self, workplace: Workplace) -> None:
        """Write a module."""
        workplace.copy(f"{FOLDER}/mail_test.go", "mail_test.go")
        workplace.write("go.mod", "module mail\n\ngo 1.24\n")

    def run(self, workplace: Workplace, environment: dict[str, str]) -> None:
        """Run the tests, and what `go vet` checks."""
        workplace.run("go", "vet", "./...")
        workplace.run("go", "test", "-count=1", ".", environment=environment)


class JavaTest(DocumentedTest):
    """Jakarta Mail with JUnit."""

    name = "a test in Java"
    needs: ClassVar[tuple[Tool, ...]] = (JAVAC, MAVEN)

    def prepare(self, workplace: Workplace) -> None:
        """Write a Maven project."""
        workplace.copy(f"{FOLDER}/pom.xml", "pom.xml")
        workplace.copy(f"{FOLDER}/MailTest.java", "src/test/java/MailTest.java")
        workplace.fetch("Java libraries", "mvn", "-q", "-B", "test-compile", folder=workplace.folder)

    def run(self, workplace: Workplace, environment: dict[str, str]) -> None:
        """Run the tests."""
        workplace.run("mvn", "-q", "-B", "test", environment=environment)


class NodeTest(DocumentedTest):
    """nodemailer with the test runner of Node.js."""

    name = "a test in Node.js"
    needs: ClassVar[tuple[Tool, ...]] = (NODE, NPM)

    def prepare(self, workplace: Workplace) -> None:
        """Install the packages."""
        node_project.begin(workplace)
        workplace.copy(f"{FOLDER}/mail.test.mjs", "mail.test.mjs")

    def run(self, workplace: Workplace, environment: dict[str, str]) -> None:
        """Run the tests."""
        workplace.run("node", "--test", "mail.test.mjs", environment=environment)


class RustTest(DocumentedTest):
    """lettre with `cargo test`."""

    name = "a test in Rust"
    needs: ClassVar[tuple[Tool, ...]] = (CARGO,)

    def prepare(self, workplace: Workplace) -> None:
        """Write a project, and compile it."""
        rust_project.begin(workplace, f"{FOLDER}/mail.rs", "mail.rs")
        rust_project.cargo(workplace, "test", "--no-run")

    def run(self, workplace: Workplace, environment: dict[str, str]) -> None:
        """Run the tests."""
        rust_project.cargo(workplace, "test", environment=environment)


class CurlTest(DocumentedTest):
    """curl, which sends mail too, in a shell script."""

    name = "a test with curl"
    needs: ClassVar[tuple[Tool, ...]] = (CURL,)

    def prepare(self, workplace: Workplace) -> None:
        """Copy the script."""
        workplace.copy(f"{FOLDER}/mail.sh", "mail.sh")

    def run(self, workplace: Workplace, environment: dict[str, str]) -> None:
        """Run the script."""
        workplace.run("sh", "mail.sh", environment=environment)
