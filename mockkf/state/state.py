"""The state of a mock between two resets, under one lock."""

import logging
import random
import uuid
from collections import Counter, deque
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from mockkf.mime import arrival_tags
from mockkf.model import (
    ApiCall,
    Connection,
    ConnectionFailure,
    Dialogue,
    Envelope,
    FailedConnection,
    Fault,
    Lookup,
    Message,
    MessageUid,
    PamRegistry,
    Profile,
    Refusal,
    counted,
    on_one_line,
    random_mock_id,
)
from mockkf.state.bounds import Bounds, DropRecord
from mockkf.state.call_store import CallStore
from mockkf.state.change_notifier import ChangeNotifier
from mockkf.state.clock import Clock
from mockkf.state.connection_store import ConnectionStore
from mockkf.state.fault_registry import FaultRegistry
from mockkf.state.incidents import Incidents
from mockkf.state.kept_mail import NOTHING_KEPT, KeptMail
from mockkf.state.mail import Mail
from mockkf.state.mark_store import NO_MARKS, MarksRecord
from mockkf.state.token_store import TokenStore

T = TypeVar("T")

LateArrival = ApiCall | Message | Refusal | FailedConnection

REFUSALS = 1_000
"""The maximum number of stored refusals of the relay, and of stored late arrivals."""

LOOKUPS = 10_000
"""The maximum number of stored look-ups of secrets."""

log = logging.getLogger("mockkf")


@dataclass(frozen=True)
class Snapshot:
    """The contents of a state at one moment; it has no tokens, because a token is valid for one epoch only."""

    profile: Profile
    pam: PamRegistry
    faults: tuple[Fault, ...]
    lookups: tuple[Lookup, ...]
    calls: tuple[ApiCall, ...]
    messages: tuple[Message, ...]
    refusals: tuple[Refusal, ...]
    connections: tuple[FailedConnection, ...]
    dropped: Mapping[str, DropRecord]
    last: tuple[int, int, int]
    ahead: float = 0.0
    marks: MarksRecord = NO_MARKS

    def __repr__(self) -> str:
        parts = ((self.calls, "call"), (self.messages, "message"), (self.faults, "fault"))
        return f"<Snapshot: {', '.join(counted(len(held), noun) for held, noun in parts)}>"


