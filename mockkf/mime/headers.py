"""The headers of a mail, as a test reads them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from mockkf.mime.addresses import Address, addresses
from mockkf.mime.charsets import guessed
from mockkf.mime.head import Field, unfolded
from mockkf.mime.words import header_text


class Headers(Mapping[str, str]):
    """The decoded headers of one mail. Look-ups ignore letter case; `all` returns every header of a name.

    A value is unfolded and decoded, otherwise as received. `addresses` parses the addresses in it.
    """

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        values = self._values(name)
        if not values:
            raise KeyError(name)
        return header_text(values[0], [])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.values())

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of all headers with this name, in order."""
        return tuple(header_text(value, []) for value in self._values(name))

    def addresses(self, name: str) -> tuple[Address, ...]:
        """Return the addresses in all headers with this name; text without an address is left out."""
        values = self._values(name)
        if not values:
            return ()
        lines = (guessed(unfolded(value), [], name) for value in values)
        return tuple(address for line in lines for address in addresses(line))

    def _values(self, name: str) -> Sequence[bytes]:
        return self._by_name.get(name.lower().encode("utf-8", "replace"), ())

    @cached_property
    def _by_name(self) -> dict[bytes, list[bytes]]:
        values: dict[bytes, list[bytes]] = {}
        for name, value in self._fields:
            values.setdefault(name.lower(), []).append(value)
        return values

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for name, _ in self._fields:
            names.setdefault(name.decode("ascii").lower(), name.decode("ascii"))
        return names
