"""The state of a mock between two resets, under one lock; each part of it is a file."""

from collections import deque
from collections.abc import Callable, Mapping

from mockkf.model import MessageUid, PamRegistry, Profile, counted, random_mock_id
from mockkf.state.bounds import Bounds, DropRecord
from mockkf.state.call_journal import CallJournal
from mockkf.state.call_store import CallStore
from mockkf.state.connection_store import ConnectionStore
from mockkf.state.failed_connections import FailedConnections
from mockkf.state.fault_registry import FaultRegistry
from mockkf.state.incidents import Incidents
from mockkf.state.kept_mail import NOTHING_KEPT, KeptMail
from mockkf.state.mail_arrivals import REFUSALS, MailArrivals
from mockkf.state.snapshot import Snapshot
from mockkf.state.stored_data import StoredData
from mockkf.state.token_store import TokenStore


class State(StoredData, CallJournal, FailedConnections, MailArrivals):
    """The profile, the journal, the `mail`, the `faults`, the `token_store` and the `clock` of one epoch.

    Items that are dropped at the limits are counted in `dropped`. `mock` is the id of the mock in the uids of its mail.
    `kept` returns the mail of the named snapshots.
    """

    def __init__(
        self,
        profile: Profile,
        pam: PamRegistry,
        epoch: int = 1,
        bounds: Bounds | None = None,
        mock: str = "",
        kept: Callable[[], KeptMail] = lambda: NOTHING_KEPT,
    ) -> None:
        place = MessageUid(mock or random_mock_id(), epoch, 0)
        super().__init__(profile=profile, pam=pam, epoch=epoch, bounds=bounds or Bounds(), place=place, kept=kept)
        self._kept = kept
        self.faults = FaultRegistry(self._changed, self._wake)
        self.token_store = TokenStore(self._changed)

    def snapshot(self) -> Snapshot:
        """Return the present contents."""
        with self._changed:
            return Snapshot(
                self._profile,
                self._pam,
                self.faults.all,
                tuple(self._lookups),
                self._calls.all,
                self.mail.all,
                tuple(self._refusals),
                self._connections.all,
                self.drops,
                (self._last_call, self.mail.last, self.faults.last),
                self.clock.ahead,
                self.mail.marks_record,
            )

    def take(self, snapshot: Snapshot) -> None:
        """Replace the contents with those of `snapshot`."""
        with self._changed:
            self._profile, self._pam = snapshot.profile, snapshot.pam
            self._set_lookups(snapshot.lookups)
            self._calls = CallStore(self.bounds, snapshot.calls, snapshot.dropped["calls"])
            self._refusals = deque(snapshot.refusals, REFUSALS)
            dropped = snapshot.dropped["connections"]
            self._connections = ConnectionStore(self.bounds, snapshot.connections, dropped)
            self._last_call, last_message, last_fault = snapshot.last
            self.mail.take(snapshot.messages, last_message, snapshot.dropped["messages"], snapshot.marks)
            self.faults.take(snapshot.faults, last_fault)
            self.clock.set_ahead(snapshot.ahead)
            self._wake()

    def clear_journal(self) -> int:
        """Remove the calls, refusals, failed connections and late arrivals; return the number of calls.

        Mail and faults stay. Ids of calls go on, and calls that were dropped before are forgotten.
        """
        with self._changed:
            removed = len(self._calls)
            self._calls = CallStore(self.bounds)
            self._refusals.clear()
            self._connections = ConnectionStore(self.bounds)
            self._late.clear()
            self._wake()
            return removed

    @property
    def incidents(self) -> Incidents:
        """The refusals, the failed connections, the late arrivals and the drops, all of the same moment."""
        with self._changed:
            return Incidents(tuple(self._refusals), self._connections.all, tuple(self._late), self.drops)

    @property
    def dropped(self) -> Mapping[str, int]:
        """The numbers of calls, messages and failed connections dropped at the limits."""
        return {kind: drop.count for kind, drop in self.drops.items()}

    @property
    def drops(self) -> Mapping[str, DropRecord]:
        """The records of the calls, messages and failed connections dropped at the limits."""
        return {"calls": self._calls.dropped, "messages": self.mail.dropped, "connections": self._connections.dropped}

    def limits(self, noun: str) -> str:
        """Return the limits of messages or calls (`noun` is "message" or "call") as text."""
        return self.bounds.words(noun, self._kept().bytes)

    @property
    def counted(self) -> str:
        """The numbers of stored calls and messages, as text."""
        return f"{counted(len(self._calls), 'call')}, {counted(len(self.mail), 'message')}"
