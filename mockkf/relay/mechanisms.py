"""Ways to log on. A mechanism is one class; being one, it is offered."""

from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Awaitable, Callable
from typing import ClassVar

from mockkf.errors import Refused
from mockkf.model import Login
from mockkf.relay.callbacks import LoginAttempt

Challenge = Callable[[bytes], Awaitable[bytes]]
"""Puts a question to the client and gives its answer."""

Check = Callable[[LoginAttempt], Awaitable[Login]]
"""Asks whether credentials are good; `Refused` if not."""


class Mechanism(ABC):
    """One dialogue that ends in a login.

    `first` is the initial response, None if there was none; what `login` raises may be caught by a mechanism that has
    more to say then.
    """

    offered: ClassVar[dict[str, "Mechanism"]] = {}

    def __init_subclass__(cls, *, name: str) -> None:
        cls.name = name
        if name:
            Mechanism.offered[name] = cls()

    name: ClassVar[str]

    @abstractmethod
    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """The login this client makes."""


class PlainMechanism(Mechanism, name="PLAIN"):
    """RFC 4616: whom to act for (not looked at), who it is and the password, all in one answer."""

    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """The login this client makes; refused unless there are three parts with NUL between them."""
        parts = (await challenge(b"") if first is None else first).split(b"\0")
        try:
            _, user, secret = parts
        except ValueError:
            raise Refused("501 5.5.2 AUTH PLAIN needs authzid NUL user NUL password") from None
        return await login(LoginAttempt(self.name, text(user), secret))


class LoginMechanism(Mechanism, name="LOGIN"):
    """Two prompts, as Outlook once did it; never a standard and offered everywhere."""

    async def log_on(self, first: bytes | None, challenge: Challenge, login: Check) -> Login:
        """The login this client makes; the user name may come as the initial response."""
        user = await challenge(b"Username:") if first is None else first
        return await login(LoginAttempt(self.name, text(user), await challenge(b"Password:")))


def decoded(word: bytes) -> bytes:
    """What the client means by one word of base64; `=` is how RFC 4954 writes an empty initial response."""
    if word == b"=":
        return b""
    try:
        return b64decode(word, validate=True)
    except ValueError:
        raise Refused("501 5.5.2 Cannot decode base64") from None


def text(raw: bytes) -> str:
    """A name in UTF-8; what is none keeps its bytes."""
    return raw.decode("utf-8", "surrogateescape")
