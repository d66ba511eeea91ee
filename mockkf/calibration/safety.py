"""What a calibration may send. The client of a calibration asks here before each request."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from mockkf.errors import ConfigurationError, MockkfError

LIMIT = 119
"""The maximum number of requests of one calibration."""

ENDING = ".invalid"
"""The ending of every invented host; RFC 6761 says that such a name never resolves."""

DOMAIN = f"mockkf-calibrate{ENDING}"
SECRET = "mockkf-calibrate-no-secret"  # noqa: S105 - it protects nothing
USER = "MOCKKF\\mockkf-calibrate"
TOKEN_ENDPOINT = f"https://idp.{DOMAIN}/token"

HARMLESS = (b"", b"{}", b"[]", b"null", b"mockkf-calibrate: this is no JSON")
"""The only bodies that are not a JSON object with checked members."""

NAMES_A_PLACE = ("host", "tokenendpoint")
SENDS_A_SECRET = ("relaypassword", "clientsecret", "secretvalue", "value")


class Unsafe(MockkfError):
    """A calibration tried to send a request that its safety rules do not allow; it was not sent."""


class Stopped(ConfigurationError):
    """A calibration ended early; the sentence says why, and what to do."""


class ProfileChanged(Stopped):
    """The stored profile changed during a calibration: `before` and `after` are its values, without secrets."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], call: str) -> None:
        self.before, self.after = before, after
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        changes = "; ".join(f"{name} was {_json(before.get(name))}, is {_json(after.get(name))}" for name in names)
        super().__init__(f"the stored profile changed after {call}, so the calibration stopped: {changes}")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Limits:
    """The limits of one calibration.

    `places` are hosts of the user's own that a test mail may name. `writes` allows PUT /SMTP. `stored` are the values
    of the stored profile and its given secrets, which a PUT may send back.
    """

    places: frozenset[str] = frozenset()
    writes: bool = False
    stored: frozenset[str] = field(default=frozenset(), repr=False)

    def check(self, method: str, path: str, members: Any, raw: bytes | None) -> None:
        """Raise `Unsafe` for a request that could send mail, send a secret, or change something."""
        allowed = {("POST", "/SMTP/Test"), *([("PUT", "/SMTP")] if self.writes else [])}
        if method != "GET" and (method, path) not in allowed:
            raise Unsafe(f"a calibration does not send {method} {path}")
        if raw is not None and raw not in HARMLESS:
            raise Unsafe(f"a calibration sends no unknown body to {method} {path}")
        for name, value in _members(members):
            self._check_member(name.lower(), value, is_put=method == "PUT")

    def _check_member(self, name: str, value: Any, *, is_put: bool) -> None:
        if is_put and _key(value) in self.stored:
            return
        if name in {"provider", "parameters"} and value is not None:
            raise Unsafe("a calibration names no PAM provider")
        if name in NAMES_A_PLACE and isinstance(value, str) and not self._is_safe(_host(name, value)):
            raise Unsafe(f"a calibration does not name the host {_host(name, value)!r}")
        if name == "testrecipient" and isinstance(value, str) and not value.endswith(ENDING):
            raise Unsafe("a calibration sends mail to no real address")
        if name in SENDS_A_SECRET and isinstance(value, str) and SECRET not in value and value != USER:
            raise Unsafe(f"a calibration sends only its own invented value as {name}")

    def _is_safe(self, host: str) -> bool:
        return host.endswith(ENDING) or host in self.places

    def with_stored(self, *values: Any) -> "Limits":
        """Return limits with which a PUT may also send these values back."""
        return Limits(self.places, self.writes, self.stored | {_key(value) for value in values})


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _host(name: str, value: str) -> str:
    try:
        host = urlsplit(value).hostname if name == "tokenendpoint" else value
    except ValueError:
        host = None
    return (host or "").lower()


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every member of a body, at any depth."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name), inner
            yield from _members(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _members(inner)
