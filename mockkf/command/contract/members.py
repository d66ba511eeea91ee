"""The rules about members: every member of every body, in every release."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from mockkf.command.contract.rule import Rule
from mockkf.command.contract.source import ASSUMED, of_direction
from mockkf.command.schemas import Operation, api_versions, operation, operations, releases
from mockkf.command.schemas.body import Body
from mockkf.command.schemas.members import Member
from mockkf.command.schemas.smtp import NEEDS

HIDDEN = "null in the answer"
CHOSEN = {HIDDEN: "the pages say that the value is not returned, and not what is in its place"}
"""The reasons of assumptions that hold in every release."""

FIXED = "a member follows the nearest documented release; the option `release` chooses another one"


def rules() -> tuple[Rule, ...]:
    """Return one rule for each member of each body, from the first release for which it holds."""
    known = releases()
    found = [rule for since, until in pairwise((*known, None)) for rule in of_release(since or (), until)]
    by_name = sorted(found, key=lambda rule: (rule.name, rule.since))
    return tuple(rule for _, group in groupby(by_name, key=lambda rule: rule.name) for rule in _joined(list(group)))


def grade_of(called: Operation, release: tuple[int, ...]) -> tuple[str, str]:
    """Return the grade and the source of an operation in a release.

    >>> grade_of(Operation(source="GET SMTP 11.4"), (12, 3))
    ('assumed', 'as documented in 11.4; GET SMTP 11.4')
    """
    found = Rule("", "", "", called.grade, called.source).in_release(release)
    return found.grade, found.source


def of_release(release: tuple[int, ...], until: tuple[int, ...] | None = None) -> Iterator[Rule]:
    """Return the rules of one release, in the order of the documents."""
    for name in operations(release):
        for version in api_versions():
            called = operation(name, version, release)
            if called is not None:
                yield from _of_operation(name, version, called, release, until)


def _of_operation(
    name: str, version: int, called: Operation, since: tuple[int, ...], until: tuple[int, ...] | None
) -> Iterator[Rule]:
    for direction, wire, say in (("request", called.request, _taken), ("answer", called.answer, _answered)):
        for member, does in say(wire) if wire is not None else ():
            why = called.assumed.get(member) or called.assumed.get(f"{direction} {member}") or CHOSEN.get(does)
            grade = ASSUMED if why else called.grade
            yield Rule(
                name=f"{name} v{version} {direction} {member}",
                subject=f"{direction} member {member}",
                does=does,
                grade=grade,
                source=why or of_direction(called.source, direction),
                endpoint=name,
                api_versions=(version,),
                since=since,
                until=until,
                switch="hidden_secrets" if does == HIDDEN else None,
                fixed=FIXED if grade == ASSUMED and does != HIDDEN else None,
            )


def _taken(wire: Body) -> Iterator[tuple[str, str]]:
    for member, field in wire.documented.items():
        needed = [number for number, names in NEEDS.items() if field.name in names and number in _types(wire)]
        if member.lower() in wire.deprecated:
            yield member, "deprecated, accepted and ignored"
        elif field.required:
            yield member, "required"
        elif needed:
            yield member, f"required for RelayAuthenticationType {needed[0]}"
        elif isinstance(field, Member) and field.expected:
            yield member, f"optional, but the documents require it (deviation {field.expected})"
        else:
            yield member, "optional"


def _types(wire: Body) -> tuple[int, ...]:
    chosen = wire.documented.get("RelayAuthenticationType")
    return tuple(getattr(chosen, "choices", ()))


def _answered(wire: Body) -> Iterator[tuple[str, str]]:
    for field in wire.dump_fields.values():
        yield str(field.data_key), HIDDEN if getattr(field, "hidden", False) else "in the answer"


def _joined(same: list[Rule]) -> Iterator[Rule]:
    """Join the rules of consecutive releases that differ only in the release."""
    from dataclasses import replace

    current = same[0]
    for rule in same[1:]:
        if current.until == rule.since and replace(rule, since=current.since, until=current.until) == current:
            current = replace(current, until=rule.until)
        else:
            yield current
            current = rule
    yield current
