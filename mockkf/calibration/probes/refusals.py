"""Probes of refusals: test mails to invented hosts, with bodies that the contract refuses."""

from collections.abc import Mapping

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.bodies import body_of
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.member_rules import members, named
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe
from mockkf.calibration.session import JSON, RequestBody

GENERAL = "0xA0110002"
NEEDED = {version: members("POST /SMTP/Test", version, "request", "required") for version in (1, 2)}
OPTIONAL = {
    version: {
        rule: name
        for rule, name in members("POST /SMTP/Test", version, "request").items()
        if rule not in NEEDED[version] and name not in body_of(version)
    }
    for version in (1, 2)
}


def empty(version: int, server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look which members the refusal of an empty body names, and which ones a valid body can leave out."""
    answer = server.refused(version)
    seen: dict[str, str | NotSeen] = dict(named(answer, NEEDED[version]))
    if not answer.is_like(server.valid(version)):
        seen |= dict.fromkeys(OPTIONAL[version], "can be left out")
    return seen


def form(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the refusal of an empty body."""
    answer = server.refused(server.test_version)
    names = named(answer, NEEDED[server.test_version])
    code = answer.members.get("ErrorCode")
    return {
        "error-body": f"{answer.status}, {answer.form}",
        "error-code": str(code) if code else NotSeen("the refusal has no ErrorCode"),
        "all-at-once": "every one" if len(names) > 1 else "one" if names else NotSeen("the refusal names no member"),
    }


def no_json(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a body that is no JSON object."""
    return {"no-json": _status(_tested(server, RequestBody(raw=b"[]")))}


def content(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at another media type, another encoding and a compressed body."""
    body = body_of(server.test_version)
    plain = _tested(server, RequestBody(body, media_type="text/plain"))
    wide = _tested(server, RequestBody(body, media_type=f"{JSON}; charset=utf-16", encoding="utf-16"))
    coded = _tested(server, RequestBody(body, is_compressed=True))
    return {
        "media-type-wrong": _status(plain) + (" with Accept" if plain.header("accept") else ""),
        "charset": f"UTF-16 {server.outcome(wide, server.test_version)}",
        "content-coding": _status(coded),
    }


def text(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at empty text, and at a control character."""
    version = server.test_version
    return {
        "empty-text": server.tried(version, SenderName=""),
        "control-characters": server.tried(version, SenderName="mockkf\u0001calibrate"),
    }


def _tested(server: CommandServer, body: RequestBody) -> ServerAnswer:
    return server.test(body, server.test_version)


def _status(answer: ServerAnswer) -> str:
    return "accepted" if answer.status in OK else str(answer.status)


def empty_v1(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at an empty body in version 1."""
    return empty(1, server)


def empty_v2(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at an empty body in version 2."""
    return empty(2, server)


PROBES = (
    Probe("POST /SMTP/Test v1 with {}, and with a valid body", (*NEEDED[1], *OPTIONAL[1]), empty_v1),
    Probe("POST /SMTP/Test v2 with {}, and with a valid body", (*NEEDED[2], *OPTIONAL[2]), empty_v2),
    Probe("nothing more", ("error-body", "error-code", "all-at-once"), form),
    Probe("POST /SMTP/Test with []", ("no-json",), no_json),
    Probe(
        "POST /SMTP/Test as text/plain, in UTF-16, and compressed",
        ("media-type-wrong", "charset", "content-coding"),
        content,
    ),
    Probe(
        "POST /SMTP/Test with an empty SenderName, and with a control character in it",
        ("empty-text", "control-characters"),
        text,
    ),
)
"""The probes of this family."""
