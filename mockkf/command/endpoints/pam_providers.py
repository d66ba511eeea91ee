"""The PAM providers."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, g

from mockkf.command.auth import demand, may
from mockkf.command.endpoints.lists import paged
from mockkf.command.requests import answer, body_for, format_for
from mockkf.command.schemas import Operation
from mockkf.errors import ApiError, Invalid
from mockkf.model import PamProvider, PamRegistry, ProviderType, Secret, TypeParameter

READ, MODIFY = "/pam/read/", "/pam/modify/"


def blueprint() -> Blueprint:
    """Return the blueprint that lists, creates, changes and deletes providers."""
    pam = Blueprint("pam_providers", __name__)

    @pam.get("/pamproviders", provide_automatic_options=False)
    def listed() -> Response:
        """Return one page of the providers that the caller may read."""
        form = format_for("GET /PamProviders")
        registry: PamRegistry = g.context.state.pam
        rows = [_row(registry, provider) for provider in registry.providers.values() if _readable(provider.id)]
        if not rows:
            demand(g.context.caller, READ)
        return paged(form, rows)

    @pam.post("/pamproviders", provide_automatic_options=False)
    def create() -> Response:
        """Create a provider with the next free id."""
        form = format_for("POST /PamProviders", MODIFY)
        return _stored(form, body_for(form), 0)

    @pam.put("/pamproviders", provide_automatic_options=False)
    def change() -> Response:
        """Replace a provider; members that the request does not contain are cleared."""
        form = format_for("PUT /PamProviders")
        body = body_for(form)
        demand(g.context.caller, f"{MODIFY}{body['id']}/")
        g.context.state.pam.provider(body["id"])
        return _stored(form, body, body["id"])

    @pam.get("/pamproviders/<int:number>", provide_automatic_options=False)
    def one(number: int) -> Response:
        """Return one provider."""
        form = format_for("GET /PamProviders/{id}", f"{READ}{number}/")
        registry: PamRegistry = g.context.state.pam
        return answer(form, _view(registry, registry.provider(number)))

    @pam.delete("/pamproviders/<int:number>", provide_automatic_options=False)
    def delete(number: int) -> Response:
        """Delete a provider, unless a secret of the SMTP profile refers to it."""
        format_for("DELETE /PamProviders/{id}", f"{MODIFY}{number}/")
        profile = g.context.state.profile
        secrets = (profile.relay_username, profile.relay_password, profile.client_id, profile.client_secret)

        def without(registry: PamRegistry) -> PamRegistry:
            known = registry.provider(number)
            if any(isinstance(secret, Secret) and secret.provider == number for secret in secrets):
                raise ApiError(f"The PAM provider '{known.name}' is in use by the SMTP profile.")
            return registry.without_provider(number)

        g.context.state.change_pam(without)
        return Response(b"", 204)

    return pam


def _stored(form: Operation, body: Mapping[str, Any], number: int) -> Response:
    """Store the provider that `body` describes under the id `number`; 0 means a new id."""

    def with_this(registry: PamRegistry) -> PamRegistry:
        known = registry.provider(number) if number else None
        wanted = known.type_id if known and g.context.version > 1 else body["provider_type"]["id"]
        kind = registry.types.get(wanted)
        if kind is None:
            raise Invalid([f"ProviderType.Id must be the id of a PAM provider type; no type has the id {wanted}"])
        return registry.with_provider(_provider(body, kind, number))

    registry = g.context.state.change_pam(with_this)
    stored = registry.provider(number or registry.last_id)
    return answer(form, _view(registry, stored))


def _provider(body: Mapping[str, Any], kind: ProviderType, number: int) -> PamProvider:
    own = {known.name: known for known in kind.parameters if not known.instance_level}
    by_id = {known.id: known for known in own.values()}
    values: dict[int, str] = {}
    problems = []
    for position, given in enumerate(body["provider_type_param_values"]):
        chosen = given["provider_type_param"]
        parameter = own.get(chosen.get("name", "")) or by_id.get(chosen.get("id", 0))
        if parameter is None:
            names = ", ".join(own) or "none"
            problems.append(
                f"ProviderTypeParamValues[{position}].ProviderTypeParam must be a parameter of {kind.name}: {names}"
            )
        elif parameter.id in values:
            problems.append(f"ProviderTypeParamValues[{position}] is a second value for {parameter.name}")
        elif (value := given.get("value") or Secret()).provider is not None:
            problems.append(f"ProviderTypeParamValues[{position}].Value must be a value itself, not a secret address")
        elif value.value:
            values[parameter.id] = value.value
    lacking = [known.name for known in own.values() if known.id not in values]
    if lacking and not body["remote"] and not problems:
        problems.append(f"ProviderTypeParamValues must have a Value for {', '.join(lacking)}, unless Remote is true")
    if problems:
        raise Invalid(problems)
    optional = {name: body[name] for name in ("area", "secured_area_id") if name in body}
    return PamProvider(number, body["name"], kind.id, body["remote"], values=values, **optional)


def _readable(number: int) -> bool:
    return may(g.context.caller, f"{READ}{number}/")


def _row(registry: PamRegistry, provider: PamProvider) -> dict[str, Any]:
    return {
        "Id": provider.id,
        "Name": provider.name,
        "Area": provider.area,
        "ProviderType": registry.types[provider.type_id].name,
        "SecuredAreaId": provider.secured_area_id,
        "view": _view(registry, provider),
    }


def _view(registry: PamRegistry, provider: PamProvider) -> dict[str, Any]:
    kind = registry.types[provider.type_id]
    own = [known for known in kind.parameters if known.id in provider.values]
    return {
        "id": provider.id,
        "name": provider.name,
        "area": provider.area,
        "provider_type": {"id": kind.id, "name": kind.name, "provider_type_params": kind.parameters},
        "provider_type_param_values": [_value_view(provider, parameter) for parameter in own],
        "secured_area_id": provider.secured_area_id,
        "remote": provider.remote,
    }


def _value_view(provider: PamProvider, parameter: TypeParameter) -> dict[str, Any]:
    """Return a value as in the recorded answer: a GUID replaces a secret value."""
    secret = parameter.data_type == 2  # noqa: PLR2004 - a secret
    guid = str(uuid5(NAMESPACE_URL, f"mockkf:{provider.id}:{parameter.id}")) if secret else None
    return {
        "id": (provider.id * 1000 + parameter.id) % 2**31,
        "value": guid or provider.values[parameter.id],
        "instance_id": None,
        "instance_guid": guid,
        "provider_type_param": parameter,
    }
