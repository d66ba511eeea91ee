"""The connections that never became a call or a mail: failed HTTP connections, and probes of any port."""

import logging
from typing import Any

from mockkf.model import ConnectionFailure, FailedConnection, on_one_line
from mockkf.state.connection_store import ConnectionStore
from mockkf.state.epoch import Epoch

log = logging.getLogger("mockkf")


class FailedConnections(Epoch):
    """The failed HTTP connections of one epoch, each also a line in the log; and the number of probes."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self._connections = ConnectionStore(self.bounds)
        self._probes = 0

    def fail_connection(self, failure: ConnectionFailure) -> None:
        """Record an HTTP connection that failed before it became a call."""
        with self._changed:
            failed = self._connections.numbered(failure, self.epoch, self.clock.now())
        words = failed.listener, failed.peer[0], on_one_line(failed.reason)
        log.info("connection to %s from %s failed: %s", *words, extra={"event": failed})
        with self._changed:
            if not self._is_late(failed):
                self._connections.put(failed)
                self._wake()

    @property
    def connections(self) -> tuple[FailedConnection, ...]:
        """The HTTP connections that failed before they became a call, oldest first."""
        with self._changed:
            return self._connections.all

    def probe(self) -> None:
        """Count a connection that sent nothing."""
        with self._changed:
            self._probes += 1
            self._wake()

    @property
    def probes(self) -> int:
        """The number of connections, to any port, that ended without a byte, as port probes do."""
        return self._probes
