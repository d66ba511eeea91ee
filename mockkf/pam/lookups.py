"""Looks up secrets at the PAM providers of a registry."""

from collections.abc import Iterable, Mapping

from mockkf.errors import StepFailed
from mockkf.model import Lookup, PamProvider, PamRegistry, Secret, TypeParameter, hint
from mockkf.pam.provider import Address, Provider, SecretUnavailable, UndescribedProvider


def kind_of(registry: PamRegistry, provider: PamProvider) -> Provider:
    """Return the catalogued type with the same name, if the registered type has its parameters; else the default."""
    kind = registry.types[provider.type_id]
    behaviour = Provider.named(kind.name)
    required = {known.name for known in kind.parameters if known.instance_level}
    return behaviour if set(behaviour.asks_for) <= required else UndescribedProvider()


def required_parameters(registry: PamRegistry, provider: PamProvider) -> tuple[str, ...]:
    """Return the names of the parameters that every secret of `provider` requires, in order."""
    kind = registry.types[provider.type_id]
    optional = kind_of(registry, provider).optional
    return tuple(known.name for known in kind.parameters if known.instance_level and known.name not in optional)


def fits(registry: PamRegistry, number: int, address: tuple[str, ...]) -> bool:
    """Return whether `address` has the right number of values for a secret of this provider."""
    provider = registry.provider(number)
    needed = len(required_parameters(registry, provider))
    return needed <= len(address) <= needed + len(kind_of(registry, provider).optional)


def with_catalogued(registry: PamRegistry, name: str) -> PamRegistry:
    """Return `registry` with the catalogued type of this name; add it if it is missing."""
    if registry.type_named(name) is not None:
        return registry
    known = Provider.types()[name]
    return registry.with_type(name, parameters_of(known), known.type_id())


def parameters_of(kind: type[Provider]) -> tuple[TypeParameter, ...]:
    """Return the parameters of a catalogued type, without ids, in the order of Command."""
    own = {name: (display, 2 if name in kind.confidential else 1) for name, display in kind.configured_by.items()}
    required = {name: (kind.display_names.get(name, name), 1) for name in (*kind.asks_for, *kind.optional)}
    known = {**own, **required}
    return tuple(TypeParameter(0, name, *known[name], instance_level=name in required) for name in kind.listed or known)


def lookup_of(secret: Secret, registry: PamRegistry) -> Lookup | None:
    """Return the look-up for `secret`; None if its provider does not exist or is remote."""
    provider = registry.providers.get(secret.provider or 0)
    if provider is None or provider.remote:
        return None
    parameters = secret.parameters or {}
    ordered = [name for name in required_parameters(registry, provider) if name in parameters]
    others = [name for name in parameters if name not in ordered]
    return Lookup(provider.id, provider.name, {name: parameters[name] for name in (*ordered, *others)})


def resolve(secret: Secret, registry: PamRegistry, failure: str | None = None, reads: int = 1) -> str:
    """Return the value of `secret`; raise `StepFailed` with the error text of the provider's type.

    `failure` is the failure that a fault demands. `reads` is the number of look-ups of this address, with this one.
    """
    provider = registry.providers.get(secret.provider or 0)
    if provider is None:
        raise StepFailed("pam.resolve", f"there is {registry.unknown(secret.provider)}")
    where = f"PAM provider {provider.id} ({provider.name})"
    if provider.remote:
        raise StepFailed("pam.resolve", f"{where} is remote: only an orchestrator can look up its secrets, not Command")
    kind = kind_of(registry, provider)
    try:
        address = _address(secret.parameters or {}, required_parameters(registry, provider), kind)
        value = _value(kind, registry, provider, address, failure, reads)
    except SecretUnavailable as error:
        raise StepFailed("pam.resolve", f"{where}: {error}", why=error.why) from None
    return value


def _value(
    kind: Provider,
    registry: PamRegistry,
    provider: PamProvider,
    address: Address,
    failure: str | None,
    reads: int,
) -> str:
    configured = _shown_values(registry, provider)
    if failure not in {None, "rotating"}:
        raise SecretUnavailable(kind.say(str(failure), address, configured))
    try:
        value = kind.read(registry.vault(provider.id), address)
    except KeyError:
        why = _not_stored(provider, tuple(address.values()), registry.vault(provider.id))
        raise SecretUnavailable(kind.say("not_found", address, configured), why) from None
    if not value:
        raise SecretUnavailable(kind.say("empty_value", address, configured))
    return f"{value}-{reads}" if failure == "rotating" and reads > 1 else value


def _not_stored(provider: PamProvider, address: tuple[str, ...], stored: Iterable[tuple[str, ...]]) -> str:
    """Return why a look-up finds nothing: the vault has no secret at this address, but perhaps at a similar one."""
    wanted, there = " / ".join(address), (" / ".join(place) for place in stored)
    return f"the vault {provider.name} has no secret at {wanted}; {hint(wanted, there)}"


def _address(parameters: Mapping[str, str], required: tuple[str, ...], kind: Provider) -> Address:
    """Return the parameters in the order of the type; raise `SecretUnavailable` if one is missing or unknown."""
    takes = (*required, *(name for name in kind.optional if name not in required))
    extra = [name for name in parameters if name not in takes]
    if extra:
        raise SecretUnavailable(
            f"'{extra[0]}' is not a parameter of its secrets; allowed: {', '.join(takes) or 'none'}"
        )
    for name in required:
        if not parameters.get(name, "").strip():
            raise SecretUnavailable(kind.missing.format(name=name, key=name))
    address = {name: parameters[name] for name in takes if name in parameters}
    kind.check(address)
    return address


def _shown_values(registry: PamRegistry, provider: PamProvider) -> Mapping[str, str]:
    """Return the values of the provider's own parameters, without the secret ones."""
    known = registry.types[provider.type_id].parameters
    return {kind.name: provider.values[kind.id] for kind in known if kind.data_type == 1 and kind.id in provider.values}
