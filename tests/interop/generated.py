"""Clients that others generate from `openapi.json` and `control.json`: the same calls, and the same lines, in each."""

import json
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import requests

from mockkf import MockKeyfactor
from tests.interop.peer import Peer
from tests.interop.workplace import Failed, Workplace

COMMAND, CONTROL = "openapi.json", "control.json"
USER, PASSWORD = "command@keyexample.com", "s3cret"
VAULT = 1
"""The id of the local PAM provider."""

SAID: Mapping[str, tuple[str, ...]] = {
    COMMAND: (
        f"put value: {USER}",
        f"put address: {VAULT} mail-user",
        "get: smtp.keyexample.com 587",
        "test: 200",
        "page: Delinea of 3",
        "create: new",
        "list: new",
        "delete: 204",
        "absent: 404",
    ),
    CONTROL: (
        "put secret: Local",
        "test secret: true",
        "plan: 1 relay.recipient",
        "list: 1",
        "page: 1 of 3",
        "test login: true",
        "delete fault: 1",
        "delete secret: Local",
        "absent: 404",
    ),
}
"""What a program prints, line by line."""


class GeneratedClient(Peer):
    """A generator, with a program for each document that uses the generated client."""

    subjects: ClassVar[tuple[str, ...]] = (COMMAND, CONTROL)

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Generate the client, compile it with its program, run it, and look at what reached the mock."""
        with MockKeyfactor() as mock:
            document = requests.get(f"{mock.control_url}/{subject}", timeout=10).json()
            path = workplace.write(subject, json.dumps(document))
            self.generate(path, workplace)
            yield "generated"
            program = self.compile(subject.removesuffix(".json"), workplace)
            yield "compiled"
            exercise(subject, program, mock, workplace)
            yield "ran"

    @abstractmethod
    def generate(self, document: Path, workplace: Workplace) -> None:
        """Generate the client."""

    @abstractmethod
    def compile(self, program: str, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the client with the program for `openapi` or `control`; return the words that start it."""


def exercise(subject: str, program: tuple[str | Path, ...], mock: MockKeyfactor, workplace: Workplace) -> None:
    """Run a program against the mock; raise `Failed` unless it prints its lines and the mock got what it should."""
    prepare, check = CHECKS[subject]
    prepare(mock)
    environment = {
        "MOCKKF_API": mock.url,
        "MOCKKF_API_HTTPS": mock.https_url,
        "MOCKKF_CA_FILE": str(mock.ca_file),
        "MOCKKF_SERVER": mock.control_url.removesuffix("/mockkf"),
        "MOCKKF_TOKEN": "t0ken",
    }
    said = workplace.run(*program, environment=environment)
    wrong = [f"'{found}' instead of '{line}'" for line, found in _pairs(SAID[subject], said) if line != found]
    if wrong:
        raise Failed(f"the program printed {', '.join(wrong)}; see {workplace.log}")
    check(mock)


def _pairs(expected: tuple[str, ...], said: str) -> Iterator[tuple[str, str]]:
    lines = said.splitlines()
    for number in range(max(len(expected), len(lines))):
        yield "".join(expected[number : number + 1]), "".join(lines[number : number + 1])


def _fill_vault(mock: MockKeyfactor) -> None:
    mock.vaults[VAULT]["mail-user"] = USER
    mock.vaults[VAULT]["mail-password"] = PASSWORD


def _check_mail(mock: MockKeyfactor) -> None:
    """Raise `Failed` unless the test mail used the secrets of the vault."""
    mail = mock.mailbox.all
    login = mail[0].login if len(mail) == 1 else None
    if login is None or login.user != USER or not login.used(PASSWORD):
        raise Failed(f"{len(mail)} test mails arrived; the login of the only one must use the secrets of the vault")


def _send_mails(mock: MockKeyfactor) -> None:
    body = {
        "Host": "smtp.keyexample.com",
        "Port": 587,
        "RelayAuthenticationType": 2,
        "RelayUsername": {"SecretValue": USER},
        "RelayPassword": {"SecretValue": PASSWORD},
        "SenderAccount": USER,
        "SenderName": "Keyfactor Command",
        "TestRecipient": "mjones@keyexample.com",
    }
    headers = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
    for _ in range(3):
        answer = requests.post(f"{mock.url}/SMTP/Test", json=body, headers=headers, auth=mock.credentials, timeout=10)
        answer.raise_for_status()


def _check_nothing_is_left(mock: MockKeyfactor) -> None:
    """Raise `Failed` if the deleted fault or the deleted secret is still there."""
    if requests.get(f"{mock.control_url}/faults", timeout=10).json()["faults"]:
        raise Failed("the deleted fault is still planned")
    if ("mail",) in mock.vaults[VAULT]:
        raise Failed("the deleted secret is still in the vault")


CHECKS: Mapping[str, tuple[Callable[[MockKeyfactor], None], Callable[[MockKeyfactor], None]]] = {
    COMMAND: (_fill_vault, _check_mail),
    CONTROL: (_send_mails, _check_nothing_is_left),
}
"""What happens before a program runs, and what is checked afterwards."""
