"""Sandboxes: separate mocks inside a running server, each under its own path."""

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
"""The maximum number of sandboxes at the same time."""

LISTED = 10
"""The maximum number of names in an error message."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII | re.IGNORECASE)


class Sandbox(Mock):
    """A separate mock under `/sandbox/{name}`; other mocks do not see its data. A `with` statement removes it.

    >>> from mockkf import MockKeyfactor
    >>> with MockKeyfactor() as keyfactor, keyfactor.sandbox("a", release="24.4") as sandbox:
    ...     sandbox.environ()["KEYFACTOR_API_PATH"]
    'sandbox/a/KeyfactorAPI'
    """

    @property
    def name(self) -> str:
        """The name in lower case."""
        return self._name

    def remove(self) -> None:
        """Remove the sandbox; a second call has no effect. Captured mail stays readable."""
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
    """The present sandboxes, by name in any letter case; `del` removes one."""

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
        """Return the error message for an unknown sandbox."""
        return f"there is no sandbox '{str(name)[:80]}'; existing sandboxes: {self._listed()}"

    def _listed(self) -> str:
        names = [*self._there][:LISTED]
        more = [f"and {len(self) - LISTED} more"] if len(self) > LISTED else []
        return ", ".join([*names, *more]) or "none"


def add(registry: MockRegistry, name: str, settings: Settings, options: Mapping[str, Any]) -> Sandbox:
    """Create and return a sandbox with `settings`, changed by `options`; raise `ConfigurationError` if that fails."""
    refuse_listening(options, "a sandbox uses the ports of its server")
    name = check_name(name)
    settings = change_settings(settings, **options)
    with registry.lock:
        there = Sandboxes(registry)
        if name in there:
            raise ConfigurationError(f"sandbox '{name}' already exists; remove it, or use another name")
        if len(there) >= MOST:
            raise ConfigurationError(f"the server already has {MOST} sandboxes, which is the maximum; remove one")
        return Sandbox(settings, registry, name)


def direct_connection(registry: MockRegistry) -> ConnectionContext:
    """Return the context of a client that connects directly: the main mock, until the client names a sandbox.

    It can name a sandbox that existed when it connected, or one that was created later.
    """
    runtimes = registry.runtimes

    def elsewhere(kind: str, said: str) -> ConnectionContext | None:
        name = NAMED_BY[kind](said)
        runtime = name and (runtimes.get(name) or registry.runtimes.get(name))
        return runtime.direct_connection() if runtime else None

    return replace(runtimes[""].direct_connection(), elsewhere=elsewhere)


def by_host(said: str) -> str:
    """Return the sandbox that a HELO names: the part before the first dot.

    >>> by_host("a.example.com"), by_host("A")
    ('a', 'a')
    """
    return said.lower().partition(".")[0]


def by_user(said: str) -> str:
    """Return the sandbox that a login names: the plus tag of the local part, or the whole local part if it has no tag.

    >>> by_user("command+a@example.com"), by_user("command+a"), by_user("a@example.com"), by_user("a")
    ('a', 'a', 'a', 'a')
    """
    return _local(said).rpartition("+")[2]


def by_recipient(said: str) -> str:
    """Return the sandbox that the plus tag of a recipient names; "" if it has no tag.

    >>> by_recipient("mjones+a@example.com"), by_recipient("a@example.com")
    ('a', '')
    """
    _, plus, tag = _local(said).rpartition("+")
    return tag if plus else ""


NAMED_BY: Mapping[str, Callable[[str], str]] = {"helo": by_host, "user": by_user, "to": by_recipient}
"""For each kind of client input: how it names a sandbox."""


def check_name(name: object) -> str:
    """Return the name of a sandbox in lower case; raise `ConfigurationError` if it is not valid."""
    if isinstance(name, str) and NAME.fullmatch(name):
        return name.lower()
    allowed = "a name has 1 to 63 characters: a to z, 0 to 9 and hyphens, but no hyphen at the start"
    raise ConfigurationError(f"{name!r} is not a valid sandbox name; {allowed}")


def _local(said: str) -> str:
    lower = said.lower()
    return lower.rpartition("@")[0] if "@" in lower else lower
