"""Probes with a relay of the user's own: how the server opens a connection, logs on, and writes the mail."""

from collections.abc import Mapping

from mockkf.calibration.answer import ServerAnswer
from mockkf.calibration.bodies import ANONYMOUS, BASIC, body_of
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.member_rules import members
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import RELAY, Probe
from mockkf.calibration.relay_host import STARTTLS, Arrival, RelayHost
from mockkf.calibration.safety import SECRET, USER
from mockkf.model import Message

ANSWERED = members("POST /SMTP/Test", 1, "answer")
UNTRUSTED = "the server does not trust the CA"
PORTS = ("25", "587", "465")
OLD = ("587", False)
"""The mail that is sent in version 1."""


def mail(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Send one anonymous mail in plain text, and look at it and at the answer."""
    answer, arrival = sent(server, ANONYMOUS)
    message = arrived(arrival)
    text = message.text.strip()
    return {
        "test-helo": f"{'EHLO' if 'C: EHLO' in message.transcript.upper() else 'HELO'} {message.helo}",
        "test-subject": message.subject,
        "test-text": text or NotSeen("the mail has no plain text"),
        **({} if server.test_version == 1 else {"test-v2": f"{answer.status} with {answer.form}"}),
    }


def tls(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look how connections are opened at each port, with and without UseSSL; one of these mails is of version 1."""
    relay = _relay(server)
    openings, answers = [], []
    for name, port in zip(PORTS, relay.ports, strict=True):
        for use_ssl in (True, False):
            version = 1 if (name, use_ssl) == OLD else server.test_version
            answer, arrival = sent(server, ANONYMOUS, version=version, Port=port, UseSSL=use_ssl)
            openings.append(f"{name} {'with' if use_ssl else 'without'} UseSSL: {arrival.opening}")
            answers += [answer] if version == 1 and arrival.mails else []
    return {"tls": ", ".join(openings), **(_answered(answers[0]) if answers else {})}


def _answered(answer: ServerAnswer) -> dict[str, str | NotSeen]:
    """Return what the answer of version 1 to a mail that was sent has."""
    said = "the settings and TestRecipient" if "TestRecipient" in answer.members else answer.form
    seen = {rule: "in the answer" if name in answer.members else "not there" for rule, name in ANSWERED.items()}
    return {**seen, "test-v1": f"{answer.status} with {said}"}


def login(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the login with a password: the mechanism, and the one if PLAIN is not offered."""
    _, first = sent(server, BASIC)
    user = arrived(first).login
    _, second = sent(server, BASIC, faults=(("relay.hello", {"without": ["PLAIN"]}),))
    other = arrived(second).login
    times = "once" if first.steps["relay.login"] == 1 else f"{first.steps['relay.login']} times"
    own = user is not None and user.user == USER and user.used(SECRET)
    return {
        "test-login": f"{user.mechanism if own and user else 'no login'} {times}, "
        f"{other.mechanism if other else 'no login'} without PLAIN"
    }


def _relay(server: CommandServer) -> RelayHost:
    if server.relay is None:
        raise NotSeen("there is no relay")
    return server.relay


def sent(
    server: CommandServer,
    kind: int,
    *,
    version: int | None = None,
    faults: tuple[tuple[str, dict[str, object]], ...] = (),
    **changes: object,
) -> tuple[ServerAnswer, Arrival]:
    """Send a test mail to the relay while `faults` are planned there; return the answer and what arrived."""
    relay = _relay(server)
    wanted = version or server.test_version
    body = body_of(wanted, kind, **{"Host": relay.host, "Port": relay.ports[0], **changes})
    with relay.watching(*faults) as arrival:
        answer = server.test(body, wanted)
    return answer, arrival


def arrived(arrival: Arrival) -> Message:
    """Return the mail that arrived; raise `NotSeen` with the reason if none did."""
    if arrival.mails:
        return arrival.mails[-1]
    if arrival.opening == STARTTLS:
        raise NotSeen(UNTRUSTED)
    if not arrival.steps.get("relay.banner"):
        raise NotSeen("the server did not reach the relay")
    raise NotSeen("no mail arrived at the relay")


PROBES = (
    Probe(
        "one anonymous mail to the first port",
        ("test-helo", "test-subject", "test-text", "test-v2"),
        mail,
        RELAY,
    ),
    Probe(
        "anonymous mails to each of the three ports, with UseSSL and without",
        ("tls", "test-v1", *ANSWERED),
        tls,
        RELAY,
    ),
    Probe("a mail with Basic login, and one where PLAIN is not offered", ("test-login",), login, RELAY),
)
"""The probes of this family."""
