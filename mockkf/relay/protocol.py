"""One SMTP connection as asyncio knows it: what arrives, how it ends, and what aiosmtpd needs to be told.

Names of aiosmtpd that start with an underscore are overridden where it has no public way; the tests hold each of them.
"""

import asyncio
from collections import defaultdict
from functools import cache
from typing import Any

from aiosmtpd import smtp

from mockkf.relay.connection_config import ConnectionConfig, SessionData, SmtpEnvelope
from mockkf.relay.reader import RecordingReader
from mockkf.relay.transcript import Transcript

LONGEST_LOGIN = 24_576
"""Octets of a line that carries a login: RFC 4954 asks for 12288, and a token of 12 KiB needs more in base64."""

LONGEST_COMMAND = 2048
"""Octets of any other command."""

TLS_HANDSHAKE = b"\x16\x03"
"""What every client begins with that speaks TLS from the first octet."""


class SmtpProtocol(smtp.SMTP):
    """A connection and its end: `_gone` says how the client ended it, None while it is there or if the relay did."""

    command_size_limit = LONGEST_COMMAND
    # aiosmtpd empties the dict of the class whenever a client comes; each gets one of its own below.
    command_size_limits: dict[str, int] = {}  # noqa: RUF012
    session: SessionData
    envelope: SmtpEnvelope
    transport: asyncio.Transport
    _reader: RecordingReader
    _writer: asyncio.StreamWriter

    def __init__(self, listener: str, config: ConnectionConfig, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            self,
            data_size_limit=config.size_limit,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="mockkf ESMTP",
            timeout=config.idle_timeout,
            auth_require_tls=False,
            loop=loop,
        )
        self.command_size_limits = defaultdict(lambda: LONGEST_COMMAND, AUTH=LONGEST_LOGIN)
        self._listener = listener
        self._config = config
        self._transcript = Transcript()
        self._heard = False
        self._heard_tls = False
        self._gone: str | None = None

    def __dir__(self) -> list[str]:
        # aiosmtpd walks through all members for every connection; with these alone that costs 0.15 ms less.
        kind: Any = type(self)
        return _spoken(kind)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there; from now on a task of its own talks to it."""
        self._config.opened(self)
        super().connection_made(transport)
        # A TLS transport that was closed twice, as aiosmtpd does, cannot be aborted any more; this one can.
        self._plain = self.transport
        self._listen()
        self._reader.set_transport(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is over."""
        self._config.closed(self)
        if error is not None:
            self._gone = self._gone or "the client aborted the connection"
        # Why it is gone would be put into futures that nobody looks at, and they complain.
        super().connection_lost(None)

    def data_received(self, data: bytes) -> None:
        """The client sent something."""
        if not self._heard:
            self._heard = True
            self._heard_tls = data.startswith(TLS_HANDSHAKE)
        self._reader.feed_data(data)

    def eof_received(self) -> bool:
        """The client sends no more; what it sent before is still answered, where TLS does not forbid it."""
        self._gone = self._gone or "the client closed the connection"
        if self._reader.has_work:
            self._reader.feed_eof()
        elif self._handler_coroutine is not None:
            # It is at a step that may take long, and for nobody.
            self._handler_coroutine.cancel()
        return self.transport is self._plain

    def abort(self) -> None:
        """End it at once, whatever is going on."""
        # The task first: asyncio cannot bear to see the transport end in the middle of a handshake.
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        self._plain.abort()

    def _timeout_cb(self) -> None:
        self._gone = self._gone or f"the client sent nothing for {self._config.idle_timeout:g} s"
        super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _listen(self) -> None:
        self._reader = RecordingReader(self._transcript, self.loop, LONGEST_LOGIN)

    def _create_session(self) -> SessionData:
        return SessionData(self.loop)

    def _create_envelope(self) -> SmtpEnvelope:
        return SmtpEnvelope()


@cache
def _spoken(kind: Any) -> list[str]:
    return [name for name in dir(kind) if name.startswith(("smtp_", "handle_"))]
