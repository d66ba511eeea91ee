"""Which bodies a call reads and answers, by api version and release: each format is one class in one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from mockkf.command.schemas.body import Body

Release = tuple[int, ...]


@dataclass(frozen=True)
class Operation:
    """One call of the API: the body it reads and the body it answers; None where there is none.

    `grade` and `source` say how sure we are of its members; `assumed` names those we are less sure of, and why
    ("request Id" is the one, "Id" both in the request and in the answer).
    `status` is that of success; `many` answers are lists of `answer`; `plain` is, in the words of JSON Schema, an
    answer that has no members.
    """

    request: Body | None = None
    answer: Body | None = None
    grade: str = "documented"
    source: str = ""
    assumed: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    many: bool = False
    plain: Mapping[str, Any] | None = None

    def carried(self, why: str) -> "Operation":
        """The same in a release that no document shows."""
        return replace(self, grade="assumed", source=why)

    def seen(self, source: str) -> "Operation":
        """The same in a release whose documents show it."""
        return replace(self, grade="documented", source=source)


class Format:
    """The operations of one api version since one release; being a subclass registers it.

    `operations` are named as in the documents ("PUT /SMTP"); those not named are as in the format before.
    """

    api_version: ClassVar[int]
    since: ClassVar[Release]
    operations: ClassVar[Mapping[str, Operation]]

    known: ClassVar[list[type["Format"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.known.append(cls)


def operation(name: str, api_version: int, release: Release) -> Operation | None:
    """How `name` is called in this api version of this release; None where it is not there.

    >>> operation("POST /SMTP/Test", 2, (25, 1)) is None
    True
    """
    fitting = [
        form
        for form in Format.known
        if form.api_version == api_version and form.since <= release and name in form.operations
    ]
    return max(fitting, key=lambda form: form.since).operations[name] if fitting else None


def versions(name: str, release: Release) -> tuple[int, ...]:
    """The api versions in which `name` can be called in this release."""
    return tuple(version for version in api_versions() if operation(name, version, release) is not None)


def api_versions() -> tuple[int, ...]:
    """The api versions there are."""
    return tuple(sorted({form.api_version for form in Format.known}))


def releases() -> tuple[Release, ...]:
    """The releases that something is known of, oldest first."""
    return tuple(sorted({form.since for form in Format.known}))


def operations(release: Release) -> tuple[str, ...]:
    """The calls there are in this release."""
    named = dict.fromkeys(name for form in Format.known for name in form.operations)
    return tuple(name for name in named if versions(name, release))
