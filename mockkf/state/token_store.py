"""The tokens that the identity provider issued since the last reset, and the requests that it received."""

from collections import deque
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from mockkf.model import TokenRequest

TOKENS = 10_000
"""The maximum number of stored tokens; older tokens become invalid."""

REQUESTS = 1_000
"""The maximum number of stored requests."""


class TokenStore:
    """The tokens of one epoch by id, under the lock of the epoch."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._rotations = 0
        self._tokens: dict[str, Mapping[str, Any]] = {}
        self._clients: dict[str, str] = {}
        self._revoked: set[str] = set()
        self._requests: deque[TokenRequest] = deque(maxlen=REQUESTS)

    @property
    def rotations(self) -> int:
        """The number of changes of the signing key."""
        return self._rotations

    def rotate(self) -> None:
        """Change the signing key; tokens signed with the earlier key become invalid."""
        with self._lock:
            self._rotations += 1

    def record(self, claims: Mapping[str, Any], client: str) -> None:
        """Store the claims of a token that was issued to `client`."""
        with self._lock:
            self._tokens[claims["jti"]] = claims
            self._clients[claims["jti"]] = client
            if len(self._tokens) > TOKENS:
                oldest = next(iter(self._tokens))
                del self._tokens[oldest], self._clients[oldest]

    def claims(self, number: str) -> Mapping[str, Any] | None:
        """Return the claims of the token with this id; None if it is not stored."""
        return self._tokens.get(number)

    def client(self, number: str) -> str:
        """Return the client of the token with this id; empty if the token is not stored."""
        return self._clients.get(number, "")

    @property
    def tokens(self) -> tuple[Mapping[str, Any], ...]:
        """The claims of the issued tokens, oldest first."""
        with self._lock:
            return tuple(self._tokens.values())

    def revoke(self, number: str) -> None:
        """Revoke the token with this id."""
        with self._lock:
            self._revoked.add(number)

    def is_revoked(self, number: str) -> bool:
        """Return whether the token with this id was revoked."""
        return number in self._revoked

    def note(self, request: TokenRequest) -> None:
        """Record a request to the identity provider."""
        with self._lock:
            self._requests.append(request)

    @property
    def requests(self) -> tuple[TokenRequest, ...]:
        """The requests to the identity provider, oldest first."""
        with self._lock:
            return tuple(self._requests)
