"""Whole mocks of their own inside a running server, each under a path of its own."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from mockkf.config import Settings
from mockkf.errors import ConfigurationError
from mockkf.instance import Mock, MockRegistry, refuse_listening
from mockkf.relay import ConnectionContext
from mockkf.scenario import change_settings

MOST = 1_000
"""How many sandboxes there may be at once."""

LISTED = 10
"""How many a sentence names."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII | re.IGNORECASE)


class Sandbox(Mock):
    """A mock of its own under `/sandbox/{name}`: nothing of it is seen by others. A with statement removes it.

    >>> from mockkf import MockKeyfactor
    >>> with MockKeyfactor() as keyfactor, keyfactor.sandbox("a", release="24.4") as sandbox:
    ...     sandbox.environ()["KEYFACTOR_API_PATH"]
    'sandbox/a/KeyfactorAPI'
    """

    @property
    def name(self) -> str:
        """Its name, in lower case."""
        return self._name

    def remove(self) -> None:
        """Take it away, which also may be said twice; what it captured can still be read."""
        with self._registry.lock:
            if self._registry.mocks.get(self._name) is self:
                self._registry.remove(self._name)
        self.state.retire()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Sandboxes(Mapping[str, Sandbox]):
    """The sandboxes there are at this moment, by name in any letter case; `del` removes one."""

    def __init__(self, registry: MockRegistry) -> None:
        self._there = {name: mock for name, mock in registry.mocks.items() if isinstance(mock, Sandbox)}

    def __getitem__(self, name: str) -> Sandbox:
        try:
            return self._there[name.lower()]
        except (KeyError, AttributeError):
            raise KeyError(self.none_is(name)) from None

    def __delitem__(self, name: str) -> None:
        self[name].remove()

    def __iter__(self) -> Iterator[str]:
        return iter(self._there)

    def __len__(self) -> int:
        return len(self._there)

    def __repr__(self) -> str:
        return f"<Sandboxes: {self._listed()}>"

    def none_is(self, name: object) -> str:
        """The sentence for whoever asks for what is not there."""
        return f"there is no sandbox '{str(name)[:80]}'; there are: {self._listed()}"

    def _listed(self) -> str:
        names = [*self._there][:LISTED]
        more = [f"and {len(self) - LISTED} more"] if len(self) > LISTED else []
        return ", ".join([*names, *more]) or "none"


def add(registry: MockRegistry, name: str, settings: Settings, options: Mapping[str, Any]) -> Sandbox:
    """A new sandbox with `settings` and `options` on top; `ConfigurationError` if there cannot be one."""
    refuse_listening(options, "a sandbox is reached where its server listens")
    name = _named(name)
    settings = change_settings(settings, **options)
    with registry.lock:
        there = Sandboxes(registry)
        if name in there:
            raise ConfigurationError(f"there is a sandbox '{name}' already; remove it, or take another name")
        if len(there) >= MOST:
            raise ConfigurationError(f"there are {MOST} sandboxes already, which is the most; remove one")
        return Sandbox(settings, registry, name)


def direct_connection(registry: MockRegistry) -> ConnectionContext:
    """The arrival of a client that comes by itself: in the main mock, until it says something of a sandbox's.

    It finds the sandboxes as they were when it arrived, or one that was made since.
    """
    runtimes = registry.runtimes

    def elsewhere(kind: str, said: str) -> ConnectionContext | None:
        name = NAMED_BY[kind](said)
        runtime = name and (runtimes.get(name) or registry.runtimes.get(name))
        return runtime.direct_connection() if runtime else None

    return replace(runtimes[""].direct_connection(), elsewhere=elsewhere)


def by_host(said: str) -> str:
    """The sandbox a client means by its HELO: all before the first dot.

    >>> by_host("a.example.com"), by_host("A")
    ('a', 'a')
    """
    return said.lower().partition(".")[0]


def by_user(said: str) -> str:
    """The sandbox a client means by its login: the plus tag of what is before the @, or all of that if it has none.

    >>> by_user("command+a@example.com"), by_user("command+a"), by_user("a@example.com"), by_user("a")
    ('a', 'a', 'a', 'a')
    """
    return _local(said).rpartition("+")[2]


def by_recipient(said: str) -> str:
    """The sandbox that a recipient's plus tag names; without one, none is meant.

    >>> by_recipient("mjones+a@example.com"), by_recipient("a@example.com")
    ('a', '')
    """
    _, plus, tag = _local(said).rpartition("+")
    return tag if plus else ""


NAMED_BY: Mapping[str, Callable[[str], str]] = {"helo": by_host, "user": by_user, "to": by_recipient}
"""How a sandbox is named in what a client of the relay says."""


def _named(name: object) -> str:
    if isinstance(name, str) and NAME.fullmatch(name):
        return name.lower()
    allowed = "a name has 1 to 63 characters: a to z, 0 to 9 and hyphens, of which none comes first"
    raise ConfigurationError(f"no sandbox can be called {name!r}; {allowed}")


def _local(said: str) -> str:
    lower = said.lower()
    return lower.rpartition("@")[0] if "@" in lower else lower
