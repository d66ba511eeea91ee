"""A real Mailpit beside mockkf: both get the same mails and the same questions, and the row shows what differs."""

import contextlib
import json
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from mockkf import MockKeyfactor
from tests.interop.peer import Peer
from tests.interop.tools import GO, Tool
from tests.interop.workplace import Failed, Workplace
from tests.mailpit.answers import Letter, MailpitServer, differences
from tests.mailpit.test_answers import LETTERS, fixture

VERSION = "v1.33.1"
MODULE = f"github.com/axllent/mailpit@{VERSION}"
CORPUS = Path(__file__).parents[3] / "fixtures" / "mails"
READY = "accessible via"
LONGEST = 200
"""The maximum number of characters of a value that is shown."""


class Mailpit(Peer):
    """The mail catcher whose REST API mockkf has; Go builds it once."""

    name = "Mailpit"
    subjects = (VERSION,)
    needs: ClassVar[tuple[Tool, ...]] = (GO,)

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Build Mailpit, ask both, and note what differs."""
        program = workplace.tools / f"mailpit-{subject}" / "mailpit"
        if not program.exists():
            workplace.fetch("Mailpit", "go", "install", MODULE, environment={"GOBIN": str(program.parent)})
        yield "built"
        letters = [*LETTERS, *(Letter(path.name, path.read_bytes()) for path in sorted(CORPUS.glob("*.eml")))]
        queries = fixture("queries")
        with _running(program) as real, MockKeyfactor() as mock:
            ours = MailpitServer(mock.mailpit_url, (mock.relay.host, mock.relay.smtp))
            real.send(letters)
            for name, reply in real.refused.items():
                workplace.note(f"{name}\n  mockkf   accepts it\n  Mailpit  {reply}")
            accepted = [letter for letter in letters if letter.name not in real.refused]
            found = [*differences(ours.answers(accepted, queries), real.answers(accepted, queries))]
            ours.close()
            real.close()
        for name, actual, expected in found:
            workplace.note(f"{name}\n  mockkf   {_shown(actual, expected)}\n  Mailpit  {_shown(expected, actual)}")
        yield f"{len(accepted)} mails, {len(queries)} queries, {len(found)} differences"


def _shown(value: Any, other: Any) -> str:
    """Return a value as JSON on one line; of a search only the mails that the other one has not found."""
    if isinstance(value, Mapping) and "found" in value:
        value = {**value, "found": sorted({*value["found"]} - {*other["found"]})}
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


@contextlib.contextmanager
def _running(program: Path) -> Iterator[MailpitServer]:
    """Yield a Mailpit with an empty mailbox."""
    with tempfile.TemporaryDirectory() as folder:
        web, smtp = _free_port(), _free_port()
        options = ["--listen", f"127.0.0.1:{web}", "--smtp", f"127.0.0.1:{smtp}", "--disable-version-check"]
        command = [str(program), *options, "--database", f"{folder}/mail.db"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            assert server.stdout is not None
            if not any(READY in line for line in server.stdout):
                raise Failed("Mailpit did not start")
            try:
                yield MailpitServer(f"http://127.0.0.1:{web}", ("127.0.0.1", smtp))
            finally:
                server.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
