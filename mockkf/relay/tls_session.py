"""The SMTP dialogue inside TLS from its first octet (RFC 8314)."""

import asyncio

from mockkf.errors import Dropped, Refused
from mockkf.relay.session import SmtpSession


class TlsSmtpSession(SmtpSession):
    """A dialogue inside TLS from its first octet (RFC 8314)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Pause reading until the certificate is known."""
        super().connection_made(transport)
        self.transport.pause_reading()

    async def _open(self) -> None:
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
        self._step = None
        await self._shake_hands(context)
        await super()._open()
