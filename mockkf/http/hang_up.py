"""Finds the clients of held-up calls that have closed their connections, so that the calls can end.

A client that only stopped to send (a half-closed connection) still gets its answer. It cannot be told from one that
closed the connection until something is sent to it: a closed connection answers with a reset. `100 Continue` may be
sent to any client of HTTP/1.1 before the answer (RFC 9110, section 15.2).
"""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mockkf.unpatched import EndWatch, monotonic

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

AGAIN = 5.0
"""The seconds after which a half-closed connection is tested again."""

LOOK = 1.0
"""The seconds between two looks where the operating system does not report the end of a connection."""


class CallClient:
    """The client of one call, for code that holds the call up. `is_gone` is whether it has closed the connection.

    `probe` is sent to a client that has stopped to send. It is empty if nothing may be sent: then only a reset shows
    that the client is gone, or, if `ends_at_once`, the end of what it sends.
    """

    def __init__(
        self, watch: "HangUpWatch", connection: socket.socket, probe: bytes = CONTINUE, *, ends_at_once: bool = False
    ) -> None:
        self._watch = watch
        self.connection: Any = connection
        self.probe = probe
        self.ends_at_once = ends_at_once
        self.is_gone = False

    @contextmanager
    def watched(self, wake: Callable[[], object]) -> Iterator[None]:
        """Call `wake` when the client has closed the connection, while the block runs; `wake` must not block."""
        timeout = self.connection.gettimeout()
        key = self._watch.hold(self, wake)
        try:
            yield
        finally:
            self._watch.release(key)
            self.connection.settimeout(timeout)

    def send(self, data: bytes) -> None:
        """Send a part of the answer; after it, no probe may be sent."""
        self.probe = b""
        self.connection.sendall(data)

    def reset(self) -> None:
        """Reset the connection with TCP RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(OSError):
            # Other objects hold this socket too, so `close` alone would not close it, and no reset would be sent.
            os.close(self.connection.detach())

    def is_there(self) -> bool:
        """Send the probe to a client that has stopped to send; return whether it may still wait for its answer."""
        if self.ends_at_once:
            return False
        try:
            self.connection.settimeout(0)
            if self.probe:
                self.connection.send(self.probe)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        return True


class HangUpWatch:
    """The clients of the held-up calls of one listener, whose thread calls `look`; `ring` makes it do so soon.

    A half-closed connection is tested every `again` seconds.
    """

    def __init__(self, ring: Callable[[], object], again: float = AGAIN) -> None:
        self._ring = ring
        self._again = again
        self._lock = threading.Lock()
        self._ends = EndWatch()
        self._held: dict[int, tuple[CallClient, Callable[[], object]]] = {}
        self._tested: dict[int, float] = {}
        self._is_closed = False

    @property
    def descriptor(self) -> int | None:
        """The file descriptor that is readable when there is something to look at; None if there is none."""
        return self._ends.descriptor

    def hold(self, client: CallClient, wake: Callable[[], object]) -> int:
        """Watch a client; return the key for `release`."""
        with self._lock:
            if self._is_closed:
                return -1
            key = self._ends.add(client.connection)
            self._held[key] = client, wake
            if self._ends.descriptor is None:
                self._ring()
        return key

    def release(self, key: int) -> None:
        """Stop to watch a client."""
        with self._lock:
            self._forget(key)

    def look(self) -> float | None:
        """Wake the calls whose clients are gone; return the seconds until the next look, None without a limit."""
        with self._lock:
            if self._is_closed:
                return None
            now = monotonic()
            for key, is_reset in self._ends.changes():
                self._test(key, now, is_reset=is_reset)
            for key in [key for key, tested in self._tested.items() if now - tested >= self._again]:
                self._test(key, now, is_reset=False)
            if self._ends.descriptor is None and self._held:
                return LOOK
            return max(min(self._tested.values()) + self._again - now, 0) if self._tested else None

    def close(self) -> None:
        """Stop to watch all clients."""
        with self._lock:
            self._is_closed = True
            for key in [*self._held]:
                self._forget(key)
            self._ends.close()

    def _test(self, key: int, now: float, *, is_reset: bool) -> None:
        """Wake the call if its client is gone, else test the client again later."""
        if key not in self._held:
            return
        client, wake = self._held[key]
        if is_reset or not client.is_there():
            self._forget(key)
            client.is_gone = True
            wake()
            return
        self._ends.ignore_end(key)
        self._tested[key] = now

    def _forget(self, key: int) -> None:
        self._held.pop(key, None)
        self._tested.pop(key, None)
        self._ends.remove(key)
