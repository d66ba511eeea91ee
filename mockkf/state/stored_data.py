"""What Command stores: the SMTP profile and the PAM providers; and the look-ups of their secrets."""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from mockkf.model import Lookup, PamRegistry, Profile
from mockkf.state.epoch import Epoch

LOOKUPS = 10_000
"""The maximum number of stored look-ups of secrets."""


class StoredData(Epoch):
    """The data that the API of Command reads and changes."""

    def __init__(self, *, profile: Profile, pam: PamRegistry, **rest: Any) -> None:
        super().__init__(**rest)
        self._profile = profile
        self._pam = pam
        self._set_lookups(())

    @property
    def profile(self) -> Profile:
        """The stored SMTP profile."""
        return self._profile

    def store(self, profile: Profile) -> None:
        """Replace the stored profile."""
        with self._changed:
            self._profile = profile
            self._wake()

    @property
    def pam(self) -> PamRegistry:
        """The PAM providers, their types and secrets."""
        return self._pam

    def change_pam(self, change: Callable[[PamRegistry], PamRegistry]) -> PamRegistry:
        """Replace the PAM providers with the result of `change` and return it; nothing changes if `change` raises."""
        with self._changed:
            self._pam = change(self._pam)
            self._wake()
            return self._pam

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The look-ups of secrets, oldest first."""
        with self._changed:
            return tuple(self._lookups)

    def look_up(self, lookup: Lookup) -> int:
        """Record a look-up; return the number of look-ups of this address, including this one."""
        with self._changed:
            self._lookups.append(lookup)
            self._reads[lookup.place] += 1
            return self._reads[lookup.place]

    def _set_lookups(self, lookups: Iterable[Lookup]) -> None:
        self._lookups: deque[Lookup] = deque(lookups, LOOKUPS)
        self._reads: Counter[Hashable] = Counter(lookup.place for lookup in self._lookups)
