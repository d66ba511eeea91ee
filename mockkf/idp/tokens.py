"""Signing and checking tokens: real JWTs, signed with ES256 by keys that are made when they are first needed."""

import threading
from collections.abc import Mapping
from typing import Any

from mockkf.errors import MockkfError

ALGORITHM = "ES256"


class TokenInvalid(MockkfError):
    """A token that is not accepted; the text says why, and never holds any of it."""


class SigningKeys:
    """The signing keys of one mock, by number; a key is made once and lasts as long as the mock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[int, Any] = {}

    def sign(self, number: int, claims: Mapping[str, Any], kind: str = "at+jwt") -> str:
        """A token with `claims`, signed with the key `number`."""
        from joserfc import jwt

        key = self._key(number)
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": kind}, dict(claims), key)

    def published(self, number: int) -> dict[str, Any]:
        """The key set that names the key `number` alone, as JSON has it."""
        from joserfc.jwk import KeySet

        return dict(KeySet([self._key(number)]).as_dict(private=False))

    def check(self, token: str, number: int, now: float) -> Mapping[str, Any]:
        """The claims of `token`, if the key `number` signed it and `now` (seconds since 1970) is its time."""
        from joserfc import jwt
        from joserfc.errors import BadSignatureError, JoseError
        from joserfc.jwk import KeySet

        try:
            claims = jwt.decode(token, KeySet([self._key(number)]), algorithms=[ALGORITHM]).claims
        except BadSignatureError:
            raise TokenInvalid("its signature is not that of the identity provider") from None
        except (JoseError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            raise TokenInvalid("it is no token of the identity provider's present key") from None
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now:
            raise TokenInvalid("it has expired")
        if isinstance(claims.get("nbf"), int | float) and claims["nbf"] > now:
            raise TokenInvalid("it is not valid yet")
        return claims

    def _key(self, number: int) -> Any:
        with self._lock:
            if number not in self._keys:
                from joserfc.jwk import ECKey

                about = {"kid": f"mockkf-{number}", "use": "sig", "alg": ALGORITHM}
                self._keys[number] = ECKey.generate_key("P-256", about)  # type: ignore[arg-type]
            return self._keys[number]
