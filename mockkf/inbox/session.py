"""Signing in with the control token: a form that sets a cookie, because a browser cannot send the token by itself."""

import hmac
import re
from typing import cast

from flask import Response, make_response, redirect, request
from werkzeug.exceptions import Unauthorized

from mockkf.http import bearer, session_cookie
from mockkf.inbox import rendering
from mockkf.inbox.context import current_context, root

SIGN_IN = "/inbox/sign-in"
LOCAL = re.compile(r"/(?![/\\])[!-~]*")
"""The paths to which a sign-in leads back: of this server only."""


def sign_in_page(status: int = 401, problem: str = "") -> Response:
    """Return the form; after it, the browser is led to the page that it requested."""
    asked = root() + request.full_path.rstrip("?") if request.method == "GET" else f"{root()}/"
    wanted = request.form.get("next", asked)
    response = make_response(rendering.bare("sign_in.html", next=wanted, problem=problem), status)
    if status == Unauthorized.code:
        response.headers["WWW-Authenticate"] = bearer("mockkf").to_header()
    return response


def sign_in() -> Response:
    """Compare the posted token, set the cookie and lead to the wanted page; show the form again for another token."""
    token = current_context().settings.control_token
    if not hmac.compare_digest(request.form.get("token", "").encode(), token.encode()):
        return sign_in_page(401, "This is not the control token of this mock.")
    wanted = request.form.get("next", "")
    response = cast("Response", redirect(wanted if LOCAL.fullmatch(wanted) else "/", 303))
    name, value = session_cookie(token)
    response.set_cookie(name, value, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
    return response
