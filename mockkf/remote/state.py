"""The readable state of a remote mock, requested over its control API; waiting never polls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, TypeVar

from mockkf.model import (
    ApiCall,
    FailedConnection,
    Login,
    Message,
    OpenCall,
    Refusal,
    call_of,
    failed_connection_of,
    message_of,
    open_call_of,
    refusal_of,
)
from mockkf.remote.control_client import ControlClient
from mockkf.remote.faults import RemoteFaultRegistry
from mockkf.remote.mail import RemoteMail
from mockkf.state import Bounds, DropRecord, Incidents
from mockkf.unpatched import monotonic

T = TypeVar("T")

NO_CALLS = 2**31 - 1
"""An id after which no call comes: the journal then answers the refusals without the calls."""

PAGE = 1_000
"""The maximum number of messages or calls in one answer."""

LONGEST_WAIT = 60.0
"""The maximum wait of one request, in seconds; a longer wait takes several requests."""


@dataclass(frozen=True, slots=True)
class RemoteLogin(Login):
    """A login whose secret the remote mock compares; the secret is never sent to this process."""

    _compare: Callable[[str], bool] = field(default=lambda _: False, repr=False, compare=False)

    def used(self, secret: str) -> bool:
        """Return whether this login used `secret`."""
        return self._compare(secret)


class RemoteSnapshot:
    """A snapshot that the remote mock keeps under `name`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<RemoteSnapshot '{self.name}'>"


class RemoteState:
    """The members of `State` that mailbox, journal and report read; each sends a request."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control
        self._known: dict[int, Message] = {}
        self.mail = RemoteMail(control)
        self._last_call: int | None = None
        self._epoch = self.epoch
        self.faults = RemoteFaultRegistry(control)

    @property
    def epoch(self) -> int:
        """The number of the current epoch."""
        return int(self._control.read("/mockkf/messages", query={"limit": 0})["epoch"])

    def clear_journal(self) -> None:
        """Remove the calls, the refusals and the late arrivals."""
        self._control.send("DELETE", "/mockkf/journal")

    @property
    def calls(self) -> tuple[ApiCall, ...]:
        """The journal, oldest first."""
        return self.calls_after(0)

    def calls_after(self, number: int) -> tuple[ApiCall, ...]:
        """Return the calls answered after the call with this id, oldest first.

        If that call is not stored, return the calls with a greater id.
        """
        found = page = self._call_page(number)
        while len(page) == PAGE:
            page = self._call_page(page[-1].id)
            found = [*found, *page]
        self._last_call = found[-1].id if found else number
        return tuple(found)

    def _call_page(self, number: int) -> list[ApiCall]:
        answer = self._control.read("/mockkf/journal", query={"after_id": number, "limit": PAGE})
        self._enter(answer["epoch"])
        return [*map(call_of, answer["calls"])]

    @property
    def unanswered(self) -> tuple[OpenCall, ...]:
        """The calls without an answer so far, oldest first."""
        journal = self._control.read("/mockkf/journal", query={"after_id": NO_CALLS})
        return tuple(map(open_call_of, journal["unanswered"]))

    @property
    def bounds(self) -> Bounds:
        """The limits of the mock."""
        options = self._control.read("/mockkf/settings")["options"]
        return Bounds(**{one.name: int(options[one.name]) for one in fields(Bounds) if one.name in options})

    def limits(self, noun: str) -> str:
        """Return the limits of messages or calls (`noun` is "message" or "call") as text."""
        return self.bounds.words(noun, self._control.read("/mockkf/snapshots")["bytes"])

    @property
    def incidents(self) -> Incidents:
        """The refusals, the failed connections, one None for each late arrival, and the drops, with one request."""
        journal = self._control.read("/mockkf/journal", query={"after_id": NO_CALLS})
        last = journal["last_dropped"]
        return Incidents(
            tuple(map(refusal_of, journal["refused"])),
            tuple(map(failed_connection_of, journal["connections"])),
            (None,) * journal["late"],
            {kind: DropRecord.of(count, last[kind]) for kind, count in journal["dropped"].items()},
        )

    @property
    def drops(self) -> Mapping[str, DropRecord]:
        """The records of the calls and messages dropped at the limits."""
        return self.incidents.drops

    @property
    def is_over(self) -> bool:
        """Whether the mock was reset since this object last read calls or mail."""
        return self.epoch != self._epoch

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The mails that the relay refused, oldest first."""
        return self.incidents.refusals

    @property
    def connections(self) -> tuple[FailedConnection, ...]:
        """The HTTP connections that did not become a call, oldest first."""
        return self.incidents.connections

    @property
    def late(self) -> tuple[Any, ...]:
        """One None for each late arrival: the control API gives only their number."""
        return self.incidents.late

    @property
    def messages(self) -> tuple[Message, ...]:
        """The captured mail, oldest first."""
        return self.messages_after(0)

    def message(self, number: int) -> Message | None:
        """Return the message with this id; None if it is not stored."""
        return next((message for message in self.messages_after(number - 1)[:1] if message.id == number), None)

    def messages_after(self, number: int) -> tuple[Message, ...]:
        """Return the messages captured after the message with this id, oldest first."""
        found = page = self._page(number)
        while len(page) == PAGE:
            page = self._page(page[-1].id)
            found = [*found, *page]
        return tuple(found)

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """Return the first result of `look` that is not None; None after `timeout` seconds or a reset.

        `look` is called again whenever there are more of the calls or messages that it read.
        """
        deadline = monotonic() + timeout
        while True:
            self._last_call = None
            found = look()
            remaining = deadline - monotonic()
            if found is not None or remaining <= 0 or not self._more(min(remaining, LONGEST_WAIT)):
                return found

    def _more(self, wait: float) -> bool:
        """Wait up to `wait` seconds for a further call or mail; return whether the epoch is still the same."""
        calls = self._last_call is not None
        path = "/mockkf/journal" if calls else "/mockkf/messages"
        query = {"after_id": self._last_call if calls else self.mail.last, "wait": f"{wait:.6f}", "limit": 0}
        return bool(self._control.read(path, wait=wait, query=query)["epoch"] == self._epoch)

    def _page(self, number: int) -> list[Message]:
        answer = self._control.read("/mockkf/messages", query={"after_id": number, "limit": PAGE})
        self._enter(answer["epoch"])
        self.mail.last = answer["last_id"]
        for view in answer["messages"]:
            if view["id"] not in self._known:
                self._known[view["id"]] = self._read(view)
        return [self._known[view["id"]] for view in answer["messages"]]

    def _enter(self, epoch: int) -> None:
        """Clear the cache if the epoch has changed."""
        if epoch != self._epoch:
            self._epoch = epoch
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