class State:
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
        self.epoch = epoch
        self._probes = 0
        self.bounds = bounds or Bounds()
        self._kept = kept
        self._profile = profile
        self._pam = pam
        self._lookups: deque[Lookup] = deque(maxlen=LOOKUPS)
        self._reads: Counter[Hashable] = Counter()
        self._calls = CallStore(self.bounds)
        self._refusals: deque[Refusal] = deque(maxlen=REFUSALS)
        self._connections = ConnectionStore(self.bounds)
        self._late: deque[LateArrival] = deque(maxlen=REFUSALS)
        self._last_call = 0
        self._unanswered: dict[int, Callable[[], str]] = {}
        self._chance = random.Random(epoch)  # noqa: S311 - each run must have the same ids
        self._successor: State | None = None
        self._changes = ChangeNotifier()
        self._changed = self._changes.lock
        self._wake = self._changes.wake
        self.clock = Clock(self._changed)
        self.mail = Mail(self._changes, self.bounds, MessageUid(mock or random_mock_id(), epoch, 0), kept)
        self.faults = FaultRegistry(self._changed, self._wake)
        self.token_store = TokenStore(self._changed)

    @property
    def profile(self) -> Profile:
        """The stored SMTP profile."""
        return self._profile

    def store(self, profile: Profile) -> None:
        """Replace the stored profile."""
        with self._changed:
            self._profile = profile
            self._wake()

    @property
    def pam(self) -> PamRegistry:
        """The PAM providers, their types and secrets."""
        return self._pam

    def change_pam(self, change: Callable[[PamRegistry], PamRegistry]) -> PamRegistry:
        """Replace the PAM providers with the result of `change` and return it; nothing changes if `change` raises."""
        with self._changed:
            self._pam = change(self._pam)
            self._wake()
            return self._pam

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The look-ups of secrets, oldest first."""
        with self._changed:
            return tuple(self._lookups)

    def look_up(self, lookup: Lookup) -> int:
        """Record a look-up; return the number of look-ups of this address, including this one."""
        with self._changed:
            self._lookups.append(lookup)
            self._reads[lookup.place] += 1
            return self._reads[lookup.place]

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
            self._lookups = deque(snapshot.lookups, LOOKUPS)
            self._reads = Counter(lookup.place for lookup in snapshot.lookups)
            self._calls = CallStore(self.bounds, snapshot.calls, snapshot.dropped["calls"])
            self._refusals = deque(snapshot.refusals, REFUSALS)
            dropped = snapshot.dropped["connections"]
            self._connections = ConnectionStore(self.bounds, snapshot.connections, dropped)
            self._last_call, last_message, last_fault = snapshot.last
            self.mail.take(snapshot.messages, last_message, snapshot.dropped["messages"], snapshot.marks)
            self.faults.take(snapshot.faults, last_fault)
            self.clock.set_ahead(snapshot.ahead)
            self._wake()

    def next_guid(self) -> str:
        """Return the next GUID of a sequence that is the same in every run."""
        with self._changed:
            return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def open_call(self, describe: Callable[[], str] = str) -> tuple[int, str]:
        """Return the id and the correlation id of a new call; `describe` returns its progress until it is recorded."""
        with self._changed:
            self._last_call += 1
            self._unanswered[self._last_call] = describe
            return self._last_call, self.next_guid()

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The calls without an answer so far, as text, oldest first."""
        with self._changed:
            return tuple(f"{number}. {describe()}" for number, describe in self._unanswered.items())

    def record(self, call: ApiCall) -> None:
        """Add a call with its answer to the journal."""
        with self._changed:
            self._unanswered.pop(call.id, None)
            if not self._is_late(call):
                self._calls.put(call)
                self._wake()

    def capture(
        self, connection: Connection, envelope: Envelope, raw: bytes, transcript: Callable[[int], str], epoch: int
    ) -> Message:
        """Store a mail with the next id and wake all waits; `transcript` gets the id and returns the transcript."""
        tags = arrival_tags(raw, envelope.recipients)
        with self._changed:
            number, mock = self.mail.next_number(), self.mail.mock
            message = Message(number, epoch, self.clock.now(), envelope, connection, raw, transcript(number), mock)
            if not self._is_late(message):
                self.mail.put(message, tags)
        log.info(
            "mail %d to %s, from %s", message.id, *map(on_one_line, (", ".join(envelope.recipients), envelope.sender))
        )
        return message

    def refuse(self, step: str, reply: str, connection: Connection, dialogue: Dialogue, epoch: int) -> None:
        """Record a mail that the relay refused."""
        refusal = Refusal(step, reply, epoch, self.clock.now(), connection, dialogue)
        with self._changed:
            if not self._is_late(refusal):
                self._refusals.append(refusal)
                self._wake()
        log.info("%s refused at the step %s: %s", _refused(dialogue), step, on_one_line(reply))

    def fail_connection(self, failure: ConnectionFailure) -> None:
        """Record an HTTP connection that failed before it became a call."""
        with self._changed:
            failed = self._connections.numbered(failure, self.epoch, self.clock.now())
        log.info("connection to %s from %s failed: %s", failed.listener, failed.peer[0], on_one_line(failed.reason))
        with self._changed:
            if not self._is_late(failed):
                self._connections.put(failed)
                self._wake()

    def probe(self) -> None:
        """Count a connection that sent nothing."""
        with self._changed:
            self._probes += 1
            self._wake()

    @property
    def probes(self) -> int:
        """The number of connections, to any port, that ended without a byte, as port probes do."""
        return self._probes

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """The journal, oldest first."""
        with self._changed:
            return self._calls.all

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

    def calls_after(self, number: int) -> tuple[ApiCall, ...]:
        """Return the calls answered after the call with this id, oldest first.

        If that call is not stored, return the calls with a greater id.
        """
        held = self.calls
        position = next((position for position, call in enumerate(held, 1) if call.id == number), None)
        return tuple(call for call in held if call.id > number) if position is None else held[position:]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The mails that the relay refused, oldest first."""
        with self._changed:
            return tuple(self._refusals)

    @property
    def connections(self) -> tuple[FailedConnection, ...]:
        """The HTTP connections that failed before they became a call, oldest first."""
        with self._changed:
            return self._connections.all

    @property
    def incidents(self) -> Incidents:
        """The refusals, the failed connections, the late arrivals and the drops, all of the same moment."""
        with self._changed:
            return Incidents(tuple(self._refusals), self._connections.all, tuple(self._late), self.drops)

    @property
    def late(self) -> tuple[LateArrival, ...]:
        """Late arrivals: what began before the last reset. They are shown but never counted."""
        with self._changed:
            return tuple(self._late)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The captured mail, oldest first."""
        return self.mail.all

    def messages_after(self, number: int) -> tuple[Message, ...]:
        """Return the messages after this id, oldest first; the cost grows with their number only."""
        return self.mail.after(number)

    def message(self, number: int) -> Message | None:
        """Return the message with this id; None if it is not stored."""
        return self.mail.get(number)

    def page(self, start: int, limit: int) -> tuple[tuple[Message, ...], int]:
        """Return at most `limit` messages, newest first, without the `start` newest; and the number of all."""
        return self.mail.page(start, limit)

    @property
    def size(self) -> int:
        """The size of all stored mail with transcripts and recipients, in bytes."""
        return self.mail.bytes

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

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """Return the first result of `look` that is not None; None after `timeout` seconds or at the epoch's end.

        `look` is called under the lock, once at the start and once for each change.
        """
        return self._changes.wait(look, timeout)

    def hold(self, seconds: float) -> None:
        """Wait for this number of seconds, or until the epoch ends or the client of the present call has gone."""
        if seconds:
            self.wait(lambda: None, seconds)

    def watched(self, wake: Callable[[], object]) -> AbstractContextManager[None]:
        """Call `wake` for each change and at the end of the epoch, while the block runs; `wake` must not block."""
        return self._changes.watched(wake)

    @property
    def watchers(self) -> int:
        """The present number of watchers."""
        return self._changes.watchers

    def retire(self, successor: "State | None" = None) -> None:
        """End this epoch: end all waits, and pass late arrivals on to `successor`."""
        with self._changed:
            self._successor = successor
            self._changes.end()

    @property
    def counted(self) -> str:
        """The numbers of stored calls and messages, as text."""
        return f"{counted(len(self._calls), 'call')}, {counted(len(self.mail), 'message')}"

    @property
    def is_over(self) -> bool:
        """Whether this epoch has ended."""
        return self._changes.is_over

    def _is_late(self, late: Any) -> bool:
        if self._successor is not None:
            self._successor.take_in(late)
        return self._changes.is_over

    def take_in(self, late: LateArrival) -> None:
        """Store a late arrival of an earlier epoch."""
        with self._changed:
            if self._successor is not None:
                self._successor.take_in(late)
            else:
                self._late.append(late)


def _refused(dialogue: Dialogue) -> str:
    """Return the refused mail as the log names it."""
    envelope = dialogue.envelope if log.isEnabledFor(logging.INFO) else None
    return f"mail to {on_one_line(', '.join(envelope.recipients))}" if envelope and envelope.recipients else "mail"
