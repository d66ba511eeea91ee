"""The mechanisms of AUTH. Each mechanism is one class; every named subclass is offered."""

from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import ClassVar

from mockkf.errors import Refused
from mockkf.model import Login
from mockkf.relay.callbacks import LoginAttempt

Challenge = Callable[[bytes], Awaitable[bytes]]
"""Sends a challenge to the client and returns its answer."""

Check = Callable[[LoginAttempt], Awaitable[Login]]
"""Checks credentials; raises `Refused` if they are invalid."""


class Mechanism(ABC):
    """One dialogue that ends in a login.

    `first` is the initial response, or None. A mechanism can catch the exception of `login` to send a challenge first.
    """

    offered: ClassVar[dict[str, "Mechanism"]] = {}

    def __init_subclass__(cls, *, name: str) -> None:
        cls.name = name
        if name:
            Mechanism.offered[name] = cls()

    name: ClassVar[str]

    @abstractmethod
    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """Return the login of the client, or raise `Refused`."""


class PlainMechanism(Mechanism, name="PLAIN"):
    """RFC 4616: authorization id (ignored), user and password in one answer."""

    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """Return the login; raise `Refused` unless the answer has three parts separated by NUL."""
        parts = (await challenge(b"") if first is None else first).split(b"\0")
        try:
            _, user, secret = parts
        except ValueError:
            raise Refused("501 5.5.2 AUTH PLAIN needs authzid NUL user NUL password") from None
        return await login(LoginAttempt(self.name, text(user), secret))


class LoginMechanism(Mechanism, name="LOGIN"):
    """Two prompts, from old versions of Outlook; it is no standard, but most servers offer it."""

    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """Return the login; the initial response can contain the user name."""
        user = await challenge(b"Username:") if first is None else first
        return await login(LoginAttempt(self.name, text(user), await challenge(b"Password:")))


def decoded(word: bytes) -> bytes:
    """Decode base64, or raise `Refused`; `=` is an empty initial response (RFC 4954)."""
    if word == b"=":
        return b""
    try:
        return b64decode(word, validate=True)
    except ValueError:
        raise Refused("501 5.5.2 Cannot decode base64") from None


def text(raw: bytes) -> str:
    """Decode UTF-8; other bytes become surrogate escapes."""
    return raw.decode("utf-8", "surrogateescape")
