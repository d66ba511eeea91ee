"""The mail server: three listeners on one event loop in one thread; callers supply the context of each connection."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

from mockkf.errors import PortUnavailable
from mockkf.relay.callbacks import ConnectionContext
from mockkf.relay.connection_config import ConnectionConfig, OpenConnection
from mockkf.relay.session import SmtpSession
from mockkf.relay.tls_session import TlsSmtpSession
from mockkf.unpatched import end, listen, new_loop, serve

PATIENCE = 5
"""The time limit for start and end of the thread, in seconds; each takes a few milliseconds."""

SPOKEN: Mapping[str, type[SmtpSession]] = {
    "smtp": SmtpSession,
    "submission": SmtpSession,
    "smtps": TlsSmtpSession,
    "mailpit": SmtpSession,
    "mailpit-tls": TlsSmtpSession,
}
"""The listeners, and the class of the SMTP sessions at each; the last two stand for the SMTP port of Mailpit."""

ALWAYS = ("smtp", "submission", "smtps")
"""The listeners that every relay has."""

OPTIONS = {"mailpit": "mailpit_smtp_port", "mailpit-tls": "mailpit_smtp_port"}
"""The option with the port of a listener, where it is not called as the listener."""


class Relay:
    """A mail server that captures every mail; the context of a connection decides each step.

    `ports` are those of the listeners `smtp`, `submission` and `smtps`, and of others in `SPOKEN` that are wanted; 0 is
    any free port. The constructor binds them. `context` returns the context of a connection from the name of its
    listener and the address of the client. `size_limit` is in octets, timeouts are in seconds.
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
        self._sockets = _bound(host, {name: ports[name] for name in SPOKEN if name in ALWAYS or name in ports})
        self.smtp, self.submission, self.smtps = (self._sockets[name].getsockname()[1] for name in ALWAYS)
        self._begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=self._run, name="mockkf-relay", daemon=True)

    def start(self) -> None:
        """Accept connections in a separate thread."""
        self._thread.start()
        self._begun.result(PATIENCE)

    def begin_stop(self) -> None:
        """Let the thread close every port and connection."""
        if self._thread.is_alive():
            with suppress(RuntimeError):  # it has done so
                loop, stopping = self._begun.result(PATIENCE)
                loop.call_soon_threadsafe(stopping.set)

    def stop(self) -> None:
        """Close every port and connection at once; a stopped relay cannot be started again."""
        self.begin_stop()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        for listening in self._sockets.values():
            end(listening.fileno())
            listening.close()

    def let_go(self, what: list[Any]) -> None:
        """Empty `what` in the thread of the relay: to free a thousand mails would slow a reset down."""
        if self._thread.is_alive():
            with suppress(RuntimeError):  # the loop is stopping
                self._begun.result(PATIENCE)[0].call_soon_threadsafe(what.clear)

    def _run(self) -> None:
        # At DEBUG aiosmtpd logs what clients send, secrets too. The transcript masks them, so silence that log here.
        aiosmtpd = logging.getLogger("mail.log")
        elsewhere = partial(_is_from_another_thread, threading.get_ident())
        aiosmtpd.addFilter(elsewhere)
        try:
            with asyncio.Runner(loop_factory=new_loop) as runner:
                runner.run(self._serve())
        finally:
            aiosmtpd.removeFilter(elsewhere)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        try:
            servers = [
                await serve(loop, partial(SPOKEN[name], name, self._config, loop), listening)
                for name, listening in self._sockets.items()
            ]
        except Exception as error:  # noqa: BLE001 - `start` raises it
            self._begun.set_exception(error)
            return
        self._begun.set_result((loop, stopping))
        await stopping.wait()
        await self._hang_up(loop, servers)

    async def _hang_up(self, loop: asyncio.AbstractEventLoop, servers: Iterable[asyncio.Server]) -> None:
        # Connections are aborted on purpose, so their errors need no report.
        loop.set_exception_handler(lambda *_: None)
        # A socket that was just accepted becomes a connection in the next turns of the loop; if the server were closed
        # before, the socket would stay open.
        for listening in self._sockets.values():
            loop.remove_reader(listening)
            end(listening.fileno())
        await _turns(4)
        for server in servers:
            server.close()
        for line in tuple(self._connections):
            line.abort()
        # The loop closes the sockets in the next turns.
        await _turns(4)


def _bound(host: str, ports: Mapping[str, int]) -> dict[str, socket.socket]:
    """Return a listening socket for each port; if one fails, close all."""
    with ExitStack() as opened:
        sockets = {name: opened.enter_context(_listening(host, port, name)) for name, port in ports.items()}
        opened.pop_all()
    return sockets


def _listening(host: str, port: int, name: str) -> socket.socket:
    try:
        return listen(host, port)
    except (OSError, OverflowError, UnicodeError) as error:
        raise PortUnavailable(host, port, error, option=OPTIONS.get(name, f"{name}_port")) from error


def _is_from_another_thread(thread: int, record: logging.LogRecord) -> bool:
    return record.thread != thread


async def _turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)
