"""Probes of credentials: GETs without credentials, and as an invented user, never as the user with a wrong password."""

import re
from collections.abc import Mapping

from mockkf.calibration.answer import OK
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.session import STRANGER, without_credentials


def none(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a call without credentials."""
    answer = server.get(version=str(server.get_version), credentials=without_credentials())
    if answer.status in OK:
        return {"credentials-none": "accepted", "challenge": NotSeen("a call without credentials is accepted")}
    offered = answer.headers.get("www-authenticate", ())
    schemes = [_scheme(challenge) for challenge in offered]
    return {
        "credentials-none": f"{answer.status}, {answer.form}",
        "challenge": ", ".join(schemes) or "none",
    }


def anybody(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a call of an invented user."""
    answer = server.get(version=str(server.get_version), credentials=STRANGER)
    return {"credentials-any": "accepted" if answer.status in OK else f"refused with {answer.status}"}


def token(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look whether this calibration signed in with a token."""
    if server.session.credentials.kind != "token":
        return {"sign-in-token": NotSeen("this calibration did not sign in with a token")}
    return {"sign-in-token": "accepted"}


def _scheme(challenge: str) -> str:
    realm = " with a realm" if re.search(r"\brealm=", challenge, re.IGNORECASE) else ""
    return f"{challenge.partition(' ')[0]}{realm}"


PROBES = (
    Probe("GET /SMTP without credentials", ("credentials-none", "challenge"), none),
    Probe("GET /SMTP as an invented user", ("credentials-any",), anybody),
    Probe("nothing more", ("sign-in-token",), token),
)
"""The probes of this family."""
