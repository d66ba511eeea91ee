"""A library or a program that sends mail: over plain text, STARTTLS and TLS, with each login that it has."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import requests

from mockkf import MockKeyfactor
from tests.interop.peer import Peer
from tests.interop.workplace import Failed, Workplace

USER, PASSWORD, RECIPIENT = "app@keyexample.com", "s3cret", "ops@keyexample.com"
TOKEN = ("XOAUTH2", "OAUTHBEARER")
"""The mechanisms whose secret is a token."""

LISTENERS: Mapping[str, str] = {"plain": "smtp", "STARTTLS": "submission", "TLS": "smtps"}
NONE = "no login"


class MailClient(Peer):
    """A client of the mail server; the program gets what it needs in variables, and trusts the CA as they say."""

    subjects: ClassVar[tuple[str, ...]] = tuple(LISTENERS)
    mechanisms: ClassVar[tuple[str, ...]] = ()

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Build the program, and send a mail with each mechanism."""
        program = self.build(workplace)
        with MockKeyfactor() as mock:
            for mechanism in (NONE, *self.mechanisms):
                mock.mailbox.clear()
                secret = _token(mock) if mechanism in TOKEN else PASSWORD
                variables = {
                    **mock.environ(),
                    "MAIL_HOST": "localhost",
                    "MAIL_PORT": str(getattr(mock.relay, LISTENERS[subject])),
                    "MAIL_MODE": subject.lower(),
                    "MAIL_MECHANISM": "" if mechanism == NONE else mechanism,
                    "MAIL_USER": USER,
                    "MAIL_SECRET": secret,
                    "MAIL_TO": RECIPIENT,
                }
                workplace.run(*self.words(program, variables), environment=variables)
                _check(mock, subject, mechanism, secret)
                yield mechanism

    @abstractmethod
    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Return the words that start the program."""

    def words(self, program: tuple[str | Path, ...], variables: Mapping[str, str]) -> tuple[str | Path, ...]:
        """Return the words for one mail; by default the program reads the variables."""
        del variables
        return program


def _token(mock: MockKeyfactor) -> str:
    form = {"grant_type": "client_credentials", "client_id": USER, "client_secret": PASSWORD}
    token: str = requests.post(mock.idp.token_url, data=form, verify=mock.ca_file, timeout=10).json()["access_token"]
    return token


def _check(mock: MockKeyfactor, subject: str, mechanism: str, secret: str) -> None:
    """Raise `Failed` unless the mail came over the right connection, with the right login."""
    mail = mock.mailbox.expect_one(to=RECIPIENT, subject="Certificate expires")
    if (mail.tls is not None) != (subject != "plain"):
        raise Failed(f"{mechanism}: the connection had TLS {mail.tls}")
    if mechanism == NONE:
        if mail.login is not None:
            raise Failed(f"a login that nobody asked for: {mail.login}")
        return
    if mail.login is None or mail.login.mechanism != mechanism or not mail.login.used(secret):
        raise Failed(f"{mechanism}: the login was {mail.login}")
