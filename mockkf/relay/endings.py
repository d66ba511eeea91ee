"""Where a client left off that is gone in the middle: the step, and the rest of the sentence that tells of it."""

from typing import NamedTuple

from mockkf.relay.connection_config import SmtpEnvelope


class Ending(NamedTuple):
    """The step that was not brought to an end, and words that go on from "the client hung up"."""

    step: str
    words: str


BEFORE_HELLO = Ending("relay.hello", "before EHLO")

BEGAN_TLS = Ending(
    "relay.hello",
    "after it started TLS on a listener that starts in plain text: send STARTTLS here, or use the listener smtps",
)


def inside_data(size: int) -> Ending:
    """The message was not brought to its end."""
    return Ending("relay.message", f"inside DATA, after {size} octets without CR LF . CR LF: no message was accepted")


def at_step(step: str) -> Ending:
    """The client did not wait for the reply, or did not answer a question."""
    return Ending(step, f"before the step {step} was complete")


def between(envelope: SmtpEnvelope) -> Ending:
    """Nothing was under way but a mail that was not sent."""
    if envelope.rcpt_tos:
        return Ending("relay.data", "after RCPT, before DATA: no message was sent")
    if envelope.mail_from is not None:
        return Ending("relay.recipient", "after MAIL, before RCPT: no message was sent")
    return Ending("relay.sender", "after EHLO, before MAIL: no message was sent")
