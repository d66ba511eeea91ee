"""The rules about members: every member of every body, in every release."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from mockkf.command.contract.rule import ASSUMED, Rule
from mockkf.command.schemas import Operation, api_versions, operation, operations, releases
from mockkf.command.schemas.body import Body
from mockkf.command.schemas.members import Member
from mockkf.command.schemas.smtp import NEEDS

FIXED = "a member follows the nearest documented release; the option `release` chooses another one"


def rules() -> tuple[Rule, ...]:
    """Return one rule for each member of each body, from the first release for which it holds."""
    known = releases()
    found = [rule for since, until in pairwise((*known, None)) for rule in of_release(since or (), until)]
    by_name = sorted(found, key=lambda rule: (rule.name, rule.since))
    return tuple(rule for _, group in groupby(by_name, key=lambda rule: rule.name) for rule in _joined(list(group)))


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
            why = called.assumed.get(member) or called.assumed.get(f"{direction} {member}")
            grade = ASSUMED if why else called.grade
            yield Rule(
                name=f"{name} v{version} {direction} {member}",
                subject=f"{direction} member {member}",
                does=does,
                grade=grade,
                source=why or called.source,
                endpoint=name,
                api_versions=(version,),
                since=since,
                until=until,
                fixed=FIXED if grade == ASSUMED else None,
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
        yield str(field.data_key), "null in the answer" if getattr(field, "hidden", False) else "in the answer"


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
