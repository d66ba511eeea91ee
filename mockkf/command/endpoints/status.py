"""GET /Status/Endpoints and /Status/HealthCheck, the first calls of clients that sign in."""

from flask import Blueprint, Response, g

from mockkf.command.requests import format_for, json_answer
from mockkf.command.schemas import operations


def blueprint() -> Blueprint:
    """Return the blueprint of both calls."""
    status = Blueprint("status", __name__)

    @status.get("/status/endpoints", provide_automatic_options=False)
    def listed() -> Response:
        """Return the calls of this release; the form of the texts is assumed."""
        format_for("GET /Status/Endpoints")
        return json_answer(list(operations(g.context.settings.version)))

    @status.get("/status/healthcheck", provide_automatic_options=False)
    def healthy() -> Response:
        """Return 204: the database of a mock is always available."""
        format_for("GET /Status/HealthCheck")
        return Response(b"", 204)

    return status
