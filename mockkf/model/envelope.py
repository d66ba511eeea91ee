"""The envelope of a mail, from the commands MAIL and RCPT; it may differ from the headers of the mail."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecipientDsn:
    """The DSN parameters of one recipient (RFC 3461): `notify` in capitals, `orcpt` decoded."""

    recipient: str
    notify: tuple[str, ...] = ()
    orcpt: str | None = None


@dataclass(frozen=True, slots=True)
class Dsn:
    """The delivery status notification that the client requested (RFC 3461); mockkf never sends one.

    `ret` is `FULL` or `HDRS`. `envid` is decoded. `recipients` are the accepted ones with NOTIFY or ORCPT.
    """

    ret: str | None = None
    envid: str | None = None
    recipients: tuple[RecipientDsn, ...] = ()


NO_DSN = Dsn()
"""A client that requested nothing."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sender and recipients from the SMTP dialogue; they may differ from the headers of the message.

    `recipients` are the accepted ones. `replies` has every RCPT with its reply. `defects` describes what violated the
    standards in the dialogue and was accepted.
    """

    sender: str
    recipients: tuple[str, ...] = ()
    replies: tuple[tuple[str, str], ...] = ()
    dsn: Dsn = NO_DSN
    defects: tuple[str, ...] = ()
