"""Sends each request to an application: control API, identity provider, inbox, or Command's API under its base paths.

Each sandbox has all of them below `/sandbox/{name}`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.command import JSON, REASON_LIMIT, dump, dump_error
from mockkf.errors import NotFound
from mockkf.http import apart, inside, prefix
from mockkf.inbox import is_page
from mockkf.model import on_one_line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

IDP = "/idp/"
CONTROL = ("/mockkf", "/livez", "/readyz")


def dispatcher(
    api: "WSGIApplication",
    control: "WSGIApplication",
    idp: "WSGIApplication",
    inbox: "WSGIApplication",
    enter: "Callable[[WSGIEnvironment], Iterable[str]]",
    is_sign_in: Callable[[Mapping[str, Any]], bool],
) -> "WSGIApplication":
    """Return one application for all of them; `environ["mockkf.path"]` keeps the original path.

    The identity provider answers paths below /idp, and requests for which `is_sign_in` is true: token requests that
    mockkf itself sends.

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
        name, path = apart(path)
        environ["mockkf.sandbox"] = name
        environ["mockkf.prefix"] = prefix(name)
        is_own = path.startswith(IDP) or any(path == root or path.startswith(f"{root}/") for root in CONTROL)
        try:
            base_paths = enter(environ)
        except NotFound as error:
            return _nowhere(error.message, start_response, is_own=is_own)
        pages = not is_own and is_page(environ, path)
        if not is_own and not pages:
            path = inside(path, base_paths)
        environ["PATH_INFO"] = path.encode().decode("latin-1")
        if pages:
            return inbox(environ, start_response)
        if not is_own:
            return api(environ, start_response)
        return (idp if path.startswith(IDP) else control)(environ, start_response)

    return application


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
