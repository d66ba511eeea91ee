"""The changes of a mailbox as messages of a WebSocket, in one direction: what the client sends is dropped."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simple_websocket import Server

from mockkf.instance import Mock
from mockkf.mailpit.content import DigestCache, item_view
from mockkf.model import Fault, Message, Refusal
from mockkf.state import Mail, MailEvent, State
from mockkf.unpatched import monotonic

STATS_SECONDS = 0.25
"""The delay of the numbers after a change, so that they are sent at most four times a second."""

PING_SECONDS = 20.0
"""The time between two pings: less than the time after which the server closes a silent connection."""

LARGEST = 64 * 1024
"""The maximum size of a message of the client, in bytes."""

Said = tuple[str, Any]
"""The type and the data of a message."""


class EventStream:
    """Follows a mock until the client leaves or the mock is gone; `version` is that of Mailpit.

    With `has_calls` it also tells that the calls or the planned faults changed, which Mailpit does not have.
    """

    def __init__(
        self, environ: Mapping[str, Any], mock: Mock, digests: DigestCache, version: str, *, has_calls: bool = False
    ) -> None:
        self._mock = mock
        self._digests = digests
        self._version = version
        self._has_calls = has_calls
        self._bell = threading.Event()
        self._due: float | None = None
        self._wire = _Wire(environ["werkzeug.socket"])
        self._socket: Any = Server(
            {**environ, "werkzeug.socket": self._wire},
            ping_interval=PING_SECONDS,
            max_message_size=LARGEST,
            thread_class=self._reader,
            event_class=lambda: self._bell,
        )

    def _reader(self, target: Callable[[], None]) -> threading.Thread:
        """Return the thread that reads from the client; its end wakes `follow`."""

        def read() -> None:
            try:
                target()
            finally:
                self._bell.set()

        return threading.Thread(target=read, name="mockkf-events", daemon=True)

    def follow(self) -> None:
        """Send all changes from now on; a reset tells the client to reload."""
        state = self._mock.state
        cursor = state.mail.events.last
        try:
            while self._follow_epoch(state, cursor):
                state, cursor = self._mock.state, 0
                self._send("prune", None)
            if self._socket.connected:
                self._socket.close()
        finally:
            self._wire.end()
            self._socket.thread.join()

    def _follow_epoch(self, state: State, cursor: int) -> bool:
        """Send the changes of one epoch; return whether another one follows."""
        refused = next(reversed(state.refusals), None)
        known = _calls_and_faults(state)
        self._due = monotonic() + STATS_SECONDS
        with state.watched(self._bell.set):
            while self._socket.connected:
                is_over = state.is_over
                self._socket.input_buffer.clear()
                for event in state.mail.events.after(cursor):
                    cursor = event.id
                    self._tell(event, state.mail)
                refused = self._tell_refusals(state.refusals, refused)
                known = self._tell_calls(state, known)
                self._tell_numbers(state.mail)
                if is_over:
                    return self._mock.state is not state
                self._bell.wait(self._until_numbers())
                self._bell.clear()
        return False

    def _tell(self, event: MailEvent, mail: Mail) -> None:
        if self._due is None:
            self._due = monotonic() + STATS_SECONDS
        for kind, data in SAID[event.kind](self._digests, mail, event):
            self._send(kind, data)

    def _tell_refusals(self, refusals: tuple[Refusal, ...], last: Refusal | None) -> Refusal | None:
        """Send the refusals after `last`, and return the newest."""
        new: list[Refusal] = []
        for refusal in reversed(refusals):
            if refusal is last:
                break
            new.append(refusal)
        for refusal in reversed(new):
            if refusal.reply[:1] in KINDS:
                data = {"Level": KINDS[refusal.reply[0]], "Type": "smtpd", "IP": refusal.connection.peer[0]}
                self._send("error", {**data, "Message": refusal.reply})
        return new[0] if new else last

    def _tell_calls(self, state: State, known: Any) -> Any:
        """Send a hint if the calls or faults differ from the `known` ones, and return them."""
        if not self._has_calls or (now := _calls_and_faults(state)) == known:
            return known
        self._send("calls", None)
        return now

    def _tell_numbers(self, mail: Mail) -> None:
        if self._due is not None and self._due <= monotonic():
            self._due = None
            self._send("stats", {"Total": len(mail), "Unread": mail.unread, "Version": self._version})

    def _until_numbers(self) -> float | None:
        """Return the seconds until the numbers are due; None if they are not."""
        return None if self._due is None else max(self._due - monotonic(), 0)

    def _send(self, kind: str, data: Any) -> None:
        if self._socket.connected:
            self._socket.send(json.dumps({"Type": kind, "Data": data}, ensure_ascii=True))


KINDS = {"4": "warning", "5": "error"}
"""The level of a refusal, by the first digit of its reply."""


class _Wire:
    """The socket of a connection, which the HTTP server closes; `send` sends everything."""

    def __init__(self, connection: Any) -> None:
        self.recv, self.fileno, self.send = connection.recv, connection.fileno, connection.sendall
        self._connection = connection

    def close(self) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Wake the thread that waits for the client; below TLS, which has nothing more to say."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._connection, socket.SHUT_RD)


def _calls_and_faults(state: State) -> tuple[int, tuple[Fault, ...]]:
    """Return the id of the newest call, and the planned faults with their counts."""
    return next((call.id for call in reversed(state.calls)), 0), state.faults.all


def _messages(mail: Mail, event: MailEvent) -> Iterator[Message]:
    return (message for uid in event.uids if (message := mail.find(str(uid))) is not None)


def _new(digests: DigestCache, mail: Mail, event: MailEvent) -> Iterator[Said]:
    for message in _messages(mail, event):
        yield "new", item_view(message, digests.of(message), mail.marks(message.id))


def _read(_digests: DigestCache, mail: Mail, event: MailEvent) -> Iterator[Said]:
    for message in _messages(mail, event):
        yield "update", {"ID": message.uid, "Read": event.kind == "read"}


def _tags(digests: DigestCache, mail: Mail, event: MailEvent) -> Iterator[Said]:
    if not event.uids:
        yield from _reload(digests, mail, event)
    for message in _messages(mail, event):
        yield "update", {"ID": message.uid, "Tags": [*mail.marks(message.id).tags]}


def _removed(digests: DigestCache, mail: Mail, event: MailEvent) -> Iterator[Said]:
    if not event.uids:
        yield from _reload(digests, mail, event)
    for uid in event.uids:
        yield "delete", {"ID": str(uid)}


def _emptied(_digests: DigestCache, _mail: Mail, _event: MailEvent) -> Iterator[Said]:
    yield "truncate", None


def _reload(_digests: DigestCache, _mail: Mail, _event: MailEvent) -> Iterator[Said]:
    yield "prune", None


SAID: Mapping[str, Callable[[DigestCache, Mail, MailEvent], Iterator[Said]]] = {
    "new": _new,
    "read": _read,
    "unread": _read,
    "tags": _tags,
    "tags_changed": _reload,
    "removed": _removed,
    "emptied": _emptied,
    "put_back": _reload,
    "dropped": _reload,
    "missed": _reload,
}
"""The messages about each kind of event; with `prune` the client loads the list again."""
