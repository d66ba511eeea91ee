"""The mailbox as a test uses it: find, await and expect messages; a failure lists the messages that came instead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mockkf.config import Duration, duration
from mockkf.model import Marks, Message, hint
from mockkf.state import DropRecord, State
from mockkf.testing.expectation import Expectation, ItemType
from mockkf.testing.matchers import CRITERIA
from mockkf.testing.predicates import Every, matcher
from mockkf.testing.reasons import nothing_sent, reasons, stops_mail

MessageMatcher = Callable[[Message], Any]
"""A matcher, or a function that returns whether a message matches."""


class Mailbox:
    """The mail captured since the last reset.

    Methods take matchers (`mockkf.matchers`), functions of a message, and named criteria. A message must match all.
    Each method that waits has a variant for asyncio and trio, whose name begins with a: `await mailbox.aexpect_one()`.
    """

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    @property
    def all(self) -> tuple[Message, ...]:
        """All messages, oldest first."""
        return self._state().messages

    def __repr__(self) -> str:
        return f"<Mailbox: {', '.join(map(repr, self.all)) or 'no message'}>"

    def __len__(self) -> int:
        return len(self.all)

    def clear(self) -> None:
        """Remove all messages; journal, traces and snapshots stay.

        Removed messages do not count as dropped, and neither do those that were dropped before.
        """
        self._state().mail.clear()

    def remove(self, *messages: Message | int | str) -> None:
        """Remove messages, which can also be given by `id` or `uid`.

        Raise `NotFound` if one of them is not stored; then none is removed.
        """
        mail = self._state().mail
        mail.remove([mail.number_of(_id(message)) for message in messages])

    def marks(self, message: Message | int | str) -> Marks:
        """Return the read flag and the tags of a message; raise `NotFound` if it is not stored."""
        mail = self._state().mail
        return mail.marks(mail.number_of(_id(message)))

    def mark(
        self, message: Message | int | str, *, read: bool | None = None, tags: Iterable[str] | None = None
    ) -> None:
        """Set the read flag of a message, replace its tags, or both; raise `NotFound` if it is not stored."""
        mail = self._state().mail
        number = mail.number_of(_id(message))
        if read is not None:
            mail.set_read([number], read=read)
        if tags is not None:
            mail.set_tags([number], tags)

    def find(self, *matchers: MessageMatcher, **criteria: Any) -> tuple[Message, ...]:
        """Return the matching messages, oldest first, without waiting."""
        return self._ask(matchers, criteria, 0).wait().held()

    def wait_for(self, *matchers: MessageMatcher, timeout: Duration = 5, **criteria: Any) -> Message:
        """Wait for a matching message and return the first; raise `AssertionError` after `timeout` seconds."""
        return self._ask(matchers, criteria, timeout).wait().first()

    async def await_for(self, *matchers: MessageMatcher, timeout: Duration = 5, **criteria: Any) -> Message:  # noqa: ASYNC109 - a missed deadline has a helpful message, a cancelled scope has none
        """Do the same as `wait_for`, for asyncio and trio."""
        return (await self._ask(matchers, criteria, timeout).async_wait()).first()

    def expect_one(self, *matchers: MessageMatcher, timeout: Duration = 5, **criteria: Any) -> Message:
        """Wait for the only matching message and return it.

        Raise `AssertionError` if no message matches within `timeout` seconds, or if more than one matches.
        """
        return self._ask(matchers, criteria, timeout).wait().exactly(1)[0]

    async def aexpect_one(self, *matchers: MessageMatcher, timeout: Duration = 5, **criteria: Any) -> Message:  # noqa: ASYNC109
        """Do the same as `expect_one`, for asyncio and trio."""
        return (await self._ask(matchers, criteria, timeout).async_wait()).exactly(1)[0]

    def expect(
        self, n: int, /, *matchers: MessageMatcher, timeout: Duration = 5, **criteria: Any
    ) -> tuple[Message, ...]:
        """Wait for `n` matching messages and return them.

        Raise `AssertionError` if fewer match within `timeout` seconds, or if more match.
        """
        return self._ask(matchers, criteria, timeout).wait(n).exactly(n)

    async def aexpect(
        self,
        n: int,
        /,
        *matchers: MessageMatcher,
        timeout: Duration = 5,  # noqa: ASYNC109
        **criteria: Any,
    ) -> tuple[Message, ...]:
        """Do the same as `expect`, for asyncio and trio."""
        return (await self._ask(matchers, criteria, timeout).async_wait(n)).exactly(n)

    def expect_none(self, *matchers: MessageMatcher, within: Duration = 0, **criteria: Any) -> None:
        """Raise `AssertionError` if a message matches, now or `within` this number of seconds."""
        self._ask(matchers, criteria, duration("within", within)).wait().none()

    async def aexpect_none(self, *matchers: MessageMatcher, within: Duration = 0, **criteria: Any) -> None:
        """Do the same as `expect_none`, for asyncio and trio."""
        (await self._ask(matchers, criteria, duration("within", within)).async_wait()).none()

    def _ask(
        self, matchers: Iterable[MessageMatcher], criteria: Mapping[str, Any], timeout: Duration
    ) -> Expectation[Message]:
        unknown = [name for name in criteria if name not in CRITERIA]
        if unknown:
            raise TypeError(f"no criterion '{unknown[0]}'; {hint(unknown[0], CRITERIA)}")
        named = [CRITERIA[name](wanted) for name, wanted in criteria.items()]
        asked = Every((*map(matcher, matchers), *named))
        kind = replace(MAIL, is_old=lambda _, record: is_old(record, criteria))
        return Expectation(kind, self._state(), asked, f"with {asked.words or 'any content'}", timeout)


def _id(message: Message | int | str) -> int | str:
    return message.uid if isinstance(message, Message) else message


def is_old(record: DropRecord, criteria: Mapping[str, Any]) -> bool:
    """Return whether `after_id` (a number) or `received_after` (a time) in `criteria` exclude all dropped messages."""
    after_id, received_after = criteria.get("after_id"), criteria.get("received_after")
    if isinstance(after_id, int) and after_id >= record.last_id:
        return True
    return (
        isinstance(received_after, datetime)
        and record.received is not None
        and (received_after.astimezone() > record.received)
    )


def _title(message: Message) -> str:
    return f"message {message.id} from {message.envelope.sender} to {', '.join(message.envelope.recipients)}"


MAIL: ItemType[Message] = ItemType(
    noun="message",
    news=lambda state, number: state.messages_after(number),
    last=lambda state: state.mail.last,
    title=_title,
    line=lambda message: f"{_title(message)}: {message.subject!r}",
    reasons=lambda state: reasons(state, stops_mail),
    nothing=nothing_sent,
)
