"""The sources of the contract: what a statement about Command rests on, and the releases it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DOCUMENTED, RECORDED, ASSUMED = "documented", "recorded", "assumed"
GRADES = (DOCUMENTED, RECORDED, ASSUMED)


@dataclass(frozen=True)
class Source:
    """A page of the vendor, a document of the published interface, or a recording of a real server.

    `grade` is what it proves: *documented* or *recorded*. `release` is the release that it names, and `releases` are
    those in which it proves something, as (major, minor): none if it does not say which one. `where` is the site, or
    the repository and the file. `seen` is the date on which it was read, as YYYY-MM-DD or YYYY-MM.
    """

    title: str
    release: str
    where: str
    seen: str
    releases: tuple[tuple[int, int], ...]
    grade: str = DOCUMENTED
    url: str | None = None

    @property
    def proved(self) -> str:
        """The releases in which it proves something, in words; the release that it names if it does not say which."""
        return ", ".join(f"{major}.{minor}" for major, minor in self.releases) or self.release

    def view(self, detail: str = "") -> dict[str, Any]:
        """Return the source as a JSON object; `detail` is the part of it, such as a table."""
        return {
            "title": self.title,
            "release": self.release,
            "where": self.where,
            "detail": detail,
            "url": self.url,
            "seen": self.seen,
        }


@dataclass(frozen=True)
class Reference:
    """A source as a rule names it, with the part of it that counts."""

    source: Source
    detail: str = ""


def references(said: str, known: Mapping[str, Source]) -> tuple[Reference, ...]:
    """Return the sources that a text names, separated by semicolons; `known` has them by their names.

    A name may follow "request: " or "answer: ", and be followed by a comma and the part of the source. Other parts of
    the text are remarks.
    """
    named = (part.strip().removeprefix("request: ").removeprefix("answer: ") for part in said.split(";"))
    parts = (part.partition(", ") for part in named)
    return tuple(Reference(known[name], detail) for name, _, detail in parts if name in known)


def of_direction(said: str, direction: str) -> str:
    """Return the part of a text about sources that is for `direction`, `request` or `answer`.

    >>> of_direction("PUT SMTP 25.1, table 830; answer: Go SDK 25.0.2", "answer")
    'Go SDK 25.0.2'
    """
    parts = [part.strip() for part in said.split(";")]
    own = [part.partition(": ")[2] for part in parts if part.startswith(f"{direction}: ")]
    shared = [part for part in parts if not part.startswith(("request: ", "answer: "))]
    return "; ".join(own or shared)
