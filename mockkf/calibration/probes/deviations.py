"""Probes of deviations: test mails that the documents do not allow, but real clients send."""

from collections.abc import Mapping
from typing import Any

from mockkf.calibration.bodies import ANONYMOUS, BASIC, SENDER, body_of
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.safety import DOMAIN, SECRET
from mockkf.calibration.session import RequestBody

TOGETHER: Mapping[str, Mapping[str, Any]] = {
    "deviation-id-missing": {"Id": ...},
    "deviation-unknown-member": {"Mockkf": 1},
    "deviation-deprecated-member": {"SenderAddress": SENDER},
    "deviation-null-value": {"UseSSL": None},
    "null-in": {"RelayUsername": None},
    "sender-any-text": {"SenderAccount": "mockkf calibrate"},
    "host-form": {"Host": f"mail_1.{DOMAIN}"},
}
"""The changes of a valid body of version 1 that are tried together first, by the names of their rules."""

ONLY_V1 = ("deviation-id-missing", "deviation-deprecated-member")


def together(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look whether all changes at once are accepted, and if not, whether each one is."""
    version = 1 if server.tells_apart(1) else server.test_version
    wanted = {rule: change for rule, change in TOGETHER.items() if version == 1 or rule not in ONLY_V1}
    every = {name: value for change in wanted.values() for name, value in change.items()}
    outcome = server.tried(version, ANONYMOUS, **every)
    seen = dict.fromkeys(wanted, outcome)
    if outcome != "accepted":
        seen = {rule: server.tried(version, ANONYMOUS, **change) for rule, change in wanted.items()}
    wrong = server.tried(version, ANONYMOUS, Host=f"mail..{DOMAIN}")
    return {**seen, "host-form": f"an empty label {wrong}, an underscore {seen['host-form']}"}


def other_id(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at an Id that is not that of the profile."""
    number = server.profile.get("Id")
    return {"deviation-id-other": server.tried(1, Id=number + 1 if isinstance(number, int) else 2)}


def member_case(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at members with another letter case."""
    version = server.test_version
    body = {name[0].lower() + name[1:]: value for name, value in body_of(version).items()}
    outcome = server.outcome(server.test(RequestBody(body), version), version)
    return {"member-case-in": outcome, "deviation-member-case": outcome}


def user_form(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a user without a domain."""
    outcome = server.tried(1, BASIC, RelayUsername=SECRET)
    is_valid = server.valid(1, BASIC).is_like(server.valid(1))
    return {"deviation-username-form": outcome if is_valid else NotSeen("no login is valid")}


def meaningless_type(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a RelayAuthenticationType that no document explains."""
    version = server.test_version
    answer = server.test(body_of(version, RelayAuthenticationType=1), version)
    if server.outcome(answer, version) == "accepted":
        return {"deviation-type-undocumented": "accepted"}
    valid, refused = server.valid(version), server.refused(version)
    is_failure = answer.begins_like(valid) and not refused.begins_like(valid)
    return {"deviation-type-undocumented": f"{'fails' if is_failure else 'refused'} with {answer.status}"}


PROBES = (
    Probe(
        "POST /SMTP/Test v1 without Id, with SenderAddress, an unknown member, UseSSL and RelayUsername null, a sender "
        "that is no address, an underscore in Host: first together, then alone if that is refused; then with an empty "
        "label in Host",
        tuple(TOGETHER),
        together,
    ),
    Probe("POST /SMTP/Test v1 with another Id", ("deviation-id-other",), other_id),
    Probe("POST /SMTP/Test with members in camelCase", ("member-case-in", "deviation-member-case"), member_case),
    Probe("POST /SMTP/Test v1 with type 2, with and without a domain", ("deviation-username-form",), user_form),
    Probe("POST /SMTP/Test with type 1", ("deviation-type-undocumented",), meaningless_type),
)
"""The probes of this family."""
