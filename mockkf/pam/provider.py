"""The types of PAM provider: their parameters and their error texts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5

from mockkf.errors import MockkfError
from mockkf.faults import failure
from mockkf.model import Entry

FAILURES = failure.FAILURES["pam.resolve"]
"""The failures of a look-up; each provider type has its own text for each of them.

`rotating` is not a refusal: each look-up returns another value.
"""

Address = Mapping[str, str]


class SecretUnavailable(MockkfError):
    """The look-up failed; the text is the error text of the provider, `why` the cause that only the mock knows."""

    def __init__(self, said: str, why: str = "") -> None:
        super().__init__(said)
        self.why = why


class Provider:
    """A type of PAM provider; each subclass with a `type_name` is registered.

    `asks_for` are the required parameters of a secret, in order; `optional` may be left out. An address has the values
    of `asks_for`, then the given values of `optional`. `configured_by` are the parameters of the provider itself, with
    their display names; `confidential` are the secret ones. `missing` is the error text for a missing or empty
    parameter `{name}`. `words` are the error texts of the failures; `{Folder}` in them is replaced with the value of
    the parameter `Folder`. `listed` is the order of all parameters in Command, if it differs from the default:
    `configured_by`, `asks_for`, `optional`.

    >>> class Acme(Provider):
    ...     type_name = "Acme-Vault"
    ...     asks_for = ("Path",)
    ...     words = {"not_found": "Acme has nothing at {Path}."}
    >>> Provider.named("Acme-Vault").say("not_found", {"Path": "a/b"})
    'Acme has nothing at a/b.'
    >>> Provider.forget("Acme-Vault")
    """

    type_name: ClassVar[str] = ""
    asks_for: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    listed: ClassVar[tuple[str, ...]] = ()
    configured_by: ClassVar[Mapping[str, str]] = MappingProxyType({})
    confidential: ClassVar[frozenset[str]] = frozenset()
    display_names: ClassVar[Mapping[str, str]] = MappingProxyType({})
    missing: ClassVar[str] = "The parameter '{name}' is missing or empty."
    words: ClassVar[Mapping[str, str]] = MappingProxyType({})

    _known: ClassVar[dict[str, type["Provider"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.type_name:
            return
        other = Provider._known.get(cls.type_name)
        if other is not None and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            one, two = (f"{kind.__module__}.{kind.__qualname__}" for kind in (other, cls))
            raise TypeError(f"two provider types are called '{cls.type_name}': {one} and {two}")
        Provider._known[cls.type_name] = cls

    @staticmethod
    def types() -> Mapping[str, type["Provider"]]:
        """Return all registered provider types, by name."""
        return MappingProxyType(Provider._known)

    @staticmethod
    def named(type_name: str) -> "Provider":
        """Return an instance of the type with this name; of an unknown type, `UndescribedProvider`."""
        return Provider._known.get(type_name, UndescribedProvider)()

    @staticmethod
    def forget(type_name: str) -> None:
        """Remove a type from the register, for a test that defined its own."""
        Provider._known.pop(type_name, None)

    @classmethod
    def type_id(cls) -> str:
        """Return the id of the type; it is the same in every mock."""
        return str(uuid5(NAMESPACE_URL, f"mockkf:{cls.type_name}"))

    def read(self, vault: Mapping[tuple[str, ...], Entry], address: Address) -> str:
        """Return the secret at `address`; raise `KeyError` without one, or `SecretUnavailable` with a text."""
        return vault[tuple(address.values())].value

    def check(self, address: Address) -> None:
        """Raise `SecretUnavailable` if a complete address is invalid."""

    def say(self, failure: str, address: Address, configured: Mapping[str, str] | None = None) -> str:
        """Return the error text of `failure`, with the values of `address` and `configured`."""
        words = self.words.get(failure) or DEFAULT_WORDS[failure]
        return words.format_map(_Values({**(configured or {}), **address}))


class UndescribedProvider(Provider):
    """The behaviour of a type that is not in the catalogue."""


DEFAULT_WORDS: Mapping[str, str] = {
    "not_found": "The secret was not found.",
    "access_denied": "Access to the secret was denied.",
    "auth_failed": "The provider did not accept its own credentials.",
    "unreachable": "The provider could not be reached.",
    "timeout": "The provider did not answer in time.",
    "checked_out": "Another user has checked out the secret.",
    "change_in_progress": "The secret is being changed.",
    "approval_required": "The secret needs an approval first.",
    "ambiguous": "More than one secret matches.",
    "malformed_response": "The provider's answer could not be read.",
    "rate_limited": "The provider received too many requests.",
    "empty_value": "The secret is empty.",
}
"""The error texts of a type without its own."""


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"({name})"
