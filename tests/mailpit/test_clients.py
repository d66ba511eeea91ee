"""Real clients of Mailpit and MailHog, unmodified, against a running mock."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient
from tests.support.client_environment import ClientEnvironment, environment, node

CLIENTS = Path(__file__).parent / "clients"
SECONDS = 60


@pytest.fixture(scope="session")
def clients() -> ClientEnvironment:
    """The environment of the clients."""
    return environment()


def run(clients: ClientEnvironment, *command: str, **environ: str) -> str:
    """Run a client to its end and return what it printed."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF", "PYTEST"))}
    variables |= {"NODE_PATH": str(clients.modules), "NO_PROXY": "127.0.0.1", "PYTHONPATH": "", **environ}
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=variables, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def seen(clients: ClientEnvironment, program: str, script: str, url: str) -> Mapping[str, Any]:
    """Return the JSON that a script of `clients` printed."""
    found: Mapping[str, Any] = json.loads(run(clients, program, str(CLIENTS / script), url))
    return found


def test_npm_mailpit_api(clients: ClientEnvironment, mockkf: MockKeyfactor) -> None:
    """Each of its calls gets the answer that it wants, or the refusal that Mailpit gives."""
    assert seen(clients, node(), "mailpit-api.cjs", mockkf.mailpit_url) == {
        "waited": True,
        "text": "thanks https://a.example/x",
        "attachment": "hello",
        "thumb": "image/jpeg",
        "listed": 1,
        "searched": 1,
        "headers": ["Order"],
        "source": True,
        "html": "<p>thanks</p>",
        "plain": "thanks https://a.example/x",
        "info": "v1.33.1",
        "chaosEnabled": True,
        "unread": "ok",
        "tagged": "ok",
        "renamed": "ok",
        "tags": ["green"],
        "untagged": "ok",
        "links": [451],
        "warnings": 0,
        "chaos": 5,
        "quiet": 0,
        "released": "Mailpit API Error: 400 Bad Request at ",
        "spam": "no",
        "deleted": "ok",
        "left": 0,
    }


def test_npm_mailhog(clients: ClientEnvironment, mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """It reads and deletes mail; it sends no Accept, and reads the answer of a deletion as JSON."""
    mailpit.mail("first")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@send.example", "ada@read.example", "Grüße"
    mail.set_content("für Ada")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    mailpit.deliver(mail.as_bytes(policy=SMTP))

    assert seen(clients, node(), "mailhog.cjs", mockkf.mailpit_url) == {
        "total": 2,
        "subject": "Grüße",
        "from": "shop@send.example",
        "text": "für Ada\r\n",
        "attachments": ["a.pdf"],
        "fromSender": 2,
        "containing": None,
        "deleted": 200,
        "emptied": 200,
        "left": 0,
    }


def test_npm_cypress_mailpit(clients: ClientEnvironment, mockkf: MockKeyfactor) -> None:
    """The commands get what they want; a subject of two words is also found by its first."""
    assert seen(clients, node(), "cypress-mailpit.mjs", mockkf.mailpit_url) == {
        "has": 1,
        "hasTo": 1,
        "hasNot": 0,
        "all": 1,
        "subject": "two words",
        "to": ["jane@example.com"],
        "from": "from@example.com",
        "attachments": ["a.txt"],
        "html": "<p>hello from mailpit</p>",
        "text": "hello from mailpit",
        "unread": "ok",
        "read": "ok",
        "found": 1,
        "left": 0,
    }


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the mailhog of PyPI cannot be imported on Python 3.14")
def test_pypi_mailpit_api_client_and_mailhog(
    clients: ClientEnvironment, mailpit: MailpitClient, mockkf: MockKeyfactor
) -> None:
    """The older client sends forms, and needs `Read` in a message."""
    mailpit.mail("first")
    mailpit.mail("second")

    assert seen(clients, clients.python, "python_clients.py", mockkf.mailpit_url) == {
        "count": 2,
        "subject": "second",
        "to": "ada@read.example",
        "read": True,
        "left": 1,
        "hog": 1,
        "found": 1,
        "hog_left": 0,
    }


def test_pypi_pytest_mailpit(clients: ClientEnvironment, mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """A test suite that uses its fixtures passes, without a warning about the release of Mailpit."""
    suite = tmp_path / "test_suite.py"
    suite.write_text((CLIENTS / "suite.py").read_text(encoding="utf-8"), encoding="utf-8")

    said = run(
        clients,
        *(clients.python, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(suite)),
        MAILPIT_URL=mockkf.mailpit_url,
        MAILPIT_SMTP=f"{mockkf.relay.host}:{mockkf.relay.smtp}",
    )

    assert "3 passed" in said
