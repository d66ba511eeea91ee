"""The description of the API."""

from typing import Any

from flask import current_app

from mockkf.mailpit.context import current_root
from mockkf.mailpit.resource import MailpitResource

resource = MailpitResource("swagger", "The description of the API.")


@resource.serve("GET", "/api/v1/swagger.json", answers={"type": "object"})
def get_document() -> Any:
    """Return this API as OpenAPI 2.0."""
    from mockkf.mailpit.openapi import document

    return document(current_app, current_root())
