"""The calls with which clients sign in: the list of endpoints, and the health check."""

from collections.abc import Mapping
from typing import ClassVar

from mockkf.command.schemas.formats import Format, Operation


class StatusV1(Format):
    """The same in every release."""

    api_version = 1
    since = (10, 5)
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET /Status/Endpoints": Operation(
            source="published OpenAPI 25.x",
            plain={"type": "array", "items": {"type": "string"}},
            summary="List the calls of this release.",
        ),
        "GET /Status/HealthCheck": Operation(
            source="published OpenAPI 25.x",
            status=204,
            summary="Ask whether Command is available.",
        ),
    }
