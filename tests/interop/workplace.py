"""Where a peer is tried: a folder of its own, the programs it starts there, and the log of what they said."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
LIMIT = 600
"""How many seconds a program may take; the first download of its libraries is included."""


class Skipped(Exception):
    """Something is missing here; the text says what."""


class Failed(Exception):
    """Something does not work; the text says what, and which file has the details."""


class Workplace:
    """The folder of one trial, made anew, and `tools`, a folder that later runs find again."""

    def __init__(self, folder: Path, tools: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        tools.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.tools = tools
        self.log = folder / "interop.log"
        self.notes: list[str] = []

    def run(self, *words: str | Path, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
        """Return what a program prints; raise `Failed` unless it ends with status 0."""
        command = [str(word) for word in words]
        try:
            said = subprocess.run(
                command,
                cwd=folder or self.folder,
                env={**os.environ, **(environment or {})},
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"{Path(command[0]).name} did not end within {LIMIT} s") from None
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{said.stdout}{said.stderr}\n")
        if said.returncode:
            raise Failed(f"{Path(command[0]).name} ended with status {said.returncode}; see {self.log}")
        return said.stdout

    def fetch(
        self, what: str, *words: str | Path, folder: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> str:
        """Run a program that downloads `what`; raise `Skipped` if it fails."""
        try:
            return self.run(*words, folder=folder or self.tools, environment=environment)
        except Failed as failed:
            raise Skipped(f"cannot fetch {what}: {failed}") from None

    def note(self, text: str) -> None:
        """Keep a text that is printed below the row of this trial."""
        self.notes.append(text)

    def write(self, name: str, text: str) -> Path:
        """Return the path of a new file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def copy(self, program: str, name: str) -> Path:
        """Return the path of the copy `name` of a file in `programs/`."""
        return self.write(name, (PROGRAMS / program).read_text("utf-8"))
