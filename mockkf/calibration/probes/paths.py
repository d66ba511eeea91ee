"""Probes of paths, methods, sign-in calls and connections: GETs."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.session import without_credentials

USUAL = "/KeyfactorAPI"


def base(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look under which path the API is."""
    path = urlsplit(server.session.url).path
    return {"base-path": f"under {USUAL if path.lower() == USUAL.lower() else path or '/'}"}


def forms(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at other letter case, a doubled and a trailing slash."""
    asked = {"letter case": "/smtp", "doubled slash": "//SMTP", "trailing slash": "/SMTP/"}
    version = str(server.get_version)
    seen = (f"{name} {_kind(server.get(path, version))}" for name, path in asked.items())
    return {"base-path-forms": ", ".join(seen)}


def wrong(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at an unknown path without credentials, and at a known path with another method."""
    unknown = server.get("/MockkfCalibrate", credentials=without_credentials())
    other = server.get("/SMTP/Test", "1")
    allow = " with Allow" if other.header("allow") else ""
    return {"path-unknown": f"{unknown.status}, {unknown.form}", "method-wrong": f"{other.status}{allow}"}


def sign_in(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the calls with which clients sign in."""
    listed, health = server.get("/Status/Endpoints"), server.get("/Status/HealthCheck")
    is_list = isinstance(listed.json, list) and all(isinstance(one, str) for one in listed.json)
    calls = is_list and listed.json and all(re.match(r"[A-Z]+ /", one) for one in listed.json)
    form = "a method and a path" if calls else "other text"
    return {
        "status-endpoints": f"{listed.status}, {'an array of strings' if is_list else listed.form}",
        "status-endpoints-text": form if is_list else NotSeen("there is no array of strings"),
        "status-health": f"{health.status}, {health.form}",
    }


def kept(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look whether a connection stays open after a call, by two more calls."""
    server.get("/SMTP", str(server.get_version))
    before = server.session.connections
    server.get("/SMTP", str(server.get_version))
    is_kept = server.session.connections == before
    return {"connections-kept": "stay open after a call" if is_kept else "end after a call"}


def ignored(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a GET with a body, and at one that accepts no JSON."""
    from mockkf.calibration.session import RequestBody

    version = str(server.get_version)
    with_body = server.get("/SMTP", version, body=RequestBody(raw=b"{}"))
    text = server.get("/SMTP", version, headers={"Accept": "text/html"})
    return {
        "body-on-get": "ignored" if with_body.json == server.profile else f"refused with {with_body.status}",
        "accept": "ignored" if text.json == server.profile else f"{text.status}, {text.form}",
    }


def _kind(answer: ServerAnswer) -> str:
    return "accepted" if answer.status in OK else str(answer.status)


PROBES = (
    Probe("nothing more", ("base-path",), base),
    Probe("GET /smtp, //SMTP and /SMTP/", ("base-path-forms",), forms),
    Probe("GET of an unknown path; GET /SMTP/Test", ("path-unknown", "method-wrong"), wrong),
    Probe(
        "GET /Status/Endpoints and /Status/HealthCheck",
        ("status-endpoints", "status-endpoints-text", "status-health"),
        sign_in,
    ),
    Probe("GET /SMTP, twice", ("connections-kept",), kept),
    Probe("GET /SMTP with the body {}, and with Accept: text/html", ("body-on-get", "accept"), ignored),
)
"""The probes of this family."""
