"""What an auditor remarks about the e-mail settings of a Keyfactor Command; standard library only."""

import json
import ssl
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener


@dataclass(frozen=True)
class Command:
    """Where Command is, who calls it, and which CA vouches for it."""

    url: str
    credentials: tuple[str, str]
    ca_file: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to one call, None if it is empty; `urllib.error.HTTPError` if Command says no."""
        headers = {
            "Authorization": "Basic " + b64encode(":".join(self.credentials).encode()).decode(),
            "Content-Type": "application/json",
            "x-keyfactor-requested-with": "APIClient",
            "x-keyfactor-api-version": "2",
        }
        data = None if body is None else json.dumps(body).encode()
        trust = HTTPSHandler(context=ssl.create_default_context(cafile=self.ca_file))
        request = Request(f"{self.url}{path}", data, headers, method=method)  # noqa: S310 - the caller's own URL
        with build_opener(ProxyHandler({}), trust).open(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")


def remarks(command: Command) -> list[str]:
    """What should be changed, a sentence each."""
    profile = command.call("GET", "/SMTP")
    findings = {
        "Mail leaves in plain text.": not profile["UseSSL"],
        "Anybody may send in Command's name.": profile["RelayAuthenticationType"] == 0,
    }
    return [sentence for sentence, holds in findings.items() if holds]


def send_sample(command: Command, recipient: str) -> None:
    """Let the stored profile send a mail, for the files; it must be one that needs no login."""
    command.call("POST", "/SMTP/Test", {**command.call("GET", "/SMTP"), "TestRecipient": recipient})
