"""The OpenAPI document and the register of rules, for the release that a caller names."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mockkf.command.contract import GRADES, RECORDED, Recording, Rule, register, sums, table, terminal
from mockkf.command.releases import dotted, release, remark
from mockkf.command.schemas import operations, releases, versions
from mockkf.config import one_of, version
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.config import Settings

EARLIEST_KNOWN = (10, 5)


def openapi(settings: "Settings", query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document for the query parameters `release`, `api-version` and `strict`.

    The defaults are the release of the mock, the newest version of each endpoint, and the form for client generators.
    """
    from mockkf.command.openapi import document

    wanted = query.get("release")
    known = settings.version if wanted is None else _numbers(wanted)
    api_version = _api_version(query.get("api-version"), known)
    return document(known, api_version, settings.base_paths[0], strict=query.get("strict", False))


@dataclass(frozen=True)
class Filter:
    """The rules that somebody asks for: of a release, with a grade, about an endpoint; None means all.

    `recordings` are the user's own, by the names of the rules; such a rule has the grade *recorded*.
    """

    release: str | None = None
    grade: str | None = None
    endpoint: str | None = None
    recordings: Mapping[str, Recording] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules; raise `ConfigurationError` for a value that is not known."""
        if self.grade is not None:
            one_of(*GRADES)("grade", self.grade)
        found = register(self._numbers, endpoint=self._endpoint)
        return tuple(rule for rule in found if self.grade in {None, self._grade(rule)})

    def view(self, rule: Rule) -> dict[str, Any]:
        """Return a rule as a JSON object, with the user's own recording of it if there is one."""
        own = self.recordings.get(rule.name)
        return {**rule.view(), **({"yours": asdict(own)} if own else {})}

    def _grade(self, rule: Rule) -> str:
        return RECORDED if rule.name in self.recordings else rule.grade

    @property
    def sums(self) -> dict[str, dict[str, int]]:
        """How many rules have each grade, by release: the wanted one, or each known one."""
        wanted = releases() if self._numbers is None else (self._numbers,)
        return {dotted(numbers): dict(counted) for numbers, counted in sums(wanted, self._endpoint).items()}

    @property
    def remark(self) -> str | None:
        """What is to be said about the release."""
        return None if self.release is None else remark(release("release", self.release))

    @property
    def _numbers(self) -> tuple[int, ...] | None:
        return None if self.release is None else version(release("release", self.release))

    @property
    def _endpoint(self) -> str | None:
        if self.endpoint is None:
            return None
        calls = endpoints()
        names = {name.casefold(): name for call in calls for name in (call, call.partition(" ")[2])}
        if self.endpoint.strip().casefold() not in names:
            near = get_close_matches(self.endpoint.strip().casefold(), names, 1)
            hint = f"did you mean '{names[near[0]]}'?" if near else f"there are: {', '.join(calls)}"
            raise ConfigurationError(f"no endpoint '{self.endpoint[:100]}'; {hint}")
        return self.endpoint


def contract(query: Mapping[str, str]) -> dict[str, Any]:
    """Return rules, sums and remark for the query parameters `release`, `grade` and `endpoint`, ready for JSON."""
    wanted = Filter(query.get("release"), query.get("grade"), query.get("endpoint"))
    return {"rules": [rule.view() for rule in wanted.rules], "sums": wanted.sums, "remark": wanted.remark}


def endpoints() -> tuple[str, ...]:
    """Return the calls of all releases, such as "PUT /SMTP"."""
    return tuple(dict.fromkeys(call for numbers in releases() for call in operations(numbers)))


def known_releases() -> tuple[str, ...]:
    """Return the releases that have a format of their own, oldest first."""
    return tuple(map(dotted, releases()))


def shown(wanted: Filter, form: str, width: int) -> str:
    """Return the rules as text of `width` characters, as JSON or as Markdown.

    Markdown is the whole page, whatever is `wanted`. Raise `ConfigurationError` for an unknown `form`.
    """
    one_of(*FORMS)("format", form)
    return FORMS[form](wanted, width)


def _numbers(wanted: str) -> tuple[int, ...]:
    return max(version(release("release", wanted)), EARLIEST_KNOWN)


def _api_version(wanted: str | None, known: tuple[int, ...]) -> int | None:
    if wanted is None:
        return None
    there = sorted({number for name in operations(known) for number in versions(name, known)})
    whole = wanted.removesuffix(".0")
    if whole not in map(str, there):
        offered = " or ".join(map(str, there))
        raise ConfigurationError(f"api-version must be {offered} in this release, not {wanted!r}")
    return int(whole)


def _text(wanted: Filter, width: int) -> str:
    """Return the remark on the release, the sums, and the rules."""
    rules = [*terminal.shown(wanted.rules, width, wanted.recordings)]
    head = [f"Note: {wanted.remark}.", ""] if wanted.remark else []
    head += [
        f"{of}: {', '.join(f'{count} {grade}' for grade, count in sums.items())}" for of, sums in wanted.sums.items()
    ]
    head += _own(wanted.recordings)
    return "\n".join((*(line for text in head for line in terminal.wrapped(text, width) or [""]), "", *rules)).rstrip()


def _own(recordings: Mapping[str, Recording]) -> list[str]:
    """Return how many rules the user has recorded."""
    differ = sum(one.verdict == "differs" for one in recordings.values())
    grades = dict.fromkeys(one.grade for one in recordings.values())
    return [f"{grade}: {len(recordings)} rules, of which {differ} differ" for grade in grades]


def _json(wanted: Filter, _: int) -> str:
    return json.dumps([wanted.view(rule) for rule in wanted.rules], indent=2, ensure_ascii=False)


FORMS: Mapping[str, Callable[[Filter, int], str]] = {
    "text": _text,
    "json": _json,
    "markdown": lambda _, __: table.page().rstrip("\n"),
}
