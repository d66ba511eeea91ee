"""A client of Mailpit's API under test."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.instance import Mock


class MailpitClient:
    """What a test helper does that reads mail from Mailpit."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self.web = requests.Session()
        self.web.trust_env = False

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Return the answer to one request; redirects are not followed."""
        options.setdefault("allow_redirects", False)
        return self.web.request(method, f"{self.mock.mailpit_url}{path}", timeout=10, **options)

    def get(self, path: str, **query: Any) -> Any:
        """Return the value of a JSON answer."""
        answer = self.ask("GET", path, params=query)
        assert answer.headers["Content-Type"] == "application/json", answer.text
        return answer.json()

    def deliver(self, raw: bytes | str, *, sender: str = "shop@send.example", to: str = "ada@read.example") -> str:
        """Send a mail by SMTP and return its id."""
        data = raw.encode() if isinstance(raw, str) else raw
        with smtplib.SMTP(self.mock.relay.host, self.mock.relay.smtp, timeout=10) as client:
            client.sendmail(sender, to.split(","), data)
        id: str = self.get("/api/v1/messages", limit=1)["messages"][0]["ID"]
        return id

    def mail(self, subject: str = "Hello", text: str = "It works.", **headers: str) -> str:
        """Send a plain mail and return its id."""
        return self.deliver(composed(subject, text, **headers))

    def subjects(self, query: str = "", **more: str) -> list[str]:
        """Return the subjects of the mail that a search finds, or of all mail, sorted."""
        found = self.get("/api/v1/search", query=query, **more) if query else self.get("/api/v1/messages", limit=0)
        return sorted(item["Subject"] for item in found["messages"])


def composed(subject: str = "Hello", text: str = "It works.", **headers: str) -> bytes:
    """Return a plain mail; an underscore in the name of a header is a hyphen."""
    mail = EmailMessage()
    mail["Subject"] = subject
    for name, value in {"From": "Shop <shop@send.example>", "To": "Ada <ada@read.example>", **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes(policy=SMTP)


@pytest.fixture
def mailpit(mockkf: MockKeyfactor) -> Iterator[MailpitClient]:
    """A client of the running mock."""
    client = MailpitClient(mockkf)
    yield client
    client.web.close()
