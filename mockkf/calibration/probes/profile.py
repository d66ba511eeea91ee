"""Probes that read the profile: headers, JSON, and every member of the answers of GET /SMTP."""

import json
import re
from collections.abc import Mapping
from typing import Any

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.member_rules import members
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe

HEADERS = ("X-Keyfactor-Product-Version", "X-Keyfactor-Correlation-Id", "Api-Supported-Versions")
V1 = members("GET /SMTP", 1, "answer")
V2 = members("GET /SMTP", 2, "answer")
PASCAL = re.compile("[A-Z][A-Za-z]*")


def common(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at headers and JSON of the newest version."""
    answer = server.first
    there = [name for name in HEADERS if answer.header(name)]
    return {
        "get-profile": f"{answer.status} with the profile",
        "common-headers": ", ".join(there) or "none of them",
        "release-shown": server.release or "no release",
        "json-out": _json_form(answer),
        "nulls-out": _nulls(answer),
        "profile-id": f"Id {answer.members.get('Id', 'is missing')}",
    }


def v1(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the members of version 1."""
    answer = server.once(version="1")
    if answer.status not in OK or not answer.members:
        raise NotSeen(f"GET /SMTP in version 1 is answered with {answer.status}")
    address, account = (answer.members.get(name) for name in ("SenderAddress", "SenderAccount"))
    is_there = "SenderAddress" in answer.members
    same = "equal to SenderAccount" if address == account else "another value"
    missing = NotSeen("the answer has no SenderAddress")
    return {
        "sender-address": "in the answer" if is_there else "not in the answer",
        "sender-address-value": same if is_there else missing,
        **_members(V1, answer),
        **({"username-pam": f"RelayUsername is {answer.members.get('RelayUsername')}"} if _uses_pam(server) else {}),
    }


def v2(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the members of version 2."""
    answer = server.once(version="2")
    if server.get_version == 1:
        raise NotSeen("GET /SMTP has no version 2 here")
    found: dict[str, str | NotSeen] = {**_members(V2, answer)}
    if answer.members.get("RelayAuthenticationType") == 2:  # noqa: PLR2004 - basic, with a user and a password
        found["hidden-secrets"] = member_shown(answer.members, "RelayPassword")
        found["username-shown"] = form_of(answer.members.get("RelayUsername"))
    if _uses_pam(server):
        kind = type((answer.members.get("RelayUsername") or {}).get("Provider"))
        found["provider-number"] = "a number" if kind is int else "text"
    return found


def _uses_pam(server: CommandServer) -> bool:
    name = server.profile.get("RelayUsername")
    return isinstance(name, dict) and name.get("Provider") is not None


def _members(rules: Mapping[str, str], answer: ServerAnswer) -> dict[str, str | NotSeen]:
    return {rule: member_shown(answer.members, name) for rule, name in rules.items()}


HIDDEN = ("RelayPassword", "ClientSecret")


def member_shown(members: Mapping[str, Any], name: str) -> str:
    """Return whether an answer has a member; of a hidden one also what is in its place."""
    if name not in members:
        return "not in the answer"
    return f"{form_of(members[name])} in the answer" if name in HIDDEN else "in the answer"


def form_of(value: Any) -> str:
    """Return the form of a value, without the value."""
    if isinstance(value, dict):
        given = [key for key, inner in value.items() if inner is not None]
        return f"an object of {', '.join(value)}, with {', '.join(given) or 'nothing'} set"
    return "null" if value is None else "text" if isinstance(value, str) else "another value"


def _json_form(answer: ServerAnswer) -> str:
    compact = json.dumps(answer.json, separators=(",", ":"), ensure_ascii=False).encode()
    form = "compact" if answer.body == compact else "not compact, or with escapes"
    case = "PascalCase" if all(PASCAL.fullmatch(name) for name in answer.members) else "another letter case"
    return f"{form}, {case}"


def _nulls(answer: ServerAnswer) -> str | NotSeen:
    if None in answer.members.values():
        return "null"
    if "RelayUsername" in answer.members:
        return NotSeen("every member of this profile has a value")
    return "left out"


PROBES = (
    Probe(
        "nothing more",
        ("get-profile", "common-headers", "release-shown", "json-out", "nulls-out", "profile-id"),
        common,
    ),
    Probe("GET /SMTP in version 1", ("sender-address", "sender-address-value", "username-pam", *V1), v1),
    Probe("nothing more", ("hidden-secrets", "username-shown", "provider-number", *V2), v2),
)
"""The probes of this family."""
