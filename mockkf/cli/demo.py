"""`mockkf demo`: sends a test mail through the API, and prints the captured message."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from mockkf.cli.output import say
from mockkf.config import Settings

if TYPE_CHECKING:
    from mockkf.model import ApiCall, Message

RECIPIENT = "mjones@keyexample.com"
PROFILE: dict[str, Any] = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "RelayAuthenticationType": 2,
    "RelayPassword": {"SecretValue": "MySuperSecretPassword"},
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "UseSSL": True,
}
"""The documented v2 profile with Basic login (POST SMTP Test 25.x)."""


def play(say: Callable[[str], Any]) -> None:
    """Store the profile, send a test mail, and print the results with `say`; raise `AssertionError` if a step fails."""
    import requests

    from mockkf.server import MockKeyfactor

    with MockKeyfactor(settings=Settings()) as keyfactor, requests.Session() as client:
        client.trust_env = False
        client.auth, client.verify = keyfactor.credentials, keyfactor.ca_file
        client.headers.update({"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"})
        say(f"mockkf listens at {keyfactor.https_url} (Keyfactor Command {keyfactor.settings.release})\n")
        stored = client.put(f"{keyfactor.https_url}/SMTP", json=PROFILE, timeout=10)
        say(f"PUT  /SMTP       {stored.status_code}  {stored.text}")
        sent = client.post(f"{keyfactor.https_url}/SMTP/Test", json={**PROFILE, "TestRecipient": RECIPIENT}, timeout=10)
        say(f"POST /SMTP/Test  {sent.status_code}  {len(sent.content)} bytes\n")
        message = keyfactor.mailbox.expect_one(to=RECIPIENT)
        say(_told(message))
        say(_traced(keyfactor.journal[-1]))
        assert (stored.status_code, sent.status_code, sent.content) == (200, 200, b"")  # noqa: S101 - the demo checks itself
        assert message.login is not None and message.login.used("MySuperSecretPassword")  # noqa: S101, PT018
        say("The mail arrived over TLS; the login used the user and password of the profile.")


def _told(message: "Message") -> str:
    tls, login, target = message.tls, message.login, message.target
    return f"""\
The captured message:
  target {target and f"{target.host}:{target.port}"}, over {tls and f"{tls.version} as {tls.sni}"}, \
login {login and f"{login.mechanism} as {login.user}"}
  from <{message.envelope.sender}> to {", ".join(f"<{address}>" for address in message.envelope.recipients)}

{_indented(message.raw.decode())}
The SMTP dialogue:
{_indented(message.transcript)}"""


def _traced(call: "ApiCall") -> str:
    steps = "\n".join(
        f"  {step.began * 1000:7.2f} ms  {step.step:<16} {step.detail}: {step.outcome}" for step in call.trace
    )
    return f"The trace ({call.method} {call.path}, {call.took * 1000:.2f} ms):\n{steps}\n"


def _indented(text: str) -> str:
    return "".join(f"  | {line}\n" for line in text.splitlines())


@click.command()
def demo() -> None:
    """Send one test mail and show each step.

    Starts a mock, stores a profile, sends a test mail, and prints the captured message and the trace.
    """
    play(say)


COMMANDS = (demo,)
