"""The OpenAPI document and the register of rules, for the release that a caller names."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.command.contract import GRADES, Rule, register, table
from mockkf.command.releases import release
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


def contract(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the rules for the query parameters `release` and `grade`, ready for JSON; both are optional."""
    return {"rules": [rule.view() for rule in rules(query.get("release"), query.get("grade"))]}


def shown(wanted: str | None, grade: str | None, form: str, width: int) -> str:
    """Return the rules as text of `width` characters, as JSON or as Markdown.

    Markdown is the whole page, whatever `wanted` and `grade` are. Raise `ConfigurationError` for an unknown `form`.
    """
    one_of(*FORMS)("format", form)
    return FORMS[form](rules(wanted, grade), width)


def rules(wanted: str | None, grade: str | None) -> tuple[Rule, ...]:
    """Return the rules of the release `wanted` with this `grade`; None means all."""
    if grade is not None:
        one_of(*GRADES)("grade", grade)
    return register(None if wanted is None else _numbers(wanted), grade)


def _numbers(wanted: str) -> tuple[int, ...]:
    return max(version(release("release", wanted)), EARLIEST_KNOWN)


def _api_version(wanted: str | None, known: tuple[int, ...]) -> int | None:
    from mockkf.command.schemas import operations, versions

    if wanted is None:
        return None
    there = sorted({number for name in operations(known) for number in versions(name, known)})
    whole = wanted.removesuffix(".0")
    if whole not in map(str, there):
        offered = " or ".join(map(str, there))
        raise ConfigurationError(f"api-version must be {offered} in this release, not {wanted!r}")
    return int(whole)


def _json(found: tuple[Rule, ...], _: int) -> str:
    return json.dumps([rule.view() for rule in found], indent=2, ensure_ascii=False)


FORMS: Mapping[str, Callable[[tuple[Rule, ...], int], str]] = {
    "text": lambda found, width: "\n".join(table.terminal(found, width)),
    "json": _json,
    "markdown": lambda _, __: table.page().rstrip("\n"),
}
