"""The registry of formats by api version and release; each format is one class in one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar

from mockkf.command.schemas.body import Body
from mockkf.command.schemas.parameters import ID, Paging, QueryParameter

Release = tuple[int, ...]


@dataclass(frozen=True)
class Operation:
    """One call of the API with the bodies of its request and its answer; None means no body.

    `grade` and `source` apply to all members, except those in `assumed`. Its keys name members ("request Id" in the
    request only, "Id" in request and answer); its values are the reasons. `source` names sources of the contract,
    separated by semicolons; a source of one direction begins with "request: " or "answer: ".
    `status` is the status of success. With `many`, the answer is a list of `answer`; with `paging`, it has pages.
    `plain` is the JSON Schema of an answer without members, `identifier` that of the id in the path.
    `summary` says what the call does; by default what it says in another format.
    """

    request: Body | None = None
    answer: Body | None = None
    grade: str = "documented"
    source: str = ""
    assumed: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    many: bool = False
    plain: Mapping[str, Any] | None = None
    paging: Paging | None = None
    query: tuple[QueryParameter, ...] = ()
    identifier: Mapping[str, Any] = field(default_factory=lambda: ID)
    summary: str = ""

    def carried(self, why: str) -> "Operation":
        """Return the same operation for a release that no document shows; `why` is the source."""
        return replace(self, grade="assumed", source=why)

    def seen(self, source: str, assumed: Mapping[str, str] | None = None) -> "Operation":
        """Return the same operation for a release whose documents show it, except for the members in `assumed`."""
        return replace(self, grade="documented", source=source, assumed=assumed or self.assumed)


class Format:
    """The operations of one api version since one release; every subclass is registered.

    The keys of `operations` are documented names ("PUT /SMTP"). Other operations are as in the previous format.
    """

    api_version: ClassVar[int]
    since: ClassVar[Release]
    operations: ClassVar[Mapping[str, Operation]]

    known: ClassVar[list[type["Format"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.known.append(cls)


def operation(name: str, api_version: int, release: Release) -> Operation | None:
    """Return the operation `name` in this api version and release, or None if it does not exist.

    >>> operation("POST /SMTP/Test", 2, (25, 1)) is None
    True
    """
    return _in(release).get(name, {}).get(api_version)


def summary(name: str) -> str:
    """Return what the operation `name` does, in one sentence.

    >>> summary("GET /Status/HealthCheck")
    'Ask whether Command is available.'
    """
    called = (form.operations[name].summary for form in Format.known if name in form.operations)
    return next(filter(None, called), name)


def versions(name: str, release: Release) -> tuple[int, ...]:
    """Return the api versions of `name` in this release."""
    return tuple(_in(release).get(name, ()))


def api_versions() -> tuple[int, ...]:
    """Return all api versions."""
    return tuple(sorted({form.api_version for form in Format.known}))


def releases() -> tuple[Release, ...]:
    """Return the releases that have a format of their own, oldest first."""
    return _releases(tuple(Format.known))


def operations(release: Release) -> tuple[str, ...]:
    """Return the names of all operations in this release."""
    return tuple(_in(release))


def _in(release: Release) -> Mapping[str, Mapping[int, Operation]]:
    return _table(release, tuple(Format.known))


@lru_cache(maxsize=32)
def _releases(formats: tuple[type[Format], ...]) -> tuple[Release, ...]:
    return tuple(sorted({form.since for form in formats}))


@lru_cache(maxsize=32)
def _table(release: Release, formats: tuple[type[Format], ...]) -> Mapping[str, Mapping[int, Operation]]:
    """Return the operations of a release by name and api version; each call of the API asks for some of them."""
    found: dict[str, dict[int, Operation]] = {name: {} for form in formats for name in form.operations}
    for form in sorted((form for form in formats if form.since <= release), key=lambda form: form.since):
        for name, there in form.operations.items():
            found[name][form.api_version] = there
    return {name: dict(sorted(versions.items())) for name, versions in found.items() if versions}
