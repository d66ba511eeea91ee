"""Collects what a server with Mailpit's API answers to mails and queries, without what differs from run to run."""

import hashlib
import smtplib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

ADDED = {"Received", "Return-Path", "Bcc", "Message-Id"}
"""The headers that Mailpit itself adds."""

OWN = {"ID", "Created", "Size"}
"""The members that differ from run to run, or because Mailpit adds headers."""

ACCEPTED = 250
PEOPLE = ("To", "Cc", "Bcc", "ReplyTo")
PART = ("PartID", "FileName", "ContentType", "ContentID", "Size", "Checksums")


@dataclass(frozen=True)
class Letter:
    """A mail to send, with its envelope."""

    name: str
    raw: bytes
    sender: str = "bounce@send.example"
    recipients: tuple[str, ...] = ("ada@read.example",)
    is_read: bool = False


class MailpitServer:
    """A running server: its API at `url`, its mail server at `smtp`, which is told the name `greeting`."""

    def __init__(self, url: str, smtp: tuple[str, int]) -> None:
        self.url = url
        self._smtp = smtp
        self.greeting = "client.example"
        self.refused: dict[str, str] = {}
        self._web = requests.Session()
        self._web.trust_env = False

    def close(self) -> None:
        """Close the connections."""
        self._web.close()

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Return the answer to one request."""
        return self._web.request(method, f"{self.url}{path}", timeout=10, **options)

    def json(self, path: str, **query: Any) -> Any:
        """Return the value of a JSON answer."""
        return self.ask("GET", path, params=query).json()

    def send(self, letters: Iterable[Letter]) -> dict[str, Letter]:
        """Empty the mailbox, send the mails, and return them by the ids that they got; `refused` has the others."""
        assert self.ask("DELETE", "/api/v1/messages").text == "ok"
        sent: dict[str, Letter] = {}
        with smtplib.SMTP(*self._smtp, timeout=10) as client:
            client.ehlo(self.greeting)
            for letter in letters:
                client.mail(letter.sender)
                for recipient in letter.recipients:
                    client.rcpt(recipient)
                code, reply = client.data(letter.raw)
                if code == ACCEPTED:
                    sent[self.json("/api/v1/messages", limit=1)["messages"][0]["ID"]] = letter
                else:
                    self.refused[letter.name] = reply.decode()
        return sent

    def answers(self, letters: Iterable[Letter], queries: Iterable[str]) -> dict[str, Any]:
        """Return all answers, in the form of `fixtures/mailpit/answers.json`."""
        sent = self.send(letters)
        listed = {item["ID"]: item for item in self.json("/api/v1/messages", limit=0)["messages"]}
        mails = {letter.name: dict(self._of(id, letter, listed[id])) for id, letter in sent.items()}
        unread = [id for id, letter in sent.items() if not letter.is_read]
        self.ask("PUT", "/api/v1/messages", json={"IDs": unread, "Read": False})
        found = {query: self._found(query, sent) for query in queries}
        return {"mails": mails, "queries": found, "tags": self.json("/api/v1/tags")}

    def _of(self, id: str, letter: Letter, item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        message = self.json(f"/api/v1/message/{id}")
        headers = self.json(f"/api/v1/message/{id}/headers")
        yield "list", settled(item, letter.raw)
        yield "message", settled(message, letter.raw)
        yield "headers", {name: value for name, value in headers.items() if name not in ADDED}
        yield (
            "html",
            self.ask("GET", f"/view/{id}.html")
            .content.decode("utf-8", "replace")
            .replace(f"{urlsplit(self.url).path}/api", "/api")
            .replace(id, "{ID}"),
        )
        yield "text", self.ask("GET", f"/view/{id}.txt").content.decode("utf-8", "replace")
        files = message["Inline"] + message["Attachments"]
        yield "parts", {part["PartID"]: self._part(id, part["PartID"]) for part in files}

    def _part(self, id: str, number: str) -> dict[str, str]:
        answer = self.ask("GET", f"/api/v1/message/{id}/part/{number}")
        return {"type": answer.headers["Content-Type"], "sha256": hashlib.sha256(answer.content).hexdigest()}

    def _found(self, query: str, sent: Mapping[str, Letter]) -> dict[str, Any]:
        body = self.json("/api/v1/search", query=query, limit=1000)
        names = sorted(sent[item["ID"]].name for item in body["messages"])
        return {"unread": body["messages_unread"], "found": names}


def settled(entry: Mapping[str, Any], raw: bytes) -> dict[str, Any]:
    """Return an item or a message without what differs from run to run."""
    kept = {name: value for name, value in entry.items() if name not in OWN}
    head = b"\n" + raw.lower()
    if b"\nmessage-id:" not in head:
        kept["MessageID"] = "made up"
    if b"\ndate:" not in head:
        kept.pop("Date", None)
    kept |= {name: kept[name] or [] for name in PEOPLE if name in kept}
    for name in ("Inline", "Attachments"):
        if isinstance(kept.get(name), list):
            kept[name] = [{member: part[member] for member in PART} for part in kept[name]]
    return kept


def differences(actual: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs: its name, the actual and the expected value. Members that only `actual` has do not count."""
    yield from _compared("tags", actual["tags"], expected["tags"])
    for query, answer in expected["queries"].items():
        yield from _compared(f"query {query}", actual["queries"].get(query), answer)
    for name, answers in expected["mails"].items():
        for kind, value in answers.items():
            found = actual["mails"][name][kind]
            if kind in {"list", "message"}:
                for member, wanted in value.items():
                    yield from _compared(f"{name} {kind} {member}", found.get(member), wanted)
            else:
                yield from _compared(f"{name} {kind}", found, value)


def _compared(name: str, actual: Any, expected: Any) -> Iterator[tuple[str, Any, Any]]:
    if actual != expected:
        yield name, actual, expected
