"""Paths: the sandbox that a path names, and the path that the API's routes use."""

import re
from collections.abc import Iterable

SANDBOX = re.compile(r"/+sandbox/+([^/]+)", re.IGNORECASE)


def prefix(name: str) -> str:
    """Return the prefix of the paths of a sandbox; "" for the main mock, whose name is empty."""
    return f"/sandbox/{name}" if name else ""


def apart(path: str) -> tuple[str, str]:
    """Return the name of the sandbox at the beginning of `path`, "" for the main mock, and the rest of the path.

    >>> apart("//Sandbox/A/KeyfactorAPI/SMTP"), apart("/KeyfactorAPI/SMTP")
    (('a', '/KeyfactorAPI/SMTP'), ('', '/KeyfactorAPI/SMTP'))
    """
    found = SANDBOX.match(path)
    return (found[1].lower(), path[found.end() :] or "/") if found else ("", path)


def is_same(wanted: str, actual: str, base_paths: Iterable[str], sandbox: str = "") -> bool:
    """Return whether `actual` is the path `wanted`, which may omit the base path and the prefix of the sandbox.

    >>> is_same("/SMTP", "/sandbox/a/KeyfactorAPI/smtp/", ["/KeyfactorAPI"], "a")
    True
    """
    bases = [*base_paths]
    wanted, actual = (rest if name == sandbox else path for path in (wanted, actual) for name, rest in [apart(path)])
    return inside(actual, bases) in {inside(wanted, bases), inside(wanted, [""])}


def inside(path: str, base_paths: Iterable[str]) -> str:
    """Return `path` as the API's routes use it: in lower case under `/api`, or under `/outside` without a base path.

    >>> inside("//keyfactorapi/SMTP/", ["/KeyfactorAPI"])
    '/api/smtp'
    """
    plain = "/" + "/".join(part for part in path.lower().split("/") if part)
    for base in base_paths:
        beginning = base.lower().rstrip("/")
        if plain == beginning or plain.startswith(f"{beginning}/"):
            return "/api" + plain.removeprefix(beginning)
    return "/outside" + plain
