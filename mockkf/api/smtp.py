"""GET and PUT /SMTP, POST /SMTP/Test (seeds 000 to 004)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, request

from mockkf.gate import answer, body_for, format_for
from mockkf.testmail import Stamp, send
from mockkf.world import World


def endpoints(world: Callable[[Mapping[str, Any]], World]) -> Blueprint:
    """The three calls, for whichever world a request concerns."""
    smtp = Blueprint("smtp", __name__)

    @smtp.get("/smtp", provide_automatic_options=False)
    def read() -> Response:
        """The stored profile."""
        form = format_for("GET /SMTP")
        return answer(form, g.visit.state.profile)

    @smtp.put("/smtp", provide_automatic_options=False)
    def change() -> Response:
        """Replace the stored profile: what is not sent is cleared."""
        form = format_for("PUT /SMTP")
        profile = replace(body_for(form), id=g.visit.state.profile.id)
        g.visit.state.store(profile)
        return answer(form, profile)

    @smtp.post("/smtp/test", provide_automatic_options=False)
    def test() -> Response:
        """Send a test mail as the body says; the stored profile stays as it is."""
        form = format_for("POST /SMTP/Test")
        mail = body_for(form)
        send(
            mail,
            world(request.environ).outside(g.visit.trace, g.visit.id),
            Stamp(g.visit.received, g.visit.correlation_id),
        )
        return answer(form, mail)

    return smtp
