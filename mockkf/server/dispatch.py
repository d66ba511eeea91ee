"""Sends each request to an application: control API, Mailpit's API, identity provider, inbox, or Command's API.

Command's API is below its base paths. Each sandbox has all of them below `/sandbox/{name}`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.command import JSON, REASON_LIMIT, dump, dump_error
from mockkf.errors import NotFound
from mockkf.http import apart, inside, prefix
from mockkf.inbox import has_page, is_page
from mockkf.mailpit import is_route
from mockkf.model import on_one_line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

IDP = "/idp/"
CONTROL = ("/mockkf/", "/livez/", "/readyz/")
OUTSIDE = "/outside"
"""The beginning of a path outside the base paths, as `inside` returns it."""


def dispatcher(
    api: "WSGIApplication",
    control: "WSGIApplication",
    mailpit: "WSGIApplication",
    idp: "WSGIApplication",
    inbox: "WSGIApplication",
    enter: "Callable[[WSGIEnvironment], Iterable[str]]",
    is_sign_in: Callable[[Mapping[str, Any]], bool],
) -> "WSGIApplication":
    """Return one application for all of them; `environ["mockkf.path"]` keeps the original path.

    The identity provider answers paths below /idp, and requests for which `is_sign_in` is true: token requests that
    mockkf itself sends. The inbox and Mailpit's API answer their own paths, unless they are inside a base path of
    Command's API.

    For any other request, `environ["mockkf.sandbox"]` is the name of the sandbox in the path, or "", and
    `environ["mockkf.prefix"]` is the prefix of that sandbox. `enter` stores the mock in the environment and returns the
    base paths of its API, or raises `NotFound`.

    Base paths and the rest of the path match in any letter case, with doubled and trailing slashes, because vendor
    scripts send these. The API has its paths under `/api`, so that no path outside the base paths reaches it.
    """

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        environ["mockkf.path"] = path
        if is_sign_in(environ):
            return idp(environ, start_response)
        path = _entered(environ, path)
        own = _own(path, control, idp)
        try:
            base_paths = enter(environ)
        except NotFound as error:
            return _nowhere(error.message, start_response, is_own=own is not None)
        if own is None:
            within = inside(path, base_paths)
            is_free = within.startswith(OUTSIDE) or "/" in base_paths
            own = _face(environ, path, inbox, mailpit) if is_free else None
            path = path if own else within
        environ["PATH_INFO"] = path.encode().decode("latin-1")
        return (own or api)(environ, start_response)

    return application


def mailpit_dispatcher(
    mailpit: "WSGIApplication", inbox: "WSGIApplication", enter: "Callable[[WSGIEnvironment], Iterable[str]]"
) -> "WSGIApplication":
    """Return the application of a port that has only Mailpit's API and the inbox, also below `/sandbox/{name}`."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = _entered(environ, environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"))
        try:
            enter(environ)
        except NotFound as error:
            return _nowhere(error.message, start_response, is_own=True)
        environ["PATH_INFO"] = path.encode().decode("latin-1")
        return (inbox if has_page(path) else mailpit)(environ, start_response)

    return application


def _own(path: str, control: "WSGIApplication", idp: "WSGIApplication") -> "WSGIApplication | None":
    if path.startswith(IDP):
        return idp
    return control if f"{path}/".startswith(CONTROL) else None


def _face(
    environ: "WSGIEnvironment", path: str, inbox: "WSGIApplication", mailpit: "WSGIApplication"
) -> "WSGIApplication | None":
    """Return the inbox or Mailpit's API, if the path is one of theirs."""
    if is_page(environ, path):
        return inbox
    return mailpit if is_route(path) else None


def _entered(environ: "WSGIEnvironment", path: str) -> str:
    """Store the sandbox that a path names, and return the rest of the path."""
    name, path = apart(path)
    environ["mockkf.sandbox"] = name
    environ["mockkf.prefix"] = prefix(name)
    return path


def _nowhere(sentence: str, start_response: "StartResponse", *, is_own: bool) -> Iterable[bytes]:
    """Answer 404 in the format of the intended application; no journal records it, because no mock is concerned."""
    body = dump({"error": sentence}) if is_own else dump_error(NotFound.code, sentence)
    headers = {
        "Content-Type": JSON,
        "Content-Length": str(len(body)),
        "X-Mockkf-Reason": on_one_line(sentence)[:REASON_LIMIT],
    }
    start_response("404 Not Found", [*headers.items()])
    return [body]
