"""All that changes in a mock between two resets, behind one lock."""

import logging
import random
import uuid
from collections import Counter, deque
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from mockkf.model import (
    ApiCall,
    Connection,
    Dialogue,
    Envelope,
    Fault,
    Lookup,
    Message,
    PamRegistry,
    Profile,
    Refusal,
    counted,
    on_one_line,
)
from mockkf.state.bounds import Bounds, DropRecord
from mockkf.state.call_store import CallStore
from mockkf.state.change_notifier import ChangeNotifier
from mockkf.state.clock import Clock
from mockkf.state.fault_registry import FaultRegistry
from mockkf.state.message_store import MessageStore
from mockkf.state.token_store import TokenStore

T = TypeVar("T")

REFUSALS = 1_000
"""How many refusals of the relay are held, and how much that came late."""

LOOKUPS = 10_000
"""How many look-ups of secrets are remembered."""

log = logging.getLogger("mockkf")


@dataclass(frozen=True)
class Snapshot:
    """What a state held at one moment; tokens are not in it, for they are good for one epoch."""

    profile: Profile
    pam: PamRegistry
    faults: tuple[Fault, ...]
    lookups: tuple[Lookup, ...]
    calls: tuple[ApiCall, ...]
    messages: tuple[Message, ...]
    refusals: tuple[Refusal, ...]
    dropped: Mapping[str, DropRecord]
    last: tuple[int, int, int]
    ahead: float = 0.0

    def __repr__(self) -> str:
        parts = ((self.calls, "call"), (self.messages, "message"), (self.faults, "fault"))
        return f"<Snapshot: {', '.join(counted(len(held), noun) for held, noun in parts)}>"


