"""A real Mailpit beside mockkf: both get the same mails and the same questions, and what differs is printed.

`python -m tests.interop.mailpit` builds Mailpit with Go, if it is not there yet.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mockkf import MockKeyfactor
from tests.mailpit.answers import Letter, MailpitServer, differences
from tests.mailpit.test_answers import LETTERS, fixture

MODULE = "github.com/axllent/mailpit@v1.33.1"
CORPUS = Path(__file__).parents[2] / "fixtures" / "mails"
READY = "accessible via"
LONGEST = 200
"""The maximum number of characters of a value that is printed."""


def main() -> int:
    """Print what differs, and return the status of the process: 0 if both could be asked."""
    if shutil.which("go") is None:
        print("mailpit: not compared; Go is needed to build it")
        return 1
    letters = [*LETTERS, *(Letter(path.name, path.read_bytes()) for path in sorted(CORPUS.glob("*.eml")))]
    with _running(_built()) as real, MockKeyfactor() as mock:
        ours = MailpitServer(mock.mailpit_url, (mock.relay.host, mock.relay.smtp))
        theirs_only = _print_refused(letters, real)
        accepted = [letter for letter in letters if letter.name not in theirs_only]
        queries = fixture("queries")
        found = [*differences(ours.answers(accepted, queries), real.answers(accepted, queries))]
        ours.close()
        real.close()
    for name, actual, expected in found:
        print(f"{name}\n  mockkf   {_shown(actual, expected)}\n  Mailpit  {_shown(expected, actual)}")
    print(f"{len(accepted)} mails, {len(queries)} queries, {len(found)} differences")
    return 0


def _print_refused(letters: list[Letter], real: MailpitServer) -> Mapping[str, str]:
    """Print the mails that Mailpit does not accept, and return its replies by their names."""
    real.send(letters)
    for name, reply in real.refused.items():
        print(f"{name}\n  mockkf   accepts it\n  Mailpit  {reply}")
    return dict(real.refused)


def _shown(value: Any, other: Any) -> str:
    """Return a value as JSON on one line; of a search only the mails that the other one has not found."""
    if isinstance(value, dict) and "found" in value:
        value = {**value, "found": sorted({*value["found"]} - {*other["found"]})}
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _built() -> Path:
    """Return the path of Mailpit's program."""
    place = Path(sys.prefix) / "interop"
    program = place / MODULE.rpartition("@")[2] / "mailpit"
    if not program.exists():
        print(f"building {MODULE} …")
        subprocess.run(["go", "install", MODULE], check=True, env={**os.environ, "GOBIN": str(program.parent)})
    return program


@contextlib.contextmanager
def _running(program: Path) -> Iterator[MailpitServer]:
    """Yield a Mailpit with an empty mailbox."""
    with tempfile.TemporaryDirectory() as folder:
        web, smtp = _free_port(), _free_port()
        options = ["--listen", f"127.0.0.1:{web}", "--smtp", f"127.0.0.1:{smtp}", "--disable-version-check"]
        command = [str(program), *options, "--database", f"{folder}/mail.db"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            assert server.stdout is not None
            said = next((line for line in server.stdout if READY in line), "")
            assert said, "Mailpit did not start"
            try:
                yield MailpitServer(f"http://127.0.0.1:{web}", ("127.0.0.1", smtp))
            finally:
                server.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
