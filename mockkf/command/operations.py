"""The operation and the api version of a request, and the errors if it has none."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mockkf.command.schemas import Release, operations, versions
from mockkf.errors import ApiError, Invalid, MethodNotAllowed, NotFound
from mockkf.model import Deviation

if TYPE_CHECKING:
    from flask import Request

    from mockkf.command.request_context import RequestContext

VERSION_HEADER, CLIENT_HEADER = "x-keyfactor-api-version", "x-keyfactor-requested-with"
PARAMETER = re.compile(r"\{[^}]*\}|(?<=/)(?:[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")
VERSION = re.compile(r"0*([1-9]\d{0,3})(\.0*)?")
DEPRECATED_SINCE = (25, 1)
"""The release whose documents first call version 1 of SMTP deprecated."""


def path(request: "Request") -> str:
    """Return the path of the request, unchanged."""
    found: str = request.environ.get("mockkf.path", request.path)
    return found


def requested_version(context: "RequestContext") -> int:
    """Return the api version that a call requests, 1 by default, 0 for an invalid one."""
    requested = context.header(VERSION_HEADER)
    match = VERSION.fullmatch("1" if requested is None else requested.strip())
    return int(match[1]) if match else 0


def about(context: "RequestContext") -> Mapping[str, Any]:
    """Return the values that the criteria of a fault are compared with; an invalid version is 0."""
    return {
        "method": context.request.method,
        "path": (path(context.request), context.request.path.removeprefix("/api")),
        "version": requested_version(context),
    }


def version_of(context: "RequestContext", name: str) -> int:
    """Return the requested api version, or the nearest one if the option `unsupported_version` is "nearest"."""
    settings, wanted = context.settings, requested_version(context)
    there = versions(name, settings.version)
    if wanted in there:
        return wanted
    if settings.unsupported_version == "nearest" and there:
        return min(there, key=lambda version: abs(version - (wanted or 1)))
    if not there:
        raise Invalid([f"{name} does not exist in release {settings.release}; a later release added it"])
    offered = " or ".join(map(str, there))
    raise Invalid(
        [f"{VERSION_HEADER} must be {offered} for {name} in release {settings.release}"],
        reason=f"{VERSION_HEADER} must be {offered} for {name} in release {settings.release}, "
        f"not '{(context.header(VERSION_HEADER) or '')[:80]}'.",
    )


def remarks(context: "RequestContext", name: str, version: int) -> Iterable[Deviation]:
    """Return the deviations in the headers of this call."""
    release = context.settings.version
    if not (context.header(CLIENT_HEADER) or "").strip():
        sentence = f"the documents require the header {CLIENT_HEADER}{_misspelt(context, CLIENT_HEADER)}"
        yield Deviation("requested-with-missing", sentence)
    if is_deprecated(name, version, release):
        newest = max(versions(name, release))
        said = f"version {version} of {name} is deprecated; use version {newest}"
        yield Deviation("deprecated-version", f"{said}{_misspelt(context, VERSION_HEADER)}")


def is_deprecated(name: str, version: int, release: Release) -> bool:
    """Return whether the documents of a release call this version of a call deprecated: some of SMTP, none of PAM.

    >>> is_deprecated("GET /SMTP", 1, (25, 5)), is_deprecated("GET /PamProviders", 1, (25, 5))
    (True, False)
    """
    is_old = release >= DEPRECATED_SINCE and version < max(versions(name, release))
    return is_old and name.partition(" ")[2].startswith("/SMTP")


def _misspelt(context: "RequestContext", header: str) -> str:
    """Return a hint if the request has a misspelt form of `header`, else an empty text."""
    known = {VERSION_HEADER.title(), CLIENT_HEADER.title()}
    near = _near((name for name in context.headers if name not in known), header)
    return f"; did you mean {header} instead of {near}?" if near and context.header(header) is None else ""


def operation_of(request: "Request", release: Release) -> str | None:
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


@lru_cache(maxsize=64)
def _shape(path: str) -> str:
    return PARAMETER.sub("{}", path.rstrip("/"))


def not_routed(context: "RequestContext", error: Exception) -> ApiError:
    """Return the error for a call that matches no route; it names the nearest path or the allowed methods."""
    request, settings = context.request, context.settings
    prefix = request.environ.get("mockkf.prefix", "")
    allowed: Iterable[str] | None = getattr(error, "valid_methods", None)
    if allowed:
        methods = sorted(set(allowed) - {"HEAD", "OPTIONS"})
        said = f"{request.method} is not allowed at {path(request)}; allowed: {', '.join(methods)}."
        return MethodNotAllowed(said, methods)
    there = dict.fromkeys(
        prefix + settings.base_paths[0] + name.partition(" ")[2] for name in operations(settings.version)
    )
    near = _near(there, path(request))
    bases = " or ".join(f"{prefix}{base}" for base in settings.base_paths)
    hint = f"did you mean {near}?" if near else f"the paths of the API begin with {bases}."
    return NotFound(f"No endpoint exists at {path(request)}; {hint}")


def _near(names: Iterable[str], wanted: str) -> str | None:
    by_lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(wanted.lower(), by_lower, 1, 0.7)
    return by_lower[found[0]] if found else None
