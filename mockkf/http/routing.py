"""Paths: which sandbox one is in, and what the API's routes call it."""

import re
from collections.abc import Iterable

SANDBOX = re.compile(r"/+sandbox/+([^/]+)", re.IGNORECASE)


def prefix(name: str) -> str:
    """What the paths of a sandbox begin with; nothing for the main mock, whose name is empty."""
    return f"/sandbox/{name}" if name else ""


def apart(path: str) -> tuple[str, str]:
    """The name of the sandbox that `path` begins with, or "", and the rest of it.

    >>> apart("//Sandbox/A/KeyfactorAPI/SMTP"), apart("/KeyfactorAPI/SMTP")
    (('a', '/KeyfactorAPI/SMTP'), ('', '/KeyfactorAPI/SMTP'))
    """
    found = SANDBOX.match(path)
    return (found[1].lower(), path[found.end() :] or "/") if found else ("", path)


def is_same(wanted: str, actual: str, base_paths: Iterable[str], sandbox: str = "") -> bool:
    """Whether `actual` is the path `wanted`, which is given with or without a base path, and the sandbox before it.

    >>> is_same("/SMTP", "/sandbox/a/KeyfactorAPI/smtp/", ["/KeyfactorAPI"], "a")
    True
    """
    bases = [*base_paths]
    wanted, actual = (rest if name == sandbox else path for path in (wanted, actual) for name, rest in [apart(path)])
    return inside(actual, bases) in {inside(wanted, bases), inside(wanted, [""])}


def inside(path: str, base_paths: Iterable[str]) -> str:
    """`path` as the API's routes know it: lower case under `/api`, or under `/outside` if no base path fits.

    >>> inside("//keyfactorapi/SMTP/", ["/KeyfactorAPI"])
    '/api/smtp'
    """
    plain = "/" + "/".join(part for part in path.lower().split("/") if part)
    for base in base_paths:
        beginning = base.lower().rstrip("/")
        if plain == beginning or plain.startswith(f"{beginning}/"):
            return "/api" + plain.removeprefix(beginning)
    return "/outside" + plain
