"""What the commands MAIL and RCPT said of a mail; the message's own headers may say otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecipientDsn:
    """What the client asked about one recipient (RFC 3461): `notify` in capitals, `orcpt` decoded."""

    recipient: str
    notify: tuple[str, ...] = ()
    orcpt: str | None = None


@dataclass(frozen=True, slots=True)
class Dsn:
    """The delivery status notification the client asked for (RFC 3461); no notification is ever sent.

    `ret` is `FULL` or `HDRS`, `envid` is decoded, `recipients` are the accepted ones with NOTIFY or ORCPT.
    """

    ret: str | None = None
    envid: str | None = None
    recipients: tuple[RecipientDsn, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sender and recipients as the SMTP dialogue named them; the message's own headers may say otherwise.

    `recipients` are the accepted ones, `replies` every RCPT with the reply it got, `defects` says what in the dialogue
    was not as the standards have it and was accepted.
    """

    sender: str
    recipients: tuple[str, ...] = ()
    replies: tuple[tuple[str, str], ...] = ()
    dsn: Dsn = Dsn()
    defects: tuple[str, ...] = ()
