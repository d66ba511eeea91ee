"""Mailpit's variables, translated into settings, so that the image can take the place of Mailpit's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockkf.errors import ConfigurationError

PREFIX = "MP_"

KNOWN = (
    "MP_SMTP_AUTH",
    "MP_SMTP_AUTH_ACCEPT_ANY",
    "MP_SMTP_AUTH_ALLOW_INSECURE",
    "MP_SMTP_REQUIRE_TLS",
    "MP_SMTP_TLS_CERT",
    "MP_SMTP_TLS_KEY",
)
"""The variables that are translated: those of `MailpitContainer` in testcontainers, and one that is met anyway."""

TRUE = ("1", "true", "yes", "on")
"""The values that switch a variable on, in lower case."""

HASHES = ("$2a$", "$2b$", "$2y$", "$apr1$", "{SHA}")
"""The beginnings of hashed passwords in a password file."""

ACCESSIBLE = "accessible via {mailpit}/"
"""The words for which `MailpitContainer` waits in the log."""


@dataclass(frozen=True)
class Translation:
    """Defaults of settings, lines to print when the mock is ready, and warnings; without a variable all are empty."""

    defaults: Mapping[str, Any] = field(default_factory=dict, repr=False)
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def translate(environ: Mapping[str, str], keep: Callable[..., str]) -> Translation:
    """Return what the variables of Mailpit in `environ` mean; raise `ConfigurationError` for a wrong one.

    `keep` reads files and returns the path of a file with their contents.

    >>> translate({"MP_SMTP_REQUIRE_TLS": "1", "PATH": "/bin"}, lambda *_: "").defaults
    {'mailpit_smtp_tls': 'implicit'}
    """
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    if not given:
        return Translation()
    unused = sorted(name for name in given if name not in KNOWN)
    told = (f"these variables of Mailpit change nothing here: {', '.join(unused)}",) if unused else ()
    return Translation({**_users(given), **_tls(given), **_certificate(given, keep)}, (ACCESSIBLE,), told)


def _users(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the users that may log in: everybody without `MP_SMTP_AUTH`, or if any login is accepted."""
    pairs = [pair.partition(":") for pair in given.get("MP_SMTP_AUTH", "").split()]
    if _is_on(given, "MP_SMTP_AUTH_ACCEPT_ANY") or not pairs:
        return {}
    for name, colon, password in pairs:
        if not (name and colon) or password.startswith(HASHES):
            raise ConfigurationError("MP_SMTP_AUTH must be like 'user:password user2:password2', without hashes")
    return {"relay_users": [{"name": name, "password": password} for name, _, password in pairs]}


def _tls(given: Mapping[str, str]) -> dict[str, Any]:
    return {"mailpit_smtp_tls": "implicit"} if _is_on(given, "MP_SMTP_REQUIRE_TLS") else {}


def _certificate(given: Mapping[str, str], keep: Callable[..., str]) -> dict[str, Any]:
    paths = [given.get(name, "") for name in ("MP_SMTP_TLS_KEY", "MP_SMTP_TLS_CERT")]
    if not any(paths):
        return {}
    if not all(paths):
        raise ConfigurationError("MP_SMTP_TLS_CERT and MP_SMTP_TLS_KEY need each other")
    return {"mailpit_smtp_certificate": keep(*paths)}


def _is_on(given: Mapping[str, str], name: str) -> bool:
    return given.get(name, "").strip().lower() in TRUE
