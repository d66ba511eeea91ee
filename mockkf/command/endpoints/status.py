"""GET /Status/Endpoints and /Status/HealthCheck: what clients sign in with."""

from flask import Blueprint, Response, g

from mockkf.command.requests import format_for, json_answer
from mockkf.command.schemas import operations


def blueprint() -> Blueprint:
    """Both calls."""
    status = Blueprint("status", __name__)

    @status.get("/status/endpoints", provide_automatic_options=False)
    def listed() -> Response:
        """The calls there are; the form of these texts is ours."""
        format_for("GET /Status/Endpoints")
        return json_answer(list(operations(g.context.settings.version)))

    @status.get("/status/healthcheck", provide_automatic_options=False)
    def healthy() -> Response:
        """204: the database of a mock is always there."""
        format_for("GET /Status/HealthCheck")
        return Response(b"", 204)

    return status
