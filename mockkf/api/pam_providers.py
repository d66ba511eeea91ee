"""The PAM endpoints: providers, their types, and the entries of local ones."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from flask import Blueprint, Response, g, request

from mockkf.callers import demand, may
from mockkf.errors import ApiError, Invalid, NotFound
from mockkf.gate import answer, body_for, format_for, json_answer
from mockkf.model import Entry, PamProvider, ProviderType, Secret, TypeParameter
from mockkf.pam import Registry
from mockkf.query import page
from mockkf.schemas import Operation

READ, MODIFY = "/pam/read/", "/pam/modify/"
PROVIDER_FIELDS = ("Name", "Area", "ProviderType", "SecuredAreaId")
ENTRY_FIELDS = ("SecretName", "Description")
LOCAL = ("Command Secret Provider", "LocalDB")


def endpoints() -> Blueprint:
    """All of them."""
    pam = Blueprint("pam", __name__)
    _add_providers(pam)
    _add_types(pam)
    _add_entries(pam)
    return pam


def _add_providers(pam: Blueprint) -> None:
    @pam.get("/pamproviders", provide_automatic_options=False)
    def listed() -> Response:
        """A page of the providers that the caller may read."""
        form = format_for("GET /PamProviders")
        registry: Registry = g.visit.state.pam
        rows = [_row(registry, provider) for provider in registry.providers.values() if _readable(provider.id)]
        if not rows:
            demand(g.caller, READ)
        return _page(form, rows, PROVIDER_FIELDS, "Name")

    @pam.post("/pamproviders", provide_automatic_options=False)
    def create() -> Response:
        """A new provider, with the next id."""
        form = format_for("POST /PamProviders", MODIFY)
        return _stored(form, body_for(form), 0)

    @pam.put("/pamproviders", provide_automatic_options=False)
    def change() -> Response:
        """Another provider in the place of one; what is not sent is cleared."""
        form = format_for("PUT /PamProviders")
        body = body_for(form)
        demand(g.caller, f"{MODIFY}{body['id']}/")
        g.visit.state.pam.provider(body["id"])
        return _stored(form, body, body["id"])

    @pam.get("/pamproviders/<int:number>", provide_automatic_options=False)
    def one(number: int) -> Response:
        """One provider."""
        form = format_for("GET /PamProviders/{id}", f"{READ}{number}/")
        registry: Registry = g.visit.state.pam
        return answer(form, _view(registry, registry.provider(number)))

    @pam.delete("/pamproviders/<int:number>", provide_automatic_options=False)
    def delete(number: int) -> Response:
        """A provider less, unless the SMTP profile has a secret there."""
        format_for("DELETE /PamProviders/{id}", f"{MODIFY}{number}/")
        profile = g.visit.state.profile
        secrets = (profile.relay_username, profile.relay_password, profile.client_id, profile.client_secret)

        def without(registry: Registry) -> Registry:
            known = registry.provider(number)
            if any(isinstance(secret, Secret) and secret.provider == number for secret in secrets):
                raise ApiError(f"The PAM provider '{known.name}' is in use by the SMTP profile.")
            return registry.without_provider(number)

        g.visit.state.change_pam(without)
        return Response(b"", 204)


def _add_types(pam: Blueprint) -> None:
    @pam.get("/pamproviders/types", provide_automatic_options=False)
    def types() -> Response:
        """All types; this list has no pages."""
        form = format_for("GET /PamProviders/Types", READ)
        return _list(form, [vars_of(kind) for kind in g.visit.state.pam.types.values()])

    @pam.post("/pamproviders/types", provide_automatic_options=False)
    def create_type() -> Response:
        """A new type; one with a name of the catalogue behaves as that does."""
        form = format_for("POST /PamProviders/Types", MODIFY)
        body = body_for(form)
        parameters = tuple(_parameter(given) for given in body["parameters"])
        names = [parameter.name for parameter in parameters]
        if len(set(names)) < len(names):
            raise Invalid(["Parameters must not have two with the same Name"])
        type_id = str(uuid4())
        registry = g.visit.state.change_pam(lambda pam: pam.with_type(body["name"], parameters, type_id))
        return answer(form, vars_of(registry.types[type_id]))

    @pam.delete("/pamproviders/types/<type_id>", provide_automatic_options=False)
    def delete_type(type_id: str) -> Response:
        """A type less, unless a provider is of it."""
        format_for("DELETE /PamProviders/Types/{id}", MODIFY)
        g.visit.state.change_pam(lambda registry: registry.without_type(type_id))
        return Response(b"", 204)

    @pam.get("/pamproviders/types/<provider_id>", provide_automatic_options=False)
    def types_of(provider_id: str) -> Response:
        """The type of the provider (sic) with this id, in an array (sic)."""
        form = format_for("GET /PamProviders/Types/{id}", f"{READ}{provider_id}/")
        registry: Registry = g.visit.state.pam
        number = int(provider_id[:10]) if provider_id.isascii() and provider_id.isdigit() else -1
        return _list(form, [vars_of(registry.types[registry.provider(number).type_id])])


def _add_entries(pam: Blueprint) -> None:
    path = "/pamproviders/local/<int:number>/entries"
    name = "/PamProviders/Local/{providerId}/Entries"

    @pam.get(path, provide_automatic_options=False)
    def entries(number: int) -> Response:
        """A page of the entries, without their values."""
        form = format_for(f"GET {name}", f"{READ}{number}/")
        registry: Registry = g.visit.state.pam
        _local(registry, number)
        rows = [_entry(number, key[0], entry) for key, entry in registry.vault(number).items()]
        return _page(form, rows, ENTRY_FIELDS, "SecretName")

    @pam.post(path, provide_automatic_options=False)
    def create_entry(number: int) -> Response:
        """A new entry; its name must be new."""
        form = format_for(f"POST {name}", f"{MODIFY}{number}/")
        _local(g.visit.state.pam, number)
        body = body_for(form)
        key = (body["secret_name"],)
        entry = Entry(_value(body["secret_value"]), body["description"])

        def with_new(registry: Registry) -> Registry:
            if key in registry.vault(number):
                raise ApiError(f"A secret with the name '{key[0]}' exists already.")
            return registry.with_secret(number, key, entry)

        g.visit.state.change_pam(with_new)
        return answer(form, _entry(number, key[0], entry))

    @pam.put(path, provide_automatic_options=False)
    def change_entry(number: int) -> Response:
        """Another entry in the place of one; its value stays if none is sent."""
        form = format_for(f"PUT {name}", f"{MODIFY}{number}/")
        _local(g.visit.state.pam, number)
        body = body_for(form)
        key = (body["secret_name"],)

        def with_changed(registry: Registry) -> Registry:
            if key not in registry.vault(number):
                raise NotFound(f"There is no secret with the name '{key[0]}'.")
            value = body["secret_value"]
            kept = registry.vault(number)[key].value
            return registry.with_secret(number, key, Entry(_value(value) if value else kept, body["description"]))

        registry = g.visit.state.change_pam(with_changed)
        return answer(form, _entry(number, key[0], registry.vault(number)[key]))

    @pam.delete(path, provide_automatic_options=False)
    def delete_entry(number: int) -> Response:
        """An entry less."""
        format_for(f"DELETE {name}", f"{MODIFY}{number}/")
        _local(g.visit.state.pam, number)
        given = {key.lower(): value for key, value in request.args.items()}.get("secretname")
        if not given:
            raise Invalid(["secretName is required in the query"])
        g.visit.state.change_pam(lambda registry: registry.without_secret(number, (given,)))
        return Response(b"", 204)


def _stored(form: Operation, body: Mapping[str, Any], number: int) -> Response:
    """Store what `body` describes as the provider `number`, a new one if that is 0."""

    def with_this(registry: Registry) -> Registry:
        known = registry.provider(number) if number else None
        wanted = known.type_id if known and g.version > 1 else body["provider_type"]["id"]
        kind = registry.types.get(wanted)
        if kind is None:
            raise Invalid([f"ProviderType.Id must be that of a PAM provider type; there is none with {wanted}"])
        return registry.with_provider(_provider(body, kind, number))

    registry = g.visit.state.change_pam(with_this)
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
                f"ProviderTypeParamValues[{position}].ProviderTypeParam must be one of {kind.name}'s: {names}"
            )
        elif parameter.id in values:
            problems.append(f"ProviderTypeParamValues[{position}] is a second value for {parameter.name}")
        elif (value := given.get("value") or Secret()).provider is not None:
            problems.append(f"ProviderTypeParamValues[{position}].Value must be a value, not the address of a secret")
        elif value.value:
            values[parameter.id] = value.value
    lacking = [known.name for known in own.values() if known.id not in values]
    if lacking and not body["remote"] and not problems:
        problems.append(f"ProviderTypeParamValues must have a Value for {', '.join(lacking)}, unless Remote is true")
    if problems:
        raise Invalid(problems)
    optional = {name: body[name] for name in ("area", "secured_area_id") if name in body}
    return PamProvider(number, body["name"], kind.id, body["remote"], values=values, **optional)


def _parameter(given: Mapping[str, Any]) -> TypeParameter:
    display = given.get("display_name") or given["name"]
    return TypeParameter(0, given["name"], display, given["data_type"], given["instance_level"])


def _value(secret: Secret) -> str:
    if not secret.value:
        raise Invalid(["SecretValue must not be empty"])
    return secret.value


def _local(registry: Registry, number: int) -> None:
    provider = registry.provider(number)
    if registry.types[provider.type_id].name not in LOCAL:
        raise ApiError(f"The PAM provider '{provider.name}' is not local: its secrets are not kept by Command.")


def _readable(number: int) -> bool:
    return may(g.caller, f"{READ}{number}/")


def _page(form: Operation, rows: list[dict[str, Any]], fields: tuple[str, ...], usual: str) -> Response:
    found = page(rows, request.args, fields, usual)
    response = _list(form, [row["view"] for row in found.rows])
    response.headers["X-Total-Count"] = str(found.total)
    return response


def _list(form: Operation, views: list[Any]) -> Response:
    assert form.answer is not None  # noqa: S101 - lists answer something
    return json_answer([form.answer.write(view) for view in views])


def _row(registry: Registry, provider: PamProvider) -> dict[str, Any]:
    return {
        "Id": provider.id,
        "Name": provider.name,
        "Area": provider.area,
        "ProviderType": registry.types[provider.type_id].name,
        "SecuredAreaId": provider.secured_area_id,
        "view": _view(registry, provider),
    }


def _entry(number: int, name: str, entry: Entry) -> dict[str, Any]:
    view = {"provider_id": number, "secret_name": name, "description": entry.description}
    return {"SecretName": name, "Description": entry.description, "view": view, **view}


def _view(registry: Registry, provider: PamProvider) -> dict[str, Any]:
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
    """A value as a real server was seen to answer it: a GUID stands for a secret one."""
    secret = parameter.data_type == 2  # noqa: PLR2004 - a secret
    guid = str(uuid5(NAMESPACE_URL, f"mockkf:{provider.id}:{parameter.id}")) if secret else None
    return {
        "id": (provider.id * 1000 + parameter.id) % 2**31,
        "value": guid or provider.values[parameter.id],
        "instance_id": None,
        "instance_guid": guid,
        "provider_type_param": parameter,
    }


def vars_of(kind: ProviderType) -> dict[str, Any]:
    """A type as the wire formats read it."""
    return {"id": kind.id, "name": kind.name, "parameters": kind.parameters}
