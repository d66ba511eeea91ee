"""A relay at work and a client of it, for the tests that speak SMTP themselves."""
# ruff: noqa: D102 - what the post and the client of the tests do is in the names of their methods

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Self

import pytest

from mockkf.model import Message, PamRegistry, Profile, Refusal
from mockkf.relay import Callbacks, ConnectionContext, Relay, RelayPolicy
from mockkf.state.state import State
from mockkf.tls.certificates import Certificates

HOST = "127.0.0.1"
SENDER, RECIPIENT = "command@keyexample.com", "mjones@keyexample.com"
MAIL = b"Subject: Test\r\n\r\nHello\r\n"
PATIENCE = 5
EXAMPLE = "smtp.keyexample.com"
ANY_PORTS = {"smtp": 0, "submission": 0, "smtps": 0}


@dataclass
class Post:
    """A relay at work, what it keeps, and the steps it will ask at the next connection."""

    relay: Relay
    state: State
    certificates: Certificates
    context: ConnectionContext
    listener: str = ""

    @property
    def steps(self) -> Callbacks:
        return self.context.steps

    def change(self, **steps: Any) -> None:
        self.context = replace(self.context, steps=replace(self.steps, **steps))

    def dial(self, listener: str = "smtp") -> "Client":
        return Client(getattr(self.relay, listener))

    def dial_tls(self, name: str = EXAMPLE) -> "Client":
        client = Client(self.relay.smtps, greeted=False)
        client.shake_hands(self.certificates.client_context(), name)
        client.reply()
        return client

    def message(self, number: int = 1) -> Message:
        found = self.state.wait(lambda: self.state.message(number), PATIENCE)
        assert found is not None, self.state.refusals
        return found

    def refusal(self) -> Refusal:
        found = self.state.wait(lambda: self.state.refusals or None, PATIENCE)
        assert found
        return found[-1]


class Client:
    """A client that says what it is told and nothing more."""

    def __init__(self, port: int, *, greeted: bool = True) -> None:
        self.socket: socket.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.greeting = self.reply() if greeted else ""

    def shake_hands(self, context: ssl.SSLContext, name: str | None = EXAMPLE) -> None:
        try:
            self.socket = context.wrap_socket(self.socket, server_hostname=name)
        except BaseException:
            self.socket.close()
            raise

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def line(self) -> str:
        octets = b""
        while not octets.endswith(b"\n"):
            one = self.socket.recv(1)
            if not one:
                break
            octets += one
        return octets.decode()

    def reply(self) -> str:
        lines = [self.line()]
        while lines[-1][3:4] == "-":
            lines.append(self.line())
        return "".join(lines).rstrip("\r\n").replace("\r\n", "\n")

    def say(self, line: str | bytes) -> str:
        self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.reply()

    def ehlo(self) -> str:
        return self.say("EHLO laptop")

    def envelope(self, sender: str = SENDER, *recipients: str) -> None:
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250")
        for recipient in recipients or (RECIPIENT,):
            assert self.say(f"RCPT TO:<{recipient}>").startswith("250")

    def mail(self, data: bytes = MAIL, sender: str = SENDER, *recipients: str) -> str:
        self.envelope(sender, *recipients)
        assert self.say("DATA").startswith("354")
        return self.say(data + b".")

    def is_closed(self) -> bool:
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def expect_end(self) -> None:
        """Read what is left, TLS or not, until the server's end is there."""
        with socket.socket(fileno=self.socket.detach()) as plain:
            plain.settimeout(PATIENCE)
            with suppress(ConnectionError):
                while plain.recv(4096):
                    pass


@pytest.fixture(scope="session")
def certificates() -> Iterator[Certificates]:
    """A CA for all tests."""
    made = Certificates()
    yield made
    made.close()


@pytest.fixture
def employ(certificates: Certificates) -> Iterator[Callable[..., Post]]:
    """Start a relay; what is not its own argument is one of the desk's."""
    employed: list[Relay] = []

    def begin(*, users: dict[str, str] | None = None, require_tls: bool = False, **config: Any) -> Post:
        state = State(Profile(host=EXAMPLE, sender_account=SENDER, sender_name="Command"), PamRegistry())
        policy = RelayPolicy(
            state,
            tls=lambda connection: certificates.server_context(address=connection.local_address),
            tls_for=certificates.context_for,
            users=users,
            require_tls=require_tls,
        )

        def context(listener: str, _peer: tuple[str, int]) -> ConnectionContext:
            made.listener = listener
            return made.context

        relay = Relay(host=HOST, ports=ANY_PORTS, context=context, **config)
        made = Post(relay, state, certificates, ConnectionContext(policy.steps, 1))
        relay.start()
        employed.append(relay)
        return made

    yield begin
    for relay in employed:
        relay.stop()


@pytest.fixture
def post(employ: Callable[..., Post]) -> Post:
    """A relay as friendly as can be."""
    return employ()


@pytest.fixture
def client(post: Post) -> Iterator[Client]:
    """A client that has said EHLO to `post`."""
    with post.dial() as made:
        made.ehlo()
        yield made
