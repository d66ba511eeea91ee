"""Probes with a relay of the user's own: the answer if a test mail fails at one of its steps."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockkf.calibration.answer import OK
from mockkf.calibration.bodies import ANONYMOUS, BASIC, OAUTH
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import LimitReached, NotSeen
from mockkf.calibration.probe import RELAY, Probe
from mockkf.calibration.probes.relay_dialogue import sent


class Failing(NamedTuple):
    """A fault: the words that the answer may quote, what the fault does, and the mail that gets there."""

    words: str
    does: Mapping[str, Any]
    kind: int = ANONYMOUS
    changes: Mapping[str, Any] = {}


def _reply(code: str, words: str, kind: int = ANONYMOUS, **changes: Any) -> Failing:
    return Failing(words, {"reply": f"{code} {words}"}, kind, changes)


FAILURES: Mapping[str, Failing] = {
    "relay.login": _reply("535 5.7.8", "mockkf refuses the login", BASIC),
    "relay.sender": _reply("550 5.7.1", "mockkf refuses the sender"),
    "relay.recipient": _reply("550 5.1.1", "mockkf refuses the recipient"),
    "relay.message": _reply("554 5.6.0", "mockkf refuses the message"),
    "relay.banner": _reply("554 5.3.2", "mockkf refuses the connection"),
    "relay.tls": _reply("454 4.7.0", "mockkf refuses TLS", UseSSL=True),
    "relay.data": _reply("451 4.3.0", "mockkf refuses the data"),
    "idp.token": Failing("unauthorized_client", {"failure": "unauthorized_client"}, OAUTH),
}
"""The faults by their steps, the most telling first: the last ones are left out if too few requests are left."""

ALWAYS = ("relay.login", "relay.sender", "relay.recipient", "relay.message")


def failures(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at status and message of the answer, for a failure at each step."""
    statuses: dict[str, str] = {}
    silent: list[str] = []
    for step, failing in FAILURES.items():
        if failing.kind == OAUTH and (server.test_version == 1 or "ClientId" not in server.profile):
            continue
        try:
            answer, arrival = _failed(server, step, failing)
        except LimitReached:
            break
        if arrival.fired:
            statuses[step] = "success" if answer.status in OK else str(answer.status)
            silent += [] if failing.words in answer.message else [step]
    unseen = [step for step in ALWAYS if step not in statuses]
    if unseen:
        return {"test-failure": NotSeen(f"the server did not come to {', '.join(unseen)}")}
    return {"test-failure": f"{_same(statuses)}, the message quotes {_quoted(statuses, silent)}"}


def _failed(server: CommandServer, step: str, failing: Failing) -> Any:
    endpoint = {"TokenEndpoint": server.relay.token_url} if server.relay and failing.kind == OAUTH else {}
    return sent(server, failing.kind, faults=((step, dict(failing.does)),), **{**failing.changes, **endpoint})


def _same(statuses: Mapping[str, str]) -> str:
    """Return the status of all steps, or that of each one if they differ."""
    if len({*statuses.values()}) == 1:
        return next(iter(statuses.values()))
    return ", ".join(f"{status} at {step}" for step, status in statuses.items())


def _quoted(statuses: Mapping[str, str], silent: list[str]) -> str:
    if not silent:
        return "each reply"
    quoted = [step for step in statuses if step not in silent]
    return f"the replies at {', '.join(quoted)}" if quoted else "no reply"


PROBES = (
    Probe(
        "a mail that fails at login, sender, recipient and message, and if requests are left, at greeting, TLS, data "
        "and token",
        ("test-failure",),
        failures,
        RELAY,
    ),
)
"""The probes of this family."""
