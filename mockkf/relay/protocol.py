"""One SMTP connection as an asyncio protocol: received data, the end of the connection, the setup of aiosmtpd.

Private names of aiosmtpd are overridden where it has no public interface; the tests cover each of them.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiosmtpd import smtp

from mockkf.relay.connection_config import ConnectionConfig, SessionData, SmtpEnvelope
from mockkf.relay.coroutine_runner import CoroutineRunner
from mockkf.relay.reader import RecordingReader
from mockkf.relay.transcript import Transcript
from mockkf.unpatched import EndWatch, end

LONGEST_LOGIN = 24_576
"""The maximum octets of a line with a login. RFC 4954 requires 12288; a token of 12 KiB needs more in base64."""

LONGEST_COMMAND = 2048
"""The maximum octets of any other command."""

TLS_HANDSHAKE = b"\x16\x03"
"""The first octets of a TLS handshake."""


class _Limits(dict[str, int]):
    """The maximum octets of each command."""

    def __missing__(self, command: str) -> int:
        return LONGEST_COMMAND


LIMITS = _Limits(AUTH=LONGEST_LOGIN)
"""The maximum octets of each command."""


class SmtpProtocol(smtp.SMTP):
    """A connection. `_gone` says how the client ended it; None while it is open, or if the relay closed it.

    The dialogue runs as a `CoroutineRunner` in place of a task, and writes to the transport in place of a stream.
    """

    command_size_limit = LONGEST_COMMAND
    # The constructor of aiosmtpd clears the dict of the class; each instance gets `LIMITS` below.
    command_size_limits: dict[str, int] = {}  # noqa: RUF012
    session: SessionData
    envelope: SmtpEnvelope
    transport: asyncio.Transport
    _reader: RecordingReader  # type: ignore[assignment]
    _writer: asyncio.WriteTransport  # type: ignore[assignment]
    _drain_helper: Callable[[], Awaitable[None]]
    _handler_coroutine: CoroutineRunner  # type: ignore[assignment] # aiosmtpd cancels it after QUIT

    def __init__(self, listener: str, config: ConnectionConfig, loop: asyncio.AbstractEventLoop) -> None:
        # `SMTP.__init__` is called there, once for each class.
        config.set_up.apply(self, loop)
        self._transcript = Transcript()
        self.command_size_limits = LIMITS
        self._listener = listener
        self._config = config
        self._heard = False
        self._heard_tls = False
        self._gone: str | None = None

    def __dir__(self) -> list[str]:
        # The constructor of aiosmtpd reads all members, also properties that need a connection.
        return [name for name in dir(type(self)) if name.startswith(("smtp_", "handle_"))]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Serve the new client up to its first input; aiosmtpd would start a task that does so later."""
        self._config.opened(self)
        # aiosmtpd closes a TLS transport twice, after which it cannot be aborted; the plain transport can.
        self._plain: Any = transport
        self._reader = RecordingReader(self._transcript, LONGEST_LOGIN)
        self._use(transport)
        self.envelope = self._create_envelope()
        self.session = self._create_session()
        self.session.peer = transport.get_extra_info("peername")
        self._reset_timeout()
        self._handler_coroutine = CoroutineRunner(self._handle_client(), self.loop)
        self._handler_coroutine.start()

    def _use(self, transport: Any) -> None:
        """Talk to the client through `transport`."""
        self.transport = self._writer = self._reader.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        """End the dialogue with the connection."""
        self._config.closed(self)
        if error is not None:
            self._gone = self._gone or "the client aborted the connection"
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        self._end_drain()
        self._handler_coroutine.cancel()
        self.transport = None  # type: ignore[assignment] # aiosmtpd's loop ends then

    def data_received(self, data: bytes) -> None:
        """Pass received octets to the reader, and let the dialogue go on if it waits for them."""
        self._hear(data)
        self._reader.feed_data(data)
        self._handler_coroutine.resume()

    def _hear(self, data: bytes) -> None:
        if not self._heard:
            self._heard = True
            self._heard_tls = data.startswith(TLS_HANDSHAKE)

    def eof_received(self) -> bool:
        """Handle the end of the input; earlier commands are still answered, unless TLS forbids it."""
        self._gone = self._gone or "the client closed the connection"
        if self._handler_coroutine.is_idle or self._reader.has_unread:
            self._reader.feed_eof()
            self._handler_coroutine.resume()
        else:
            # A step is running, possibly for long, and nobody waits for its reply.
            self._handler_coroutine.cancel()
        return self.transport is self._plain

    async def _write(self, octets: bytes) -> None:
        """Send octets, and wait while the client does not read; raise `ConnectionResetError` if it is gone."""
        self._writer.write(octets)
        if self._writer.is_closing():
            await asyncio.sleep(0)  # in that turn of the loop the connection may be lost
        await self._drain_helper()

    def _end_drain(self) -> None:
        # asyncio would set the error on futures that nobody awaits, and log a warning for each.
        super(asyncio.StreamReaderProtocol, self).connection_lost(None)

    @contextmanager
    def _noticing_end(self) -> Iterator[None]:
        """Notice the end of the client while reading is paused, which hides it from asyncio; only Linux tells it."""
        watch = EndWatch()

        def begin() -> None:
            if watch.descriptor is not None:
                watch.add(self._socket)
                self.loop.add_reader(watch.descriptor, self._ended_unread)

        # The block usually ends at once; only if it waits does the loop come to this.
        beginning = self.loop.call_soon(begin)
        try:
            yield
        finally:
            beginning.cancel()
            if watch.descriptor is not None:
                self.loop.remove_reader(watch.descriptor)
            watch.close()

    def _ended_unread(self) -> None:
        with socket.socket(fileno=os.dup(self._socket.fileno())) as copy, suppress(OSError):
            self._heard = self._heard or bool(copy.recv(1, socket.MSG_PEEK))
        self._gone = self._gone or "the client closed the connection"
        self._handler_coroutine.cancel()

    def abort(self) -> None:
        """Close the connection immediately, in any state."""
        # The task first: asyncio fails if the transport ends during a handshake.
        self._handler_coroutine.cancel()
        if self._socket is not None:
            end(self._socket.fileno())  # a child process may hold the socket too, and then closing it would end nothing
        self._plain.abort()

    @property
    def _socket(self) -> Any:
        return self._plain.get_extra_info("socket")

    def _reset_timeout(self, duration: float | None = None) -> None:
        # Each command does this, so it moves the time and leaves the timer; only a shorter time needs a new one.
        self._deadline = self.loop.time() + (duration or self._timeout_duration)
        timer = self._timeout_handle
        if timer is None or self._deadline < timer.when():
            if timer is not None:
                timer.cancel()
            self._timeout_handle = self.loop.call_at(self._deadline, self._timeout_cb)

    def _timeout_cb(self) -> None:
        if self.loop.time() < self._deadline:
            self._timeout_handle = self.loop.call_at(self._deadline, self._timeout_cb)
            return
        self._gone = self._gone or f"the client sent nothing for {self._config.idle_timeout:g} s"
        super()._timeout_cb()  # type: ignore[no-untyped-call]

    def _create_session(self) -> SessionData:
        return SessionData(self.loop)

    def _create_envelope(self) -> SmtpEnvelope:
        return SmtpEnvelope()
