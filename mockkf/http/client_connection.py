"""One connection as its listener knows it: what it waits for, and the moment to which its next call belongs."""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

CLOSED = "the client closed the connection"
ABORTED = "the client aborted the connection"


class HungUp(ConnectionError):
    """The client closed or aborted the connection, or fell silent; the text says which."""


class FellSilent(HungUp):
    """The client sent nothing for too long."""


class ClientConnection:
    """One connection. Its fields change under `activity`, which is notified when it begins to wait for the client.

    A call belongs to the moment in which its first byte arrived. The listener notes bytes that arrive before a reset,
    so that the thread of the connection need not run before it.
    """

    def __init__(
        self,
        connection: socket.socket,
        peer: tuple[str, int],
        caller: Any,
        activity: threading.Condition,
    ) -> None:
        self.socket = connection
        self.peer = peer
        self.caller = caller
        self.arrived: Any = None
        self._activity = activity
        self._awaits_call = True
        self._noted: Any = None
        self._is_waiting = False
        self._is_reading = True

    def wait(self, seconds: float) -> bytes:
        """Wait for bytes and return the first, which can still be read; the raw bytes count, also below TLS.

        Raise `HungUp` if the client ends, or sends nothing in this number of seconds.
        """
        with self._activity:
            self._is_waiting = True
            self._activity.notify_all()
        self.socket.settimeout(seconds)
        try:
            return received(self.socket, 1, socket.MSG_PEEK)
        finally:
            with self._activity:
                self._is_waiting = False

    def await_call(self, seconds: float, arrived: Callable[[], Any]) -> bytes:
        """Wait like `wait` for the first byte of a call, or for the end of the client, and set `arrived`."""
        self.await_next()
        with self._activity:
            self._is_reading = True
        try:
            return self.wait(seconds)
        finally:
            with self._activity:
                self.arrived = arrived() if self._noted is None else self._noted
                self._noted, self._awaits_call = None, False

    def await_next(self) -> None:
        """Declare that the bytes which are not read yet belong to the next call."""
        with self._activity:
            self._awaits_call = True

    def stop_reading(self) -> None:
        """Declare that a request was read and is answered now, or that all further bytes are discarded."""
        with self._activity:
            self._is_reading = False
            self._activity.notify_all()

    def note(self, arrived: Any) -> None:
        """Note that the first byte of the next call has arrived, if a call is awaited."""
        if self._awaits_call and self._noted is None:
            self._noted = arrived

    def is_settled(self, *, has_bytes: bool) -> bool:
        """Return whether nothing is left to read; `has_bytes` is whether there are unread bytes."""
        return not self._is_reading or (self._is_waiting and not has_bytes)

    @property
    def has_bytes(self) -> bool:
        """Whether there are unread bytes."""
        with contextlib.suppress(OSError):
            self.socket.settimeout(0)
            return bool(socket.socket.recv(self.socket, 1, socket.MSG_PEEK))
        return False


def received(connection: Any, count: int, flags: int = 0) -> bytes:
    """Return bytes from a connection, at least one; with `flags`, bytes below TLS. Raise `HungUp` if there is none."""
    try:
        # The method of the class reads the raw bytes of a TLS connection.
        octets: bytes = socket.socket.recv(connection, count, flags) if flags else connection.recv(count)
    except TimeoutError:
        raise FellSilent(f"the client sent nothing for {connection.gettimeout():g} s") from None
    except OSError as error:
        raise HungUp(ABORTED) from error
    if not octets:
        raise HungUp(CLOSED)
    return octets
