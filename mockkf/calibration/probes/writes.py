"""Probes that write: PUT /SMTP with invented hosts; the runner restores the profile after them."""

from collections.abc import Mapping

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.bodies import BASIC, OAUTH, profile_of
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.member_rules import members, named
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import WRITES, Probe
from mockkf.calibration.probes.profile import form_of, member_shown
from mockkf.calibration.session import RequestBody

CLEARED = {"RelayAuthenticationType": 0, "UseSSL": False}
NEEDED = {version: members("PUT /SMTP", version, "request", "required") for version in (1, 2)}
FOR_LOGIN = {version: members("PUT /SMTP", version, "request", "required for R") for version in (1, 2)}
OPTIONAL = {version: members("PUT /SMTP", version, "request", "optional") for version in (1, 2)}
ANSWERED = {version: members("PUT /SMTP", version, "answer") for version in (1, 2)}


def stored(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Store a profile with Basic login, then the least one, and look what became of the rest."""
    version = server.get_version
    full = server.put(profile_of(version, BASIC, Port=2525, UseSSL=True), version)
    if full.status not in OK:
        raise NotSeen(f"PUT /SMTP is answered with {full.status}")
    seen: dict[str, str | NotSeen] = {
        "put-profile": f"{full.status} with {'the profile' if 'Host' in full.members else full.form}",
        **{rule: member_shown(full.members, name) for rule, name in ANSWERED[version].items()},
    }
    if version > 1:
        seen |= {"hidden-secrets": member_shown(full.members, "RelayPassword")}
        seen |= {"username-shown": form_of(full.members.get("RelayUsername"))}
    seen |= {"password-missing": _without_password(server, version)}
    return {**seen, **_least(server, version)}


def _without_password(server: CommandServer, version: int) -> str:
    answer = server.put(profile_of(version, BASIC, RelayPassword=...), version)
    return "keeps the stored one" if answer.status in OK else f"refused with {answer.status}"


def _least(server: CommandServer, version: int) -> Mapping[str, str | NotSeen]:
    answer = server.put(profile_of(version), version)
    return _cleared(server.get("/SMTP", str(version))) if answer.status in OK else {}


def _cleared(profile: ServerAnswer) -> Mapping[str, str | NotSeen]:
    user = profile.members.get("RelayUsername")
    kept = [name for name, usual in CLEARED.items() if profile.members.get(name) != usual]
    kept += ["RelayUsername"] if user else []
    others = "null" if "RelayUsername" in profile.members and user is None else f"{form_of(user)}"
    return {
        "put-replaces": f"keeps {', '.join(kept)}" if kept else "clears what is missing",
        "put-clears": f"defaults, else {others}",
    }


def refused(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at an empty body, at Basic login without a user, and at OAuth without a client."""
    version = server.get_version
    seen: dict[str, str | NotSeen] = {}
    empty = server.put(RequestBody({}), version)
    seen |= named(empty, NEEDED[version])
    basic = server.put(profile_of(version, BASIC, RelayUsername=..., RelayPassword=...), version)
    seen |= named(basic, {rule: name for rule, name in FOR_LOGIN[version].items() if name.startswith("Relay")})
    seen |= {"basic-needs": "accepted" if basic.status in OK else f"refused with {basic.status}"}
    if version > 1 and "ClientId" in server.profile:
        oauth = server.put(profile_of(2, OAUTH, ClientId=..., ClientSecret=..., TokenEndpoint=...), 2)
        seen |= named(oauth, {rule: name for rule, name in FOR_LOGIN[2].items() if not name.startswith("Relay")})
        seen |= {"oauth-needs-put": "accepted" if oauth.status in OK else f"refused with {oauth.status}"}
    return seen


def form(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a form body in version 1."""
    body = {name: str(value) for name, value in profile_of(1).items()}
    answer = server.put(RequestBody(body, media_type="application/x-www-form-urlencoded", is_form=True), 1)
    seen = "accepted" if answer.status in OK else f"refused with {answer.status}"
    return {
        "deviation-form-body": seen,
        **(
            {rule: member_shown(answer.members, name) for rule, name in ANSWERED[1].items()}
            if answer.status in OK
            else {}
        ),
    }


PROBES = (
    Probe(
        "PUT /SMTP with Basic login, without its password, and with the least members",
        (
            "put-profile",
            "put-replaces",
            "put-clears",
            "password-missing",
            "hidden-secrets",
            "username-shown",
            *ANSWERED[2],
        ),
        stored,
        WRITES,
    ),
    Probe(
        "PUT /SMTP with {}, and with type 2 and type 3 that lack something",
        ("basic-needs", "oauth-needs-put", *NEEDED[1], *NEEDED[2]),
        refused,
        WRITES,
    ),
    Probe("PUT /SMTP v1 with a form body", ("deviation-form-body", *ANSWERED[1]), form, WRITES),
)
"""The probes of this family."""