class State:
    """The profile, the journal and the mail of one epoch; what is dropped at the limits is counted in `dropped`.

    `plans` are the faults that calls are to meet, `issued` is what the identity provider gave out.
    """

    def __init__(self, profile: Profile, pam: PamRegistry, epoch: int = 1, bounds: Bounds | None = None) -> None:
        self.epoch = epoch
        self._probes = 0
        self.bounds = bounds or Bounds()
        self._profile = profile
        self._pam = pam
        self._lookups: deque[Lookup] = deque(maxlen=LOOKUPS)
        self._reads: Counter[Hashable] = Counter()
        self._calls = CallStore(self.bounds)
        self._messages = MessageStore(self.bounds)
        self._refusals: deque[Refusal] = deque(maxlen=REFUSALS)
        self._late: deque[ApiCall | Message | Refusal] = deque(maxlen=REFUSALS)
        self._last_call = 0
        self._unanswered: dict[int, Callable[[], str]] = {}
        self._chance = random.Random(epoch)  # noqa: S311 - ids that repeat are the wish
        self._successor: State | None = None
        self._changes = ChangeNotifier()
        self._changed = self._changes.lock
        self._wake = self._changes.wake
        self.clock = Clock(self._changed)
        self.faults = FaultRegistry(self._changed, self._wake)
        self.token_store = TokenStore(self._changed)

    @property
    def profile(self) -> Profile:
        """The stored SMTP profile."""
        return self._profile

    def store(self, profile: Profile) -> None:
        """Put `profile` in the place of the stored one."""
        with self._changed:
            self._profile = profile
            self._wake()

    @property
    def pam(self) -> PamRegistry:
        """The PAM providers, their types and secrets."""
        return self._pam

    def change_pam(self, change: Callable[[PamRegistry], PamRegistry]) -> PamRegistry:
        """Put what `change` makes of the PAM providers in their place; nothing happens if it raises."""
        with self._changed:
            self._pam = change(self._pam)
            self._wake()
            return self._pam

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The secrets that were looked up, oldest first."""
        with self._changed:
            return tuple(self._lookups)

    def look_up(self, lookup: Lookup) -> int:
        """Note a look-up; how often this address was looked up, this time included."""
        with self._changed:
            self._lookups.append(lookup)
            self._reads[lookup.place] += 1
            return self._reads[lookup.place]

    def snapshot(self) -> Snapshot:
        """All that it holds now."""
        with self._changed:
            return Snapshot(
                self._profile,
                self._pam,
                self.faults.all,
                tuple(self._lookups),
                self._calls.all,
                self._messages.all,
                tuple(self._refusals),
                self.drops,
                (self._last_call, self._messages.last, self.faults.last),
                self.clock.ahead,
            )

    def take(self, snapshot: Snapshot) -> None:
        """Hold what `snapshot` has, in the place of all that was here."""
        with self._changed:
            self._profile, self._pam = snapshot.profile, snapshot.pam
            self._lookups = deque(snapshot.lookups, LOOKUPS)
            self._reads = Counter(lookup.place for lookup in snapshot.lookups)
            self._calls = CallStore(self.bounds, snapshot.calls, snapshot.dropped["calls"])
            self._refusals = deque(snapshot.refusals, REFUSALS)
            self._last_call, last_message, last_fault = snapshot.last
            self._messages = MessageStore(self.bounds, snapshot.messages, last_message, snapshot.dropped["messages"])
            self.faults.take(snapshot.faults, last_fault)
            self.clock.set_ahead(snapshot.ahead)
            self._wake()

    def next_guid(self) -> str:
        """A GUID, the same in every run that asks for the same."""
        with self._changed:
            return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def open_call(self, describe: Callable[[], str] = str) -> tuple[int, str]:
        """The id and the correlation id of a call that begins; `describe` says how it is, until it is recorded."""
        with self._changed:
            self._last_call += 1
            self._unanswered[self._last_call] = describe
            return self._last_call, self.next_guid()

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The calls that have no answer yet, in words, oldest first."""
        with self._changed:
            return tuple(f"{number}. {describe()}" for number, describe in self._unanswered.items())

    def record(self, call: ApiCall) -> None:
        """Enter a call and its answer into the journal."""
        with self._changed:
            self._unanswered.pop(call.id, None)
            if not self._is_late(call):
                self._calls.put(call)
                self._wake()

    def capture(
        self, connection: Connection, envelope: Envelope, raw: bytes, transcript: Callable[[int], str], epoch: int
    ) -> Message:
        """Keep a mail under the next id, which `transcript` is told, and wake whoever waits for it."""
        with self._changed:
            number = self._messages.number()
            message = Message(number, epoch, self.clock.now(), envelope, connection, raw, transcript(number))
            if not self._is_late(message):
                self._messages.put(message)
                self._wake()
        log.info(
            "mail %d to %s, from %s", message.id, *map(on_one_line, (", ".join(envelope.recipients), envelope.sender))
        )
        return message

    def refuse(self, step: str, reply: str, connection: Connection, dialogue: Dialogue, epoch: int) -> None:
        """Keep what the relay did not take."""
        refusal = Refusal(step, reply, epoch, self.clock.now(), connection, dialogue)
        with self._changed:
            if not self._is_late(refusal):
                self._refusals.append(refusal)
                self._wake()
        log.info("%s refused at the step %s: %s", _refused(dialogue), step, on_one_line(reply))

    def probe(self) -> None:
        """Count a connection that sent nothing."""
        with self._changed:
            self._probes += 1
            self._wake()

    @property
    def probes(self) -> int:
        """How many connections to the mail server sent nothing before they ended, as port probes do."""
        return self._probes

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """The journal, oldest first."""
        with self._changed:
            return self._calls.all

    def calls_after(self, number: int) -> tuple[ApiCall, ...]:
        """The calls answered after the one with this id, oldest first; if it is not held, those with a greater id."""
        held = self.calls
        position = next((position for position, call in enumerate(held, 1) if call.id == number), None)
        return tuple(call for call in held if call.id > number) if position is None else held[position:]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What the relay did not take, oldest first."""
        with self._changed:
            return tuple(self._refusals)

    @property
    def late(self) -> tuple[ApiCall | Message | Refusal, ...]:
        """What arrived late, begun before the last reset: shown, never counted."""
        with self._changed:
            return tuple(self._late)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The captured mail, oldest first."""
        with self._changed:
            return self._messages.all

    def messages_after(self, number: int) -> tuple[Message, ...]:
        """The messages that came after the one with this id, oldest first; its cost is that of their count."""
        with self._changed:
            return self._messages.after(number)

    def message(self, number: int) -> Message | None:
        """The message with this id, if it is held."""
        with self._changed:
            return self._messages.get(number)

    def page(self, start: int, limit: int) -> tuple[tuple[Message, ...], int]:
        """At most `limit` messages, newest first, without the `start` newest; and how many there are."""
        with self._changed:
            return self._messages.page(start, limit), len(self._messages)

    @property
    def size(self) -> int:
        """How many bytes of raw mail are held."""
        return self._messages.bytes

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many calls and messages were dropped at the limits."""
        return {kind: drop.count for kind, drop in self.drops.items()}

    @property
    def drops(self) -> Mapping[str, DropRecord]:
        """What is known of the calls and messages that were dropped at the limits."""
        return {"calls": self._calls.dropped, "messages": self._messages.dropped}

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """What `look` finds, as soon as it finds something; None after `timeout` seconds or when the epoch is over.

        `look` is called under the lock, once at first and once for each change.
        """
        return self._changes.wait(look, timeout)

    def hold(self, seconds: float) -> None:
        """Wait so long, or until the epoch is over."""
        if seconds:
            self.wait(lambda: None, seconds)

    def watched(self, wake: Callable[[], object]) -> AbstractContextManager[None]:
        """While this lasts, `wake` is called for each change and at the end of the epoch; it must not block."""
        return self._changes.watched(wake)

    @property
    def watchers(self) -> int:
        """How many watch at present."""
        return self._changes.watchers

    def retire(self, successor: "State | None" = None) -> None:
        """End this epoch: wake all who wait, and send what still arrives to the late of `successor`."""
        with self._changed:
            self._successor = successor
            self._changes.end()

    @property
    def counted(self) -> str:
        """How many calls and messages are held, in words."""
        return f"{counted(len(self._calls), 'call')}, {counted(len(self._messages), 'message')}"

    @property
    def is_over(self) -> bool:
        """Whether this epoch has ended."""
        return self._changes.is_over

    def _is_late(self, late: Any) -> bool:
        if self._successor is not None:
            self._successor.take_in(late)
        return self._changes.is_over

    def take_in(self, late: "ApiCall | Message | Refusal") -> None:
        """Keep something that belongs to an epoch before this one."""
        with self._changed:
            if self._successor is not None:
                self._successor.take_in(late)
            else:
                self._late.append(late)


def _refused(dialogue: Dialogue) -> str:
    """What was refused, as the log has it."""
    envelope = dialogue.envelope if log.isEnabledFor(logging.INFO) else None
    return f"mail to {on_one_line(', '.join(envelope.recipients))}" if envelope and envelope.recipients else "mail"
