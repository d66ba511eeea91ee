"""What the identity provider gave out since the last reset, and what was asked of it."""

from collections import deque
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from mockkf.model import TokenRequest

TOKENS = 10_000
"""How many issued tokens are remembered; older ones are accepted no more."""

REQUESTS = 1_000
"""How many requests are remembered."""


class TokenStore:
    """The tokens of one epoch by their ids, under its lock."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._rotations = 0
        self._tokens: dict[str, Mapping[str, Any]] = {}
        self._clients: dict[str, str] = {}
        self._revoked: set[str] = set()
        self._requests: deque[TokenRequest] = deque(maxlen=REQUESTS)

    @property
    def rotations(self) -> int:
        """How often the signing key was changed."""
        return self._rotations

    def rotate(self) -> None:
        """Change the signing key: tokens signed so far are not accepted any more."""
        with self._lock:
            self._rotations += 1

    def record(self, claims: Mapping[str, Any], client: str) -> None:
        """Remember a token that was issued to `client`, by its claims."""
        with self._lock:
            self._tokens[claims["jti"]] = claims
            self._clients[claims["jti"]] = client
            if len(self._tokens) > TOKENS:
                oldest = next(iter(self._tokens))
                del self._tokens[oldest], self._clients[oldest]

    def claims(self, number: str) -> Mapping[str, Any] | None:
        """The claims of the token with this id."""
        return self._tokens.get(number)

    def client(self, number: str) -> str:
        """The client that the token with this id was issued to; empty if nobody remembers."""
        return self._clients.get(number, "")

    @property
    def tokens(self) -> tuple[Mapping[str, Any], ...]:
        """The claims of the tokens that were issued, oldest first."""
        with self._lock:
            return tuple(self._tokens.values())

    def revoke(self, number: str) -> None:
        """Let the token with this id be accepted no more."""
        with self._lock:
            self._revoked.add(number)

    def is_revoked(self, number: str) -> bool:
        """Whether the token with this id was revoked."""
        return number in self._revoked

    def note(self, request: TokenRequest) -> None:
        """Write a request to the identity provider down."""
        with self._lock:
            self._requests.append(request)

    @property
    def requests(self) -> tuple[TokenRequest, ...]:
        """The requests to the identity provider, oldest first."""
        with self._lock:
            return tuple(self._requests)
