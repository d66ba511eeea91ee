"""What a test asks of captured mail: find it, wait for it, expect it; a failure says in words what came instead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mockkf.model import Message
from mockkf.state import DropRecord, State
from mockkf.testing.expectation import NEAREST, Expectation, ItemType
from mockkf.testing.matchers import CRITERIA
from mockkf.testing.predicates import Every, matcher

MessageMatcher = Callable[[Message], Any]
"""A matcher, or any function that says whether a message fits."""


class Mailbox:
    """The mail captured since the last reset.

    What is asked for are matchers (`mockkf.matchers`), functions of a message, and criteria by name; all must fit.
    Each method that waits has a twin for asyncio and trio, whose name begins with an a: `await mailbox.aexpect_one()`.
    """

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    @property
    def all(self) -> tuple[Message, ...]:
        """Every message, oldest first."""
        return self._state().messages

    def __repr__(self) -> str:
        return f"<Mailbox: {', '.join(map(repr, self.all)) or 'no message'}>"

    def __len__(self) -> int:
        return len(self.all)

    def find(self, *matchers: MessageMatcher, **criteria: Any) -> tuple[Message, ...]:
        """The messages that fit, oldest first; at once, without waiting."""
        return self._ask(matchers, criteria, 0).wait().held()

    def wait_for(self, *matchers: MessageMatcher, timeout: float = 5, **criteria: Any) -> Message:
        """The first message that fits, as soon as it is there; `AssertionError` after `timeout` seconds."""
        return self._ask(matchers, criteria, timeout).wait().first()

    async def await_for(self, *matchers: MessageMatcher, timeout: float = 5, **criteria: Any) -> Message:  # noqa: ASYNC109 - the deadline fails in words, a cancelled scope would not
        """`wait_for`, to be awaited."""
        return (await self._ask(matchers, criteria, timeout).async_wait()).first()

    def expect_one(self, *matchers: MessageMatcher, timeout: float = 5, **criteria: Any) -> Message:
        """The only message that fits, as soon as it is there; `AssertionError` if there is none in time, or another."""
        return self._ask(matchers, criteria, timeout).wait().exactly(1)[0]

    async def aexpect_one(self, *matchers: MessageMatcher, timeout: float = 5, **criteria: Any) -> Message:  # noqa: ASYNC109
        """`expect_one`, to be awaited."""
        return (await self._ask(matchers, criteria, timeout).async_wait()).exactly(1)[0]

    def expect(self, n: int, /, *matchers: MessageMatcher, timeout: float = 5, **criteria: Any) -> tuple[Message, ...]:
        """The `n` messages that fit, as soon as all are there; `AssertionError` if they are fewer in time, or more."""
        return self._ask(matchers, criteria, timeout).wait(n).exactly(n)

    async def aexpect(
        self,
        n: int,
        /,
        *matchers: MessageMatcher,
        timeout: float = 5,  # noqa: ASYNC109
        **criteria: Any,
    ) -> tuple[Message, ...]:
        """`expect`, to be awaited."""
        return (await self._ask(matchers, criteria, timeout).async_wait(n)).exactly(n)

    def expect_none(self, *matchers: MessageMatcher, within: float = 0, **criteria: Any) -> None:
        """No message fits now, and none comes `within` so many seconds."""
        self._ask(matchers, criteria, within).wait().none()

    async def aexpect_none(self, *matchers: MessageMatcher, within: float = 0, **criteria: Any) -> None:
        """`expect_none`, to be awaited."""
        (await self._ask(matchers, criteria, within).async_wait()).none()

    def _ask(
        self, matchers: Iterable[MessageMatcher], criteria: Mapping[str, Any], timeout: float
    ) -> Expectation[Message]:
        unknown = [name for name in criteria if name not in CRITERIA]
        if unknown:
            raise TypeError(f"no criterion '{unknown[0]}'; there are: {', '.join(CRITERIA)}")
        named = [CRITERIA[name](wanted) for name, wanted in criteria.items()]
        asked = Every((*map(matcher, matchers), *named))
        kind = replace(MAIL, is_old=lambda _, record: _is_old(record, criteria))
        return Expectation(kind, self._state(), asked, f"with {asked.words or 'any content'}", timeout)


def _is_old(record: DropRecord, criteria: Mapping[str, Any]) -> bool:
    """Whether the criteria exclude all that was dropped."""
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


def _refused(state: State) -> list[str]:
    return [f"the relay refused at the step {refusal.step}: {refusal.reply}" for refusal in state.refusals[-NEAREST:]]


MAIL: ItemType[Message] = ItemType(
    noun="message",
    news=lambda state, number: state.messages_after(number),
    title=_title,
    line=lambda message: f"{_title(message)}: {message.subject!r}",
    remarks=_refused,
)
