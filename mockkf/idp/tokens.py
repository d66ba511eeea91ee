"""Signs and checks tokens: real JWTs with ES256. Each key is generated when it is first needed."""

import threading
from collections.abc import Mapping
from typing import Any

from mockkf.errors import MockkfError

ALGORITHM = "ES256"
REMEMBERED = 256
"""How many tokens are remembered whose signatures are known to be right."""


class TokenInvalid(MockkfError):
    """The token is not accepted; the text gives the reason and never contains a part of the token."""


class SigningKeys:
    """The signing keys of one mock, by number; a key stays the same until the mock ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[int, Any] = {}
        self._genuine: dict[tuple[int, str], Mapping[str, Any]] = {}

    def sign(self, number: int, claims: Mapping[str, Any], kind: str = "at+jwt") -> str:
        """Return a token with `claims`, signed with the key `number`."""
        from joserfc import jwt

        key = self._key(number)
        token = jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": kind}, dict(claims), key)
        self._remember(token, number, claims)
        return token

    def published(self, number: int) -> dict[str, Any]:
        """Return the public key set with only the key `number`, as JSON."""
        from joserfc.jwk import KeySet

        return dict(KeySet([self._key(number)]).as_dict(private=False))

    def check(self, token: str, number: int, now: float) -> Mapping[str, Any]:
        """Return the claims of `token`; raise `TokenInvalid` unless the key `number` signed it and it is valid now.

        `now` is in seconds since 1970.
        """
        claims = self._genuine.get((number, token)) or self._decoded(token, number)
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now:
            raise TokenInvalid("it has expired")
        if isinstance(claims.get("nbf"), int | float) and claims["nbf"] > now:
            raise TokenInvalid("it is not valid yet")
        return claims

    def _decoded(self, token: str, number: int) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import BadSignatureError, JoseError
        from joserfc.jwk import KeySet

        try:
            claims = jwt.decode(token, KeySet([self._key(number)]), algorithms=[ALGORITHM]).claims
        except BadSignatureError:
            raise TokenInvalid("its signature does not match the key of the identity provider") from None
        except (JoseError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            raise TokenInvalid("it is not a token signed with the current key of the identity provider") from None
        self._remember(token, number, claims)
        return claims

    def _remember(self, token: str, number: int, claims: Mapping[str, Any]) -> None:
        """Remember a token whose signature is right: a client sends it again with each call."""
        with self._lock:
            self._genuine[number, token] = claims
            if len(self._genuine) > REMEMBERED:
                del self._genuine[next(iter(self._genuine))]

    def _key(self, number: int) -> Any:
        with self._lock:
            if number not in self._keys:
                from joserfc.jwk import ECKey

                about = {"kid": f"mockkf-{number}", "use": "sig", "alg": ALGORITHM}
                self._keys[number] = ECKey.generate_key("P-256", about)  # type: ignore[arg-type]
            return self._keys[number]
