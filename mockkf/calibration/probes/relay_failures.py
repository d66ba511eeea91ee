"""Probes with a relay of the user's own: the answer if a test mail fails at one of its steps."""

from collections.abc import Mapping

from mockkf.calibration.answer import OK
from mockkf.calibration.bodies import ANONYMOUS, BASIC
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import RELAY, Probe
from mockkf.calibration.probes.relay_dialogue import reply_in, sent

FAILURES = {
    "relay.login": (BASIC, "535 5.7.8 mockkf refuses the login"),
    "relay.sender": (ANONYMOUS, "550 5.7.1 mockkf refuses the sender"),
    "relay.recipient": (ANONYMOUS, "550 5.1.1 mockkf refuses the recipient"),
    "relay.message": (ANONYMOUS, "554 5.6.0 mockkf refuses the message"),
}
"""The steps at which the relay refuses, with the kind of login that gets there and the reply."""


def failures(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at status and message of the answer, for a refusal at each step."""
    statuses, quoted, unseen = {}, [], []
    for step, (kind, reply) in FAILURES.items():
        answer, arrival = sent(server, kind, faults=((step, {"reply": reply}),))
        if not arrival.fired:
            unseen.append(step)
        elif answer.status in OK:
            statuses[step] = "success"
        else:
            statuses[step] = str(answer.status)
            quoted += [step] if reply_in(answer, reply) else []
    if unseen:
        return {"test-failure": NotSeen(f"the server did not come to {', '.join(unseen)}")}
    same = {*statuses.values()}
    status = same.pop() if len(same) == 1 else ", ".join(f"{status} at {step}" for step, status in statuses.items())
    words = (
        "each reply"
        if len(quoted) == len(FAILURES)
        else f"the replies at {', '.join(quoted)}"
        if quoted
        else "no reply"
    )
    return {"test-failure": f"{status}, the message quotes {words}"}


PROBES = (
    Probe("a mail that the relay refuses at login, sender, recipient and message", ("test-failure",), failures, RELAY),
)
"""The probes of this family."""
