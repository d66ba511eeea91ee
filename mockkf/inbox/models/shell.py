"""The frame of all screens: navigation, sandboxes, release, and the bar that warns of planned faults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mockkf.http import prefix
from mockkf.instance import Mock
from mockkf.model import Fault, counted

MOST = 50
"""How many sandboxes the navigation lists."""


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the navigation."""

    name: str
    href: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Shell:
    """What every screen shows around its content."""

    release: str
    total: int
    unread: int
    entries: tuple[NavigationEntry, ...]
    mocks: tuple[NavigationEntry, ...]
    faults: tuple[Fault, ...]
    warning: str


def shell(mock: Mock, mocks: Mapping[str, Mock], root: str, at: str) -> Shell:
    """Return the frame for one mock; `at` is the name of the current entry."""
    state = mock.state
    faults = tuple(fault for fault in state.faults.all if not fault.is_used_up)
    counts = {"Inbox": state.mail.unread, "Faults": len(faults)}
    hrefs = {"Inbox": "/", "Calls": "/?show=calls", "Faults": "/faults", "Set-up": "/setup"}
    return Shell(
        release=mock.runtime.settings.release,
        total=len(state.mail),
        unread=counts["Inbox"],
        entries=tuple(
            NavigationEntry(name, root + href, counts.get(name, 0), name == at) for name, href in hrefs.items()
        ),
        mocks=tuple(_entry(name, found, mock) for name, found in _listed(mocks, mock)) if len(mocks) > 1 else (),
        faults=faults,
        warning=_warning(faults),
    )


def _listed(mocks: Mapping[str, Mock], current: Mock) -> Iterator[tuple[str, Mock]]:
    """Yield the main mock and the first sandboxes, and the current one in any case."""
    for number, (name, found) in enumerate(mocks.items()):
        if number <= MOST or found is current:
            yield name, found


def _entry(name: str, found: Mock, current: Mock) -> NavigationEntry:
    return NavigationEntry(name or "main", f"{prefix(name)}/", found.state.mail.unread, found is current)


def _warning(faults: tuple[Fault, ...]) -> str:
    if not faults:
        return ""
    steps = ", ".join(dict.fromkeys(fault.preset or fault.step for fault in faults))
    return f"{counted(len(faults), 'fault')} planned: {steps}"
