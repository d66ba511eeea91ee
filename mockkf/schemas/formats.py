"""Which bodies a call reads and answers, by api version and release: each format is one class in one file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mockkf.schemas.wire import Wire


@dataclass(frozen=True)
class Operation:
    """One call of the API: the body it reads and the body it answers; None where there is none."""

    request: Wire | None = None
    answer: Wire | None = None


class Format:
    """The operations of one api version since one release; being a subclass registers it.

    `operations` are named as in the documents ("PUT /SMTP"); None takes one away that an older format has.
    """

    api_version: ClassVar[int]
    since: ClassVar[tuple[int, ...]]
    operations: ClassVar[Mapping[str, Operation | None]]

    known: ClassVar[list[type["Format"]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.known.append(cls)


def operation(name: str, api_version: int, release: tuple[int, ...]) -> Operation | None:
    """How `name` is called in this api version of this release; None where it is not there."""
    fitting = [
        form
        for form in Format.known
        if form.api_version == api_version and form.since <= release and name in form.operations
    ]
    return max(fitting, key=lambda form: form.since).operations[name] if fitting else None


def versions(name: str, release: tuple[int, ...]) -> tuple[int, ...]:
    """The api versions in which `name` can be called in this release."""
    candidates = sorted({form.api_version for form in Format.known})
    return tuple(version for version in candidates if operation(name, version, release) is not None)
