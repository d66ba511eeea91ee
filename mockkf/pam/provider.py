"""What a PAM provider type is: the parameters it asks for, and its words when it has no secret to give."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5

from mockkf.errors import MockkfError
from mockkf.faults import failure
from mockkf.model import Entry

FAILURES = failure.FAILURES["pam.resolve"]
"""What can become of a look-up, beside success; each provider type has its own words for each.

All but `rotating` are refusals: that one gives another value at each look-up.
"""

Address = Mapping[str, str]


class SecretUnavailable(MockkfError):
    """There is no secret to give; the text is what the provider says."""


class Provider:
    """A type of PAM provider; being a subclass with a `type_name` registers it.

    `asks_for` are the parameters of one secret, in order, and `optional` those that may be left out: an address holds
    the former, then such of the latter as were given. `configured_by` are those of the provider itself, by name and
    display name; of these, `confidential` ones are secret. `missing` is said of a parameter `{name}` that is absent or
    empty, `words` of each scenario; in them stand the names of parameters (`{Folder}`) for their values. `listed` is
    the order in which Command lists all parameters, if it is not that of its own ones, then those of a secret.

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
        """The provider types there are, by name."""
        return MappingProxyType(Provider._known)

    @staticmethod
    def named(type_name: str) -> "Provider":
        """The provider type of this name; one that nobody has described behaves plainly."""
        return Provider._known.get(type_name, UndescribedProvider)()

    @staticmethod
    def forget(type_name: str) -> None:
        """Take a type out again, for a test that defined one for itself."""
        Provider._known.pop(type_name, None)

    @classmethod
    def type_id(cls) -> str:
        """The id of the type: the same in every mock."""
        return str(uuid5(NAMESPACE_URL, f"mockkf:{cls.type_name}"))

    def read(self, vault: Mapping[tuple[str, ...], Entry], address: Address) -> str:
        """The secret at `address`; `KeyError` if there is none, `SecretUnavailable` with more to say than that."""
        return vault[tuple(address.values())].value

    def check(self, address: Address) -> None:
        """Raise `SecretUnavailable` if an address with all its parameters is none all the same."""

    def say(self, failure: str, address: Address, configured: Mapping[str, str] | None = None) -> str:
        """The words for `scenario` at `address`."""
        words = self.words.get(failure) or DEFAULT_WORDS[failure]
        return words.format_map(_Values({**(configured or {}), **address}))


class UndescribedProvider(Provider):
    """A type that nobody has described."""


DEFAULT_WORDS: Mapping[str, str] = {
    "not_found": "The secret was not found.",
    "access_denied": "Access to the secret was denied.",
    "auth_failed": "The provider did not accept its own credentials.",
    "unreachable": "The provider could not be reached.",
    "timeout": "The provider did not answer in time.",
    "checked_out": "The secret is checked out by somebody else.",
    "change_in_progress": "The secret is just being changed.",
    "approval_required": "The secret needs an approval first.",
    "ambiguous": "More than one secret matches.",
    "malformed_response": "The provider's answer could not be read.",
    "rate_limited": "The provider was asked too often.",
    "empty_value": "The secret is empty.",
}
"""What is said where a type has no words of its own."""


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"({name})"
