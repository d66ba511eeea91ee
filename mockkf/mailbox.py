"""What a test asks of captured mail: find it, wait for it, expect it; a failure says in words what came instead."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockkf.model import Message
from mockkf.state import State

CRITERIA: Mapping[str, Callable[[Message], Any]] = {
    "to": lambda message: message.envelope.recipients,
    "sender": lambda message: message.envelope.sender,
    "subject": lambda message: message.subject,
    "text": lambda message: message.text,
    "user": lambda message: message.login and message.login.user,
    "mechanism": lambda message: message.login and message.login.mechanism,
    "host": lambda message: message.asked and message.asked.host,
    "port": lambda message: message.asked and message.asked.port,
    "tls": lambda message: message.tls is not None,
}
"""What a message can be asked for, and where it is found."""

NEAREST = 5
"""How many near misses a failure shows."""


class Mailbox:
    """The mail captured since the last reset.

    Every criterion is a plain value (texts are compared whole, addresses and hosts in any letter case), a compiled
    pattern that is searched for, or a function of the actual value. Criteria: to, sender, subject, text, user,
    mechanism, host, port, tls (True or False).
    """

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    @property
    def all(self) -> tuple[Message, ...]:
        """Every message, oldest first."""
        return self._state().messages

    def __len__(self) -> int:
        return len(self.all)

    def find(self, **criteria: Any) -> tuple[Message, ...]:
        """The messages that fit, oldest first; at once, without waiting."""
        _check(criteria)
        return tuple(message for message in self.all if not _differences(message, criteria))

    def wait_for(self, *, timeout: float = 5, **criteria: Any) -> Message:
        """The first message that fits, as soon as it is there; `AssertionError` after `timeout` seconds."""
        _check(criteria)
        found = self._first(criteria, timeout)
        if found is None:
            raise AssertionError(self._missing(criteria, timeout))
        return found

    def expect_one(self, *, timeout: float = 5, **criteria: Any) -> Message:
        """The only message that fits, as soon as it is there; `AssertionError` if there is none in time, or another."""
        first = self.wait_for(timeout=timeout, **criteria)
        fitting = self.find(**criteria)
        if len(fitting) > 1:
            raise AssertionError(
                f"expected one message with {_words(criteria)}, but {len(fitting)} came:{_list(fitting)}"
            )
        return first

    def expect_none(self, *, within: float = 0, **criteria: Any) -> None:
        """No message fits now, and none comes `within` so many seconds."""
        _check(criteria)
        found = self._first(criteria, within)
        if found is not None:
            raise AssertionError(f"expected no message with {_words(criteria)}, but this one came:{_list((found,))}")

    def _first(self, criteria: Mapping[str, Any], timeout: float) -> Message | None:
        state = self._state()
        looked_at = 0

        def look() -> Message | None:
            nonlocal looked_at
            for message in state.messages_after(looked_at):
                looked_at = message.id
                if not _differences(message, criteria):
                    return message
            return None

        return state.wait(look, timeout)

    def _missing(self, criteria: Mapping[str, Any], timeout: float) -> str:
        misses = sorted(
            ((_differences(message, criteria), message) for message in self.all), key=lambda miss: len(miss[0])
        )
        refused = self._state().refusals
        said = [f"no message with {_words(criteria)} within {timeout:g} s"]
        said += [f"; {len(misses)} came that did not fit, nearest first:" if misses else "; no message came at all"]
        said += [f"\n  {_title(message)}: {', '.join(wrong)}" for wrong, message in misses[:NEAREST]]
        said += [f"\n  (and {len(misses) - NEAREST} more)"] if len(misses) > NEAREST else []
        said += [f"\n  the relay refused at the step {refusal.step}: {refusal.reply}" for refusal in refused[-NEAREST:]]
        return "".join(said)


def _check(criteria: Mapping[str, Any]) -> None:
    unknown = [name for name in criteria if name not in CRITERIA]
    if unknown:
        raise TypeError(f"no criterion '{unknown[0]}'; there are: {', '.join(CRITERIA)}")


def _differences(message: Message, criteria: Mapping[str, Any]) -> list[str]:
    found = ((name, wanted, CRITERIA[name](message)) for name, wanted in criteria.items())
    return [f"{name} is {_shown(actual)}" for name, wanted, actual in found if not _fits(wanted, actual)]


def _fits(wanted: Any, actual: Any) -> bool:
    if isinstance(actual, tuple):
        return any(_fits(wanted, one) for one in actual)
    if isinstance(wanted, re.Pattern):
        return isinstance(actual, str) and wanted.search(actual) is not None
    if callable(wanted):
        return bool(wanted(actual))
    if isinstance(wanted, str) and isinstance(actual, str) and "\n" not in wanted:
        return wanted.casefold() == actual.strip().casefold()
    return bool(wanted == actual)


def _words(criteria: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_shown(wanted)}" for name, wanted in criteria.items()) or "any content"


def _shown(value: Any) -> str:
    text = f"/{value.pattern}/" if isinstance(value, re.Pattern) else repr(value)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)} characters)"  # noqa: PLR2004 - one screen line or two


def _title(message: Message) -> str:
    return f"message {message.id} from {message.envelope.sender} to {', '.join(message.envelope.recipients)}"


def _list(messages: tuple[Message, ...]) -> str:
    return "".join(f"\n  {_title(message)}: {message.subject!r}" for message in messages)
