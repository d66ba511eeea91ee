"""Probes of test mails to invented hosts: what a test mail needs, and what happens if its host does not exist."""

from collections.abc import Mapping

from mockkf.calibration.answer import OK
from mockkf.calibration.bodies import BASIC, OAUTH, body_of, secret
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.member_rules import members, named
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.safety import DOMAIN, SECRET

FOR_BASIC = {version: members("POST /SMTP/Test", version, "request", "required for R") for version in (1, 2)}
NO_OAUTH = "POST /SMTP/Test has no OAuth here"


def failure(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the answer for a host that does not exist, and whether the test mail left the profile as it was."""
    answer = server.valid(server.test_version)
    failed = answer.status not in OK
    return {
        "test-body": "leaves the stored profile as it was",
        "test-failure": f"{answer.status}, {answer.form}" if failed else NotSeen("the server resolves .invalid"),
    }


def basic(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a test mail with Basic login and without user and password."""
    version = server.test_version
    answer = server.test(body_of(version, BASIC, RelayUsername=..., RelayPassword=...), version)
    wanted = {rule: name for rule, name in FOR_BASIC[version].items() if name.startswith("Relay")}
    seen = named(answer, wanted)
    return {**seen, "basic-needs-test": server.outcome(answer, version)}


def oauth(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at test mails with OAuth that lack something, and at one with a forbidden header."""
    if server.test_version == 1 or "ClientId" not in server.profile:
        raise NotSeen(NO_OAUTH)
    answer = server.test(body_of(2, OAUTH, ClientId=..., ClientSecret=..., TokenEndpoint=...), 2)
    wanted = {rule: name for rule, name in FOR_BASIC[2].items() if not name.startswith("Relay")}
    headers = [{"Name": "Content-Length", "Value": SECRET}]
    return {
        **named(answer, wanted),
        "oauth-needs": server.outcome(answer, 2, OAUTH),
        "oauth-header-names": server.tried(2, OAUTH, RequestHeaders=headers),
    }


def addresses(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at two recipients in one."""
    return {"one-recipient": server.tried(server.test_version, TestRecipient=f"one@{DOMAIN}, two@{DOMAIN}")}


def secrets(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a secret in another form."""
    if server.test_version == 1:
        raise NotSeen("POST /SMTP/Test has no version 2 here")
    given = {"RelayUsername": secret(SECRET), "RelayPassword": {"SecretValue": [SECRET]}}
    wrong = server.test(body_of(2, BASIC, **given), 2)
    right = server.valid(2, BASIC)
    return {
        "secret-other": server.outcome(wrong, 2, BASIC),
        "secret-forms": "SecretValue accepted" if right.is_like(server.valid(2)) else f"refused with {right.status}",
    }


PROBES = (
    Probe("nothing more", ("test-body", "test-failure"), failure),
    Probe(
        "POST /SMTP/Test with type 2, without user and password",
        ("basic-needs-test", *(rule for rules in FOR_BASIC.values() for rule in rules if "Relay" in rule)),
        basic,
    ),
    Probe(
        "POST /SMTP/Test v2 with type 3: valid, without client and endpoint, with the header Content-Length",
        ("oauth-needs", "oauth-header-names", *(rule for rule in FOR_BASIC[2] if "Relay" not in rule)),
        oauth,
    ),
    Probe("POST /SMTP/Test with two recipients", ("one-recipient",), addresses),
    Probe(
        "POST /SMTP/Test v2 with type 2: valid, and with a secret that is an array",
        ("secret-other", "secret-forms"),
        secrets,
    ),
)
"""The probes of this family."""
