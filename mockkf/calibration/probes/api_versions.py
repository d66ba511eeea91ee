"""Probes of the header x-keyfactor-api-version: GETs of the profile in several versions."""

from collections.abc import Mapping

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe


def absent(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Compare the answer without the header with the answer of version 1."""
    return {"version-absent": _as(server.once(version=None), server.once(version="1"), "1")}


def forms(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look whether each form of a version number is read."""
    one, two = server.once(version="1"), server.once(version="2")
    long, short = server.get(version="1.0"), server.get(version="2.0")
    return {
        "version-forms": f"1.0 {_as(long, one, '1')}, 2 {_status(two)}",
        "version-short-and-long": f"1 {_status(one)}, 2.0 {_as(short, two, '2')}",
    }


def unsupported(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the answer to a version that does not exist."""
    return {"version-unsupported": _status(server.get(version="9"))}


def deprecated(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look whether version 1 is still answered where a newer one exists."""
    if server.get_version == 1:
        return {"deviation-deprecated-version": NotSeen("this server has only version 1")}
    return {"deviation-deprecated-version": _status(server.once(version="1"))}


def requested_with(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the answer without the mandatory header."""
    answer = server.get(version=str(server.get_version), headers={"x-keyfactor-requested-with": None})
    return {"deviation-requested-with-missing": _status(answer)}


def releases(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look which versions the release has, in a release of which no page says it."""
    numbers = (server.release or "").split(".")
    if numbers[0] != "25" or numbers[1:2] not in (["2"], ["3"], ["4"]):
        return {"release-oauth": NotSeen("only a server of 25.2 to 25.4 shows it")}
    return {"release-oauth": f"POST /SMTP/Test has version {server.test_version}"}


def _status(answer: ServerAnswer) -> str:
    return "accepted" if answer.status in OK else f"refused with {answer.status}"


def _as(answer: ServerAnswer, other: ServerAnswer, name: str) -> str:
    if answer.status in OK and other.status in OK and answer.json == other.json:
        return f"is read as {name}"
    return f"is read as {name}" if answer.is_like(other) and answer.status not in OK else _status(answer)


PROBES = (
    Probe("GET /SMTP without x-keyfactor-api-version", ("version-absent",), absent),
    Probe("GET /SMTP with 1.0 and 2.0", ("version-forms", "version-short-and-long"), forms),
    Probe("GET /SMTP with version 9", ("version-unsupported",), unsupported),
    Probe("GET /SMTP with version 1", ("deviation-deprecated-version",), deprecated),
    Probe("GET /SMTP without x-keyfactor-requested-with", ("deviation-requested-with-missing",), requested_with),
    Probe("nothing more", ("release-oauth",), releases),
)
"""The probes of this family."""
