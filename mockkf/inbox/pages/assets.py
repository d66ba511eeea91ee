"""The files that browsers load, and the form for the control token."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from mockkf.inbox import session
from mockkf.inbox.rendering import STATIC

blueprint = Blueprint("assets", __name__)

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/inbox/static/<name>")
def show_asset(name: str) -> Response:
    """A style sheet, a script or an icon; a browser keeps it, because its address has its version."""
    media_type = TYPES.get(name.rpartition(".")[2])
    if media_type is None or name not in {file.name for file in STATIC.iterdir()}:
        raise NotFound(f"There is no asset {name}.")
    kept = {"Cache-Control": FOREVER if "v" in request.args else "no-cache"}
    return Response((STATIC / name).read_bytes(), 200, kept, content_type=f"{media_type}; charset=utf-8")


@blueprint.get("/favicon.ico")
def show_icon() -> Response:
    """The icon of the page, for browsers that request it at its old place."""
    return show_asset("icon.svg")


@blueprint.post(session.SIGN_IN)
def sign_in() -> Any:
    """Take the control token."""
    return session.sign_in()
