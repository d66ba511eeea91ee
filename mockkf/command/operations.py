"""The operation and the api version of a request, and the errors if it has none."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import request

from mockkf.command.schemas import Release, operations, versions
from mockkf.errors import ApiError, Invalid, MethodNotAllowed, NotFound
from mockkf.model import Deviation

if TYPE_CHECKING:
    from mockkf.config import Settings

HEADERS = ("x-keyfactor-api-version", "x-keyfactor-requested-with")
PARAMETER = re.compile(r"\{[^}]*\}|(?<=/)(?:[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")
VERSION = re.compile(r"0*([1-9]\d{0,3})(\.0*)?")
DEPRECATED_SINCE = (25, 1)
"""The release whose documents first call version 1 of SMTP deprecated."""


def path() -> str:
    """Return the path of the request, unchanged."""
    found: str = request.environ.get("mockkf.path", request.path)
    return found


def about() -> Mapping[str, Any]:
    """Return the values that the criteria of a fault are compared with; an invalid version is 0."""
    match = VERSION.fullmatch(request.headers.get(HEADERS[0], "1").strip())
    return {
        "method": request.method,
        "path": (path(), request.path.removeprefix("/api")),
        "version": int(match[1]) if match else 0,
    }


def version_of(name: str, settings: "Settings") -> int:
    """Return the requested api version, or the nearest one if the option `unsupported_version` is "nearest"."""
    requested = request.headers.get(HEADERS[0])
    match = VERSION.fullmatch(requested.strip()) if requested is not None else VERSION.fullmatch("1")
    there = versions(name, settings.version)
    if match and int(match[1]) in there:
        return int(match[1])
    if settings.unsupported_version == "nearest" and there:
        wanted = int(match[1]) if match else 1
        return min(there, key=lambda version: abs(version - wanted))
    if not there:
        raise Invalid([f"{name} does not exist in release {settings.release}; a later release added it"])
    offered = " or ".join(map(str, there))
    raise Invalid(
        [f"{HEADERS[0]} must be {offered} for {name} in release {settings.release}"],
        reason=f"{HEADERS[0]} must be {offered} for {name} in release {settings.release}, "
        f"not '{(requested or '')[:80]}'.",
    )


def remarks(name: str, version: int, settings: "Settings") -> Iterable[Deviation]:
    """Return the deviations in the headers of this call."""
    if not request.headers.get(HEADERS[1], "").strip():
        sentence = f"the documents require the header {HEADERS[1]}{_misspelt(HEADERS[1])}"
        yield Deviation("requested-with-missing", sentence)
    if is_deprecated(name, version, settings.version):
        newest = max(versions(name, settings.version))
        sentence = f"version {version} of {name} is deprecated; use version {newest}{_misspelt(HEADERS[0])}"
        yield Deviation("deprecated-version", sentence)


def is_deprecated(name: str, version: int, release: Release) -> bool:
    """Return whether the documents of a release call this version of a call deprecated: some of SMTP, none of PAM.

    >>> is_deprecated("GET /SMTP", 1, (25, 5)), is_deprecated("GET /PamProviders", 1, (25, 5))
    (True, False)
    """
    is_old = release >= DEPRECATED_SINCE and version < max(versions(name, release))
    return is_old and name.partition(" ")[2].startswith("/SMTP")


def _misspelt(header: str) -> str:
    """Return a hint if the request has a misspelt form of `header`, else an empty text."""
    near = _near(set(request.headers.keys()) - {name.title() for name in HEADERS}, header)
    return f"; did you mean {header} instead of {near}?" if near and header not in request.headers else ""


def operation_of(release: Release) -> str | None:
    """Return the operation of this call, or one with another method at its path, or None for an unknown path."""
    there = _by_shape(operations(release)).get(_shape(request.path.removeprefix("/api")), ())
    return next((name for name in there if name.startswith(f"{request.method} ")), there[0] if there else None)


@lru_cache(maxsize=32)
def _by_shape(names: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Return the operations by the shape of their paths."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(_shape(name.partition(" ")[2].lower()), []).append(name)
    return found


def _shape(path: str) -> str:
    return PARAMETER.sub("{}", path.rstrip("/"))


def not_routed(error: Exception, settings: "Settings") -> ApiError:
    """Return the error for a call that matches no route; it names the nearest path or the allowed methods."""
    prefix = request.environ.get("mockkf.prefix", "")
    allowed: Iterable[str] | None = getattr(error, "valid_methods", None)
    if allowed:
        methods = sorted(set(allowed) - {"HEAD", "OPTIONS"})
        return MethodNotAllowed(f"{request.method} is not allowed at {path()}; allowed: {', '.join(methods)}.", methods)
    there = dict.fromkeys(
        prefix + settings.base_paths[0] + name.partition(" ")[2] for name in operations(settings.version)
    )
    near = _near(there, path())
    bases = " or ".join(f"{prefix}{base}" for base in settings.base_paths)
    hint = f"did you mean {near}?" if near else f"the paths of the API begin with {bases}."
    return NotFound(f"No endpoint exists at {path()}; {hint}")


def _near(names: Iterable[str], wanted: str) -> str | None:
    by_lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(wanted.lower(), by_lower, 1, 0.7)
    return by_lower[found[0]] if found else None
