"""The entries of local PAM providers: secrets that Command itself stores."""

from typing import Any

from flask import Blueprint, Response, g

from mockkf.command.endpoints.lists import paged
from mockkf.command.requests import answer, body_for, format_for, query_for
from mockkf.errors import ApiError, NotFound
from mockkf.model import Entry, PamRegistry

READ, MODIFY = "/pam/read/", "/pam/modify/"
LOCAL = ("Command Secret Provider", "LocalDB")


def blueprint() -> Blueprint:
    """Return the blueprint that lists, creates, changes and deletes entries."""
    pam = Blueprint("pam_entries", __name__)

    path = "/pamproviders/local/<int:number>/entries"
    name = "/PamProviders/Local/{providerId}/Entries"

    @pam.get(path, provide_automatic_options=False)
    def entries(number: int) -> Response:
        """Return one page of the entries, without their values."""
        form = format_for(f"GET {name}", f"{READ}{number}/")
        registry: PamRegistry = g.context.state.pam
        _local(registry, number)
        rows = [_entry(number, key[0], entry) for key, entry in registry.vault(number).items()]
        return paged(form, rows)

    @pam.post(path, provide_automatic_options=False)
    def create_entry(number: int) -> Response:
        """Create an entry; its name must not exist yet."""
        form = format_for(f"POST {name}", f"{MODIFY}{number}/")
        _local(g.context.state.pam, number)
        body = body_for(form)
        key = (body["secret_name"],)
        entry = Entry(body["secret_value"].value, body["description"])

        def with_new(registry: PamRegistry) -> PamRegistry:
            if key in registry.vault(number):
                raise ApiError(f"A secret with the name '{key[0]}' exists already.")
            return registry.with_secret(number, key, entry)

        g.context.state.change_pam(with_new)
        return answer(form, _entry(number, key[0], entry))

    @pam.put(path, provide_automatic_options=False)
    def change_entry(number: int) -> Response:
        """Replace an entry; without a new value, its value stays."""
        form = format_for(f"PUT {name}", f"{MODIFY}{number}/")
        _local(g.context.state.pam, number)
        body = body_for(form)
        key = (body["secret_name"],)

        def with_changed(registry: PamRegistry) -> PamRegistry:
            if key not in registry.vault(number):
                raise NotFound(f"There is no secret with the name '{key[0]}'.")
            new = body["secret_value"] or registry.vault(number)[key]
            return registry.with_secret(number, key, Entry(new.value, body["description"]))

        registry = g.context.state.change_pam(with_changed)
        return answer(form, _entry(number, key[0], registry.vault(number)[key]))

    @pam.delete(path, provide_automatic_options=False)
    def delete_entry(number: int) -> Response:
        """Delete an entry."""
        form = format_for(f"DELETE {name}", f"{MODIFY}{number}/")
        _local(g.context.state.pam, number)
        secret = query_for(form)["secretName"]
        g.context.state.change_pam(lambda registry: registry.without_secret(number, (secret,)))
        return Response(b"", 204)

    return pam


def _local(registry: PamRegistry, number: int) -> None:
    provider = registry.provider(number)
    if registry.types[provider.type_id].name not in LOCAL:
        raise ApiError(f"The PAM provider '{provider.name}' is not local: Command does not store its secrets.")


def _entry(number: int, name: str, entry: Entry) -> dict[str, Any]:
    view = {"provider_id": number, "secret_name": name, "description": entry.description}
    return {"SecretName": name, "Description": entry.description, "view": view, **view}
