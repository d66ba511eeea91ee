"""TLS on a connection: the handshake, after STARTTLS or from the first octet, and its result."""

import ssl
from dataclasses import replace
from typing import Any

from mockkf.model import Tls
from mockkf.relay.connection import SmtpConnection
from mockkf.relay.first_read import FirstRead
from mockkf.relay.protocol import LONGEST_LOGIN
from mockkf.relay.reader import ENDED, RecordingReader
from mockkf.tls import explained
from mockkf.unpatched import on_server_name

PLAIN_TEXT = (
    "the client sent plain text where TLS is expected: use TLS from the first octet on the listener smtps, or send "
    "STARTTLS on another listener and start the handshake after its reply"
)

SILENT = "the client started no handshake: perhaps it sends plain text and waits for a greeting"


class TlsConnection(SmtpConnection):
    """A connection that can start TLS."""

    _heard_handshake = False
    _early = b""
    _is_shaking_hands = False

    def connection_lost(self, error: Exception | None) -> None:
        """Report the end of the connection, but not during a handshake, which then fails and reports it."""
        # uvloop calls this before it lets the handshake fail, asyncio never does.
        if not self._is_shaking_hands:
            super().connection_lost(error)

    async def _shake_hands(self, context: ssl.SSLContext) -> None:
        if context.sni_callback is None:
            on_server_name(context, _note_name)
        # A new reader, so that plain text after STARTTLS is never executed (CVE-2024-34083). Not later: a command may
        # arrive together with the end of the handshake.
        self._reader = RecordingReader(self._transcript, LONGEST_LOGIN)
        self._reset_timeout(self._config.handshake_timeout + 1)
        # By then the protocol of the handshake has taken the place of this one, and has read nothing.
        self.loop.call_soon(self._note_handshake)
        self._is_shaking_hands = True
        try:
            if self._plain.is_closing():
                raise ConnectionResetError(ENDED)
            secured = await self.loop.start_tls(
                self._plain, self, context, server_side=True, ssl_handshake_timeout=self._config.handshake_timeout
            )
        except OSError as error:
            self._config.closed(self)
            self._keep_failure(error)
            raise ConnectionResetError("TLS failed") from error
        finally:
            self._is_shaking_hands = False
        self._secured(secured)

    def _keep_failure(self, error: OSError) -> None:
        self._is_over = True
        if isinstance(error, ConnectionResetError) and not (self._heard or self._heard_handshake):
            self._context.steps.probed()
            return
        reason = f"TLS failed: {explained(error, plain_text=PLAIN_TEXT, silent=SILENT)}"
        self._transcript.note(reason)
        self._keep("relay.tls", f"454 4.7.0 {reason}")

    def _note_handshake(self) -> None:
        first = FirstRead(self._plain, self._hear_handshake, self._early)
        if self._early:
            self.loop.call_soon(first.hand_over)

    def _hear_handshake(self) -> None:
        self._heard_handshake = True

    def _secured(self, transport: Any) -> None:
        """Discard the state before TLS, as RFC 3207 requires."""
        self._use(transport)
        peer = self.session.peer
        self.session = self._create_session()
        self.session.peer = peer
        self._set_rset_state()
        self._reset_timeout()
        secured = transport.get_extra_info("ssl_object")
        tls = Tls(secured.version(), secured.cipher()[0], getattr(secured, "sni", None))
        self._connection = replace(self._connection, helo=None, login=None, tls=tls)
        name = f"SNI {tls.sni}" if tls.sni else "no SNI"
        self._transcript.note(f"{tls.version} {tls.cipher}, {name}")


def _note_name(tls: Any, name: str | None, _context: ssl.SSLContext) -> None:
    # A server-side TLS object does not offer the SNI name; the contexts of `Certificates` set `sni` in the same way.
    tls.sni = name
