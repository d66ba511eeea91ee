"""A state that has captured mail, without the servers around it."""

from mockkf.model import Connection, Envelope, Message, PamRegistry, Profile
from mockkf.state import Bounds, State

RECIPIENT = "mjones@keyexample.com"


def new_state(bounds: Bounds | None = None, epoch: int = 1) -> State:
    """A state without mail."""
    profile = Profile(host="smtp.keyexample.com", sender_account="jsmith@keyexample.com", sender_name="Command")
    return State(profile, PamRegistry(), epoch, bounds)


def capture(state: State, raw: bytes = b"Subject: x\r\n\r\n", recipient: str = RECIPIENT) -> Message:
    """Let `state` capture one mail."""
    connection = Connection("smtp", ("127.0.0.1", 50_000), "test")
    envelope = Envelope("jsmith@keyexample.com", (recipient,))
    return state.capture(connection, envelope, raw, lambda number: f"mail {number}", state.epoch)


def filled(number: int, bounds: Bounds | None = None) -> State:
    """A state that has captured so many mails."""
    state = new_state(bounds)
    for _ in range(number):
        capture(state)
    return state
