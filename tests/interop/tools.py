"""The programs that must be on the machine, with their least version."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from tests.interop.workplace import Skipped


@dataclass(frozen=True)
class Tool:
    """A program, the words that print its version, and the least version."""

    name: str
    version: tuple[str, ...]
    least: tuple[int, ...]

    def require(self) -> None:
        """Raise `Skipped` if the program is missing or too old."""
        wanted = ".".join(map(str, self.least))
        if shutil.which(self.name) is None:
            raise Skipped(f"needs {self.name} {wanted} or newer")
        said = subprocess.run([self.name, *self.version], capture_output=True, text=True, timeout=60, check=False)
        found = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
        if found is None or tuple(map(int, found[0].split("."))) < self.least:
            raise Skipped(f"needs {self.name} {wanted} or newer; found {found[0] if found else 'no version'}")


DOCKER = Tool("docker", ("version", "--format", "{{.Server.Version}}"), (20, 10))
GO = Tool("go", ("version",), (1, 24))
JAVA = Tool("java", ("-version",), (17,))
JAVAC = Tool("javac", ("-version",), (17,))
MAVEN = Tool("mvn", ("--version",), (3, 8))
NODE = Tool("node", ("--version",), (20, 19))
NPM = Tool("npm", ("--version",), (10,))
CARGO = Tool("cargo", ("--version",), (1, 85))
CURL = Tool("curl", ("--version",), (7, 76))
SWAKS = Tool("swaks", ("--version",), (20190914,))
MSMTP = Tool("msmtp", ("--version",), (1, 8, 4))
