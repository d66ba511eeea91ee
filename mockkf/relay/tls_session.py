"""The SMTP dialogue inside TLS from its first octet (RFC 8314)."""

import asyncio

from mockkf.errors import Dropped, Refused
from mockkf.relay.reader import ENDED
from mockkf.relay.session import SmtpSession


class TlsSmtpSession(SmtpSession):
    """A dialogue inside TLS from its first octet (RFC 8314)."""

    _before_handshake = True

    def data_received(self, data: bytes) -> None:
        """Keep what arrives before the certificate is known, for the handshake."""
        if self._before_handshake:
            self._hear(data)
            self._early += data
            self.transport.pause_reading()
        else:
            super().data_received(data)

    async def _open(self) -> None:
        await asyncio.sleep(0)  # uvloop cannot start TLS while it tells of the connection
        if self._gone is not None:
            raise ConnectionResetError(ENDED)
        self._step = "relay.tls"
        try:
            with self._noticing_end():
                context = await self._ask(self._context.steps.tls(self._connection))
        except Refused as refusal:
            # No reply is possible: the client waits for TLS.
            self._is_over = True
            self._keep("relay.tls", str(refusal))
            raise ConnectionAbortedError(str(refusal)) from refusal
        except Dropped as dropped:
            await self._end(Dropped(is_reset=dropped.is_reset))
        self._step, self._before_handshake = None, False
        await self._shake_hands(context)
        await super()._open()
