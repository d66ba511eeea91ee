"""Health checks."""

from flask import Response

from mockkf.mailpit.answers import text
from mockkf.mailpit.resource import MailpitResource

resource = MailpitResource("health", "Health checks; they need no login.")


@resource.serve("GET", "/livez", media_type="text/plain", is_open=True)
def is_alive() -> Response:
    """Return 200 without content."""
    return text("")


@resource.serve("GET", "/readyz", media_type="text/plain", is_open=True)
def is_ready() -> Response:
    """Return 200 without content."""
    return text("")
