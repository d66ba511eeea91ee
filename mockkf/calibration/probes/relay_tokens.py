"""Probes with an identity provider of the user's own: the token request, and the login with the token."""

from collections.abc import Mapping
from typing import Any

from mockkf.calibration.bodies import HEADER, OAUTH, SENDER
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import RELAY, Probe
from mockkf.calibration.probes.relay_dialogue import UNTRUSTED, arrived, sent
from mockkf.calibration.relay_host import Arrival
from mockkf.calibration.safety import SECRET
from mockkf.model import TokenRequest

SCOPE, AUDIENCE = "mockkf.calibrate", "https://audience.mockkf-calibrate.invalid"


def token(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the token request, the requests before it, and the login."""
    arrival = _sent(server)
    requests = [request for request in arrival.tokens if request.method == "POST"]
    if not requests:
        raise NotSeen(f"the server did not reach {_url(server)}, or {UNTRUSTED}")
    request = requests[0]
    seen: dict[str, str | NotSeen] = {
        "oauth-token": _asked(request),
        "oauth-client-auth": request.authentication or "neither form nor basic",
        "oauth-headers": "on each request" if all(map(_has_header, arrival.tokens)) else "not on each request",
        "oauth-token-only": _others(arrival),
    }
    if not arrival.mails:
        return seen
    login = arrived(arrival).login
    second = _sent(server, faults=(("relay.hello", {"without": ["XOAUTH2"]}),))
    other = second.mails[-1].login if second.mails else None
    return {
        **seen,
        "oauth-user": "SenderAccount" if login and login.user == SENDER else "another name",
        "oauth-mechanism": f"{login and login.mechanism}, {other and other.mechanism} without XOAUTH2",
    }


def _sent(server: CommandServer, **more: Any) -> Arrival:
    if server.test_version == 1 or "ClientId" not in server.profile:
        raise NotSeen("POST /SMTP/Test has no OAuth here")
    headers = [{"Name": HEADER, "Value": SECRET}]
    given: dict[str, Any] = {
        "TokenEndpoint": _url(server),
        "Scope": SCOPE,
        "Audience": AUDIENCE,
        "RequestHeaders": headers,
    }
    return sent(server, OAUTH, **given, **more)[1]


def _url(server: CommandServer) -> str:
    return server.relay.token_url if server.relay else ""


def _asked(request: TokenRequest) -> str:
    scope, audience = request.scope == SCOPE, request.audience == AUDIENCE
    said = {"client credentials": True, "Scope": scope, "Audience": audience}
    return ", ".join(name for name, is_there in said.items() if is_there)


def _has_header(request: TokenRequest) -> bool:
    return HEADER.lower() in {name.lower() for name in request.headers}


def _others(arrival: Arrival) -> str:
    reads = [request.url.rpartition("/")[2] for request in arrival.tokens if request.method == "GET"]
    return f"reads {len(reads)} documents before it" if reads else "sends only the token request"


PROBES = (
    Probe(
        "a mail with OAuth, and one where XOAUTH2 is not offered",
        (
            "oauth-token",
            "oauth-client-auth",
            "oauth-headers",
            "oauth-token-only",
            "oauth-user",
            "oauth-mechanism",
        ),
        token,
        RELAY,
    ),
)
"""The probes of this family."""
