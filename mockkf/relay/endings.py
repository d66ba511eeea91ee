"""Connections that end early: the step, and the end of the sentence that reports it."""

from typing import NamedTuple

from mockkf.relay.connection_config import SmtpEnvelope


class Ending(NamedTuple):
    """The incomplete step, and words that continue "the client closed the connection"."""

    step: str
    words: str


BEFORE_HELLO = Ending("relay.hello", "before EHLO")

BEGAN_TLS = Ending(
    "relay.hello",
    "after it started TLS on a listener that starts in plain text: send STARTTLS here, or use the listener smtps",
)


def inside_data(size: int) -> Ending:
    """Return the ending for an incomplete message of `size` octets."""
    return Ending("relay.message", f"inside DATA, after {size} octets without CR LF . CR LF: no message was accepted")


def at_step(step: str) -> Ending:
    """Return the ending for a client that did not wait for a reply, or did not answer a challenge."""
    return Ending(step, f"before the step {step} was complete")


def between(envelope: SmtpEnvelope) -> Ending:
    """Return the ending between two commands, for a mail that was not sent."""
    if envelope.rcpt_tos:
        return Ending("relay.data", "after RCPT, before DATA: no message was sent")
    if envelope.mail_from is not None:
        return Ending("relay.recipient", "after MAIL, before RCPT: no message was sent")
    return Ending("relay.sender", "after EHLO, before MAIL: no message was sent")
