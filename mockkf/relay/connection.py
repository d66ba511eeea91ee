"""The life of one SMTP connection, from its arrival to its end; what is said on it is none of its business.

Names of aiosmtpd that start with an underscore are overridden where it has no public way; the tests hold each of them.
"""

import asyncio
import logging
import socket
import ssl
import struct
from collections import defaultdict
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any, NoReturn, TypeVar

from aiosmtpd import smtp

from mockkf.errors import Dropped, Refused
from mockkf.model import Connection, Envelope, Tls
from mockkf.relay.callbacks import Capabilities, ConnectionContext
from mockkf.relay.connection_config import ConnectionConfig, SessionData, SmtpEnvelope
from mockkf.relay.transcript import RecordingReader, Transcript
from mockkf.unpatched import on_server_name

LONGEST_LOGIN = 24_576
"""Octets of a line that carries a login: RFC 4954 asks for 12288, and a token of 12 KiB needs more in base64."""

LONGEST_COMMAND = 2048
"""Octets of any other command."""

log = logging.getLogger("mockkf.relay")

T = TypeVar("T")


class SmtpConnection(smtp.SMTP):
    """A connection that starts in plain text."""

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
        self._said = ""
        self._step: str | None = None
        self._address = ""
        self._capabilities = Capabilities()
        self._size_limit = config.size_limit
        self._owner: ConnectionContext
        self._addressee: ConnectionContext | None = None
        self._connection: Connection

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
        """The client is gone."""
        self._config.closed(self)
        # Why it is gone would be put into futures that nobody looks at, and they complain.
        del error
        super().connection_lost(None)

    def data_received(self, data: bytes) -> None:
        """The client sent something."""
        self._reader.feed_data(data)

    def abort(self) -> None:
        """End it at once, whatever is going on."""
        # The task first: asyncio cannot bear to see the transport end in the middle of a handshake.
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        with suppress(OSError):  # a child process may hold the socket too, and then closing it would end nothing
            self._plain.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._plain.abort()

    async def push(self, status: str | bytes) -> None:
        """Say a reply; 421 is the last one of a connection."""
        reply = status if isinstance(status, str) else status.decode()
        if reply.startswith('500 Error: command "'):
            # aiosmtpd gives the command back, which may be an answer that missed its challenge.
            reply = "500 5.5.1 Command not recognized"
        lines = reply.splitlines()
        self._said = f"{lines[-1][:4]}{' '.join(line[4:] for line in lines)}"
        self._transcript.reply(lines)
        # Kept before it is sent, so who hears a refusal finds it.
        self._keep_reply()
        await super().push("\r\n".join(lines).encode("utf-8", "backslashreplace"))
        if self._said.startswith("421"):
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """The reply to what aiosmtpd could not bring to an end."""
        if isinstance(error, OSError):
            return "421 4.4.2 Connection lost"
        return str(error if isinstance(error, Refused) else failed_inside(error))

    async def _handle_client(self) -> None:
        try:
            self._accept()
            await self._open()
            await super()._handle_client()
        except OSError:
            pass  # the client is gone
        except Exception as error:  # noqa: BLE001 - nobody waits for this task
            failed_inside(error)
        finally:
            self._writer.close()

    def _accept(self) -> None:
        peer: Any = self.session.peer
        if peer is None:
            raise ConnectionResetError("gone before it was accepted")
        self._owner = context = self._config.context(self._listener, peer[:2])
        self.hostname = context.target.host if context.target else "localhost"
        self._connection = Connection(
            self._listener, peer[:2], target=context.target, call=context.call, lookups=context.lookups
        )

    @property
    def _context(self) -> ConnectionContext:
        """Whose mail this is: the connection's, or for one mail that of whom it is addressed to."""
        return self._addressee or self._owner

    def _belong(self, kind: str, word: str) -> None:
        """Go on as somebody else's, if what the client says makes it so; by a recipient for this mail only."""
        found = self._context.elsewhere(kind, word)
        if found is not None and kind == "to":
            self._addressee = found
        elif found is not None:
            self._owner = found

    async def _open(self) -> None:
        if not await self._let("relay.banner", self._ask(self._context.steps.banner(self._connection))):
            raise ConnectionAbortedError("turned away")

    async def _ask(self, answer: Awaitable[T]) -> T:
        """What a step answers; a step that breaks is a refusal too."""
        try:
            return await answer
        except (Refused, Dropped):
            raise
        except Exception as error:
            raise failed_inside(error) from error

    async def _let(self, step: str, act: Coroutine[Any, Any, None]) -> bool:
        """Do what the client wants at this step, or say the reply it is refused with."""
        self._step = step
        try:
            await act
        except Refused as refusal:
            await self.push(str(refusal))
            return False
        except Dropped as dropped:
            await self._end(dropped)
        finally:
            self._step = None
        return True

    async def _end(self, dropped: Dropped) -> NoReturn:
        """Say the last words and hang up, as somebody wants it who plays tricks."""
        if dropped.words:
            await self.push(dropped.words)
        self._transcript.note(str(dropped))
        step = self._step or "relay.banner"
        if not (dropped.is_late and step == "relay.message" and not dropped.words):  # else the mail was taken
            self._context.steps.refused(step, str(dropped), self._connection, self._named(), str(self._transcript))
        if dropped.is_reset:
            raw: Any = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._plain.abort()
        else:
            self._writer.close()
        raise ConnectionResetError(str(dropped))

    def _keep_reply(self) -> None:
        """Remember what was said about a recipient, and tell of a refusal."""
        if self._step == "relay.recipient":
            self.envelope.replies.append((self._address, self._said))
        if self._step is not None and self._said[:1] in ("4", "5"):
            envelope = self._named()
            if self._step == "relay.sender":
                envelope = envelope or Envelope(sender_of(self._address))
            self._context.steps.refused(self._step, self._said, self._connection, envelope, str(self._transcript))

    def _fail(self, step: str, reply: str) -> None:
        """Tell of a refusal that cannot be said."""
        self._step, self._said = step, reply
        self._keep_reply()

    def _named(self) -> Envelope | None:
        """Sender and recipients so far, None before there is a sender."""
        named = self.envelope.mail_from
        if named is None:
            return None
        return Envelope(sender_of(named), tuple(self.envelope.rcpt_tos), tuple(self.envelope.replies))

    async def _shake_hands(self, context: ssl.SSLContext) -> None:
        if context.sni_callback is None:
            on_server_name(context, _note_name)
        # What was sent in plain after STARTTLS stays in the old ear, unheard (CVE-2024-34083).
        self._listen()
        self._reset_timeout(self._config.handshake_timeout + 1)
        try:
            await self._writer.start_tls(context, ssl_handshake_timeout=self._config.handshake_timeout)
        except OSError as error:
            # The protocol is not told of a connection that ends in the middle of a handshake.
            self._config.closed(self)
            reason = f"TLS failed: {getattr(error, 'reason', None) or str(error) or 'the client hung up'}"
            self._transcript.note(reason)
            self._fail("relay.tls", f"454 4.7.0 {reason}")
            raise ConnectionResetError(reason) from error
        self._secured(self._writer.transport)

    def _secured(self, transport: Any) -> None:
        """Forget what was said before, as RFC 3207 asks."""
        self.transport = transport
        self._reader.set_transport(transport)
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

    def _listen(self) -> None:
        self._reader = RecordingReader(self._transcript, self.loop, LONGEST_LOGIN)

    def _set_rset_state(self) -> None:
        self.envelope = self._create_envelope()
        self._addressee = None

    def _create_session(self) -> SessionData:
        return SessionData(self.loop)

    def _create_envelope(self) -> SmtpEnvelope:
        return SmtpEnvelope()


def failed_inside(error: Exception) -> Refused:
    """The refusal that stands for a bug of ours, which is in the log."""
    log.error("the relay failed inside", exc_info=error)
    return Refused("451 4.3.0 mockkf failed inside; see its log")


def sender_of(text: str) -> str:
    """The sender as an envelope has it; in this room an empty one keeps its brackets, for aiosmtpd would see none."""
    return "" if text == "<>" else text


def _note_name(tls: Any, name: str | None, _context: ssl.SSLContext) -> None:
    # The server's side of a TLS object does not tell the name by itself; the contexts of `Certificates` leave it there.
    tls.sni = name


@cache
def _spoken(kind: Any) -> list[str]:
    return [name for name in dir(kind) if name.startswith(("smtp_", "handle_"))]
