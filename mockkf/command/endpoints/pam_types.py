"""The types of PAM providers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g

from mockkf.command.endpoints.lists import listed
from mockkf.command.requests import answer, body_for, format_for
from mockkf.errors import Invalid
from mockkf.model import ProviderType, TypeParameter

if TYPE_CHECKING:
    from mockkf.model import PamRegistry

READ, MODIFY = "/pam/read/", "/pam/modify/"


def blueprint() -> Blueprint:
    """Return the blueprint that lists, creates and deletes types."""
    pam = Blueprint("pam_types", __name__)

    @pam.get("/pamproviders/types", provide_automatic_options=False)
    def types() -> Response:
        """Return all types; this list has no pages."""
        form = format_for("GET /PamProviders/Types", READ)
        return listed(form, [_view(kind) for kind in g.context.state.pam.types.values()])

    @pam.post("/pamproviders/types", provide_automatic_options=False)
    def create_type() -> Response:
        """Create a type; with a name from the catalogue, it behaves as the catalogue type."""
        form = format_for("POST /PamProviders/Types", MODIFY)
        body = body_for(form)
        parameters = tuple(_parameter(given) for given in body["parameters"])
        names = [parameter.name for parameter in parameters]
        if len(set(names)) < len(names):
            raise Invalid(["Parameters must have different Names"])
        type_id = g.context.state.next_guid()
        registry = g.context.state.change_pam(lambda pam: pam.with_type(body["name"], parameters, type_id))
        return answer(form, _view(registry.types[type_id]))

    @pam.delete("/pamproviders/types/<type_id>", provide_automatic_options=False)
    def delete_type(type_id: str) -> Response:
        """Delete a type, unless a provider uses it."""
        format_for("DELETE /PamProviders/Types/{id}", MODIFY)
        g.context.state.change_pam(lambda registry: registry.without_type(type_id))
        return Response(b"", 204)

    @pam.get("/pamproviders/types/<provider_id>", provide_automatic_options=False)
    def types_of(provider_id: str) -> Response:
        """Return the type of the provider (sic) with this id, in an array (sic)."""
        form = format_for("GET /PamProviders/Types/{id}", f"{READ}{provider_id}/")
        registry: PamRegistry = g.context.state.pam
        number = int(provider_id[:10]) if provider_id.isascii() and provider_id.isdigit() else -1
        return listed(form, [_view(registry.types[registry.provider(number).type_id])])

    return pam


def _parameter(given: Mapping[str, Any]) -> TypeParameter:
    display = given.get("display_name") or given["name"]
    return TypeParameter(0, given["name"], display, given["data_type"], given["instance_level"])


def _view(kind: ProviderType) -> dict[str, Any]:
    """Return a type in the form that the wire formats read."""
    return {"id": kind.id, "name": kind.name, "parameters": kind.parameters}
