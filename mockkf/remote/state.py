"""What happened in a mock that runs elsewhere, asked over its control API; nothing is polled."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, TypeVar

from mockkf.model import ApiCall, Login, Message, Refusal, call_of, message_of, refusal_of
from mockkf.remote.control_client import ControlClient
from mockkf.remote.faults import RemoteFaultRegistry
from mockkf.state import Bounds, DropRecord
from mockkf.unpatched import monotonic

T = TypeVar("T")

NO_CALLS = 2**31 - 1
"""An id after which no call comes: the journal then answers the refusals without the calls."""

PAGE = 1_000
"""How many messages one request may list."""

LONGEST_WAIT = 60.0
"""How many seconds one request may wait for mail; a longer wait is several requests."""


@dataclass(frozen=True, slots=True)
class RemoteLogin(Login):
    """A login whose secret is compared where it was captured."""

    _compare: Callable[[str], bool] = field(default=lambda _: False, repr=False, compare=False)

    def used(self, secret: str) -> bool:
        """Whether this login was made with `secret`."""
        return self._compare(secret)


class RemoteSnapshot:
    """What a mock elsewhere held at one moment, kept there under `name`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<RemoteSnapshot '{self.name}'>"


class RemoteState:
    """What the mailbox and the report read of a `State`, asked for each time."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control
        self._known: dict[int, Message] = {}
        self._newest = 0
        self._last_call: int | None = None
        self._epoch = self.epoch
        self.faults = RemoteFaultRegistry(control)

    @property
    def epoch(self) -> int:
        """The number of the present epoch."""
        return int(self._control.read("/mockkf/messages", query={"limit": 0})["epoch"])

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """The journal, oldest first."""
        return self.calls_after(0)

    def calls_after(self, number: int) -> tuple[ApiCall, ...]:
        """The calls answered after the one with this id, oldest first; if it is not held, those with a greater id."""
        found = self._control.read("/mockkf/journal", query={"after_id": number})
        self._enter(found["epoch"])
        calls = tuple(map(call_of, found["calls"]))
        self._last_call = calls[-1].id if calls else number
        return calls

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Nothing: which calls have no answer yet, only the mock itself knows."""
        return ()

    @property
    def bounds(self) -> Bounds:
        """How much the mock holds."""
        options = self._control.read("/mockkf/settings")["options"]
        return Bounds(**{one.name: int(options[one.name]) for one in fields(Bounds) if one.name in options})

    @property
    def drops(self) -> Mapping[str, DropRecord]:
        """What went for want of room; which it was, only the mock itself knows."""
        dropped = self._control.read("/mockkf/journal", query={"limit": 0})["dropped"]
        return {kind: DropRecord(count, sys.maxsize) for kind, count in dropped.items()}

    @property
    def is_over(self) -> bool:
        """Whether the mock was reset since mail was last read here."""
        return self.epoch != self._epoch

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What the relay did not take, oldest first."""
        journal = self._control.read("/mockkf/journal", query={"after_id": NO_CALLS})
        return tuple(map(refusal_of, journal["refused"]))

    @property
    def late(self) -> tuple[None, ...]:
        """One entry for each that arrived late; what it was, only the mock itself knows."""
        return (None,) * int(self._control.read("/mockkf/journal", query={"limit": 0})["late"])

    @property
    def messages(self) -> tuple[Message, ...]:
        """The captured mail, oldest first."""
        return self.messages_after(0)

    def message(self, number: int) -> Message | None:
        """The message with this id, if it is held."""
        return next((message for message in self.messages_after(number - 1)[:1] if message.id == number), None)

    def messages_after(self, number: int) -> tuple[Message, ...]:
        """The messages that came after the one with this id, oldest first."""
        found = page = self._page(number)
        while len(page) == PAGE:
            page = self._page(page[-1].id)
            found = [*found, *page]
        return tuple(found)

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """What `look` finds, asked again when there is more of what it read; None after `timeout` s or a reset."""
        deadline = monotonic() + timeout
        while True:
            self._last_call = None
            found = look()
            remaining = deadline - monotonic()
            if found is not None or remaining <= 0 or not self._more(min(remaining, LONGEST_WAIT)):
                return found

    def _more(self, wait: float) -> bool:
        """Whether the epoch still is that of the last mail, once there are more calls or mails or the time is up."""
        calls = self._last_call is not None
        path = "/mockkf/journal" if calls else "/mockkf/messages"
        query = {"after_id": self._last_call if calls else self._newest, "wait": f"{wait:.6f}", "limit": 0}
        return bool(self._control.read(path, wait=wait, query=query)["epoch"] == self._epoch)

    def _page(self, number: int) -> list[Message]:
        answer = self._control.read("/mockkf/messages", query={"after_id": number, "limit": PAGE})
        self._enter(answer["epoch"])
        for view in answer["messages"]:
            self._newest = max(self._newest, view["id"])
            if view["id"] not in self._known:
                self._known[view["id"]] = self._read(view)
        return [self._known[view["id"]] for view in answer["messages"]]

    def _enter(self, epoch: int) -> None:
        """Forget what was known, if this is another epoch."""
        if epoch != self._epoch:
            self._epoch, self._newest = epoch, 0
            self._known.clear()

    def _read(self, view: Mapping[str, Any]) -> Message:
        path = f"/mockkf/messages/{view['id']}"
        raw = self._control.ask("GET", f"{path}/raw").content
        compare = partial(self._used, f"{path}/used")
        return message_of(
            view, raw, lambda said: RemoteLogin(said["mechanism"], said["user"], b"", said["claims"], compare)
        )

    def _used(self, path: str, secret: str) -> bool:
        return bool(self._control.send("POST", path, {"expected": secret})["used"])
