"""Three listeners on one event loop in one thread; who is talking there, and about what, is decided elsewhere."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from functools import partial

from mockkf.errors import ConfigurationError
from mockkf.relay.callbacks import ConnectionContext
from mockkf.relay.connection_config import ConnectionConfig, OpenConnection
from mockkf.relay.session import SmtpSession
from mockkf.relay.tls_session import TlsSmtpSession
from mockkf.unpatched import RealTimeLoop, Socket, addresses

PATIENCE = 5
"""Seconds to wait for the thread to begin and to end; it takes a few milliseconds."""

SPOKEN: Mapping[str, type[SmtpSession]] = {
    "smtp": SmtpSession,
    "submission": SmtpSession,
    "smtps": TlsSmtpSession,
}
"""The listeners, and what is spoken at each."""


class Relay:
    """A mail server that keeps what it is sent; it decides nothing by itself.

    `ports` are those of the listeners `smtp`, `submission` and `smtps`, 0 for any free one; they are bound at once.
    `arrival` says whose connection it is, for the listener's name and the client's address.
    """

    def __init__(
        self,
        *,
        host: str,
        ports: Mapping[str, int],
        context: Callable[[str, tuple[str, int]], ConnectionContext],
        size_limit: int = 33554432,
        idle_timeout: float = 300,
        handshake_timeout: float = 5,
    ) -> None:
        self.host = host
        self._connections: set[OpenConnection] = set()
        self._config = ConnectionConfig(
            context, size_limit, idle_timeout, handshake_timeout, self._connections.add, self._connections.discard
        )
        self._sockets = _bound(host, {name: ports[name] for name in SPOKEN})
        self.smtp, self.submission, self.smtps = (self._sockets[name].getsockname()[1] for name in SPOKEN)
        self._begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=self._run, name="mockkf-relay", daemon=True)

    def start(self) -> None:
        """Take connections, in a thread of its own."""
        self._thread.start()
        self._begun.result(PATIENCE)

    def stop(self) -> None:
        """Close everything at once, whatever is going on; a relay that is stopped stays so."""
        if self._thread.is_alive():
            loop, stopping = self._begun.result(PATIENCE)
            loop.call_soon_threadsafe(stopping.set)
            self._thread.join(PATIENCE)
        for listening in self._sockets.values():
            _end(listening)
            listening.close()

    def let_go(self, what: object) -> None:
        """Drop `what` in the relay's thread: to free a thousand mails takes longer than a reset may."""
        if self._thread.is_alive():
            with suppress(RuntimeError):  # it stops this very moment
                self._begun.result(PATIENCE)[0].call_soon_threadsafe(_dropped, what)

    def _run(self) -> None:
        # Whoever shows aiosmtpd's log would see there, at its finest, what clients say; ours is the transcript.
        aiosmtpd = logging.getLogger("mail.log")
        elsewhere = partial(_is_from_another_thread, threading.get_ident())
        aiosmtpd.addFilter(elsewhere)
        try:
            with asyncio.Runner(loop_factory=RealTimeLoop) as runner:
                runner.run(self._serve())
        finally:
            aiosmtpd.removeFilter(elsewhere)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        try:
            servers = [
                await loop.create_server(partial(SPOKEN[name], name, self._config, loop), sock=listening)
                for name, listening in self._sockets.items()
            ]
        except Exception as error:  # noqa: BLE001 - raised where the start is waited for
            self._begun.set_exception(error)
            return
        self._begun.set_result((loop, stopping))
        await stopping.wait()
        await self._hang_up(loop, servers)

    async def _hang_up(self, loop: asyncio.AbstractEventLoop, servers: Iterable[asyncio.Server]) -> None:
        # What is cut off in the middle is so on purpose, and nobody will ask how it ended.
        loop.set_exception_handler(lambda *_: None)
        # Who was accepted this very moment becomes a connection in the next turns; a server closed before that would
        # leave its socket open.
        for listening in self._sockets.values():
            loop.remove_reader(listening)
            _end(listening)
        await _turns(4)
        for server in servers:
            server.close()
        for line in tuple(self._connections):
            line.abort()
        # The sockets are closed in the turns after.
        await _turns(4)


def _end(listening: socket.socket) -> None:
    """Let nobody connect any more, also if a child process holds the socket."""
    with suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)


def _dropped(_what: object) -> None:
    """Nothing: whoever is handed something here was the last to hold it."""


def _bound(host: str, ports: Mapping[str, int]) -> dict[str, socket.socket]:
    """A listening socket for each port, or none at all."""
    with ExitStack() as opened:
        sockets = {name: opened.enter_context(_listening(host, port, name)) for name, port in ports.items()}
        opened.pop_all()
    return sockets


def _listening(host: str, port: int, name: str) -> socket.socket:
    try:
        found = addresses(host, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
        # With the protocol left open, asyncio would leave Nagle's algorithm on: 40 ms for each mail.
        listening = Socket(family, kind, socket.IPPROTO_TCP)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # The port is put in here, where one that does not exist is an error; getaddrinfo takes it modulo 65536.
            listening.bind((address[0], port, *address[2:]))
            # Two sockets may be bound to one port; that it is taken shows here.
            listening.listen(100)
        except BaseException:
            listening.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        said = f"cannot listen on {host} port {port} for {name}: {error}"
        raise ConfigurationError(said, option=f"{name}_port") from error
    return listening


def _is_from_another_thread(thread: int, record: logging.LogRecord) -> bool:
    return record.thread != thread


async def _turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)
