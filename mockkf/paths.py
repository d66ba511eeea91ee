"""Which application answers a path: control API, identity provider, or Command's API under its base paths."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

IDP = "/idp/"
CONTROL = ("/mockkf", "/livez", "/readyz")


def front(
    api: "WSGIApplication",
    control: "WSGIApplication",
    idp: "WSGIApplication",
    base_paths: Callable[[Mapping[str, Any]], Iterable[str]],
    is_sign_in: Callable[[Mapping[str, Any]], bool],
) -> "WSGIApplication":
    """One application for all three; `environ["mockkf.path"]` keeps the path as it was asked for.

    The identity provider answers below /idp, and whatever `is_sign_in`: a call of ours to a token endpoint.
    Base paths and all that follows match in any letter case, with doubled and trailing slashes (as vendor scripts
    write them). The API finds its paths under `/api`, so that nothing outside the base paths can be one of them.
    """

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        environ["mockkf.path"] = path
        if is_sign_in(environ) or path.startswith(IDP):
            return idp(environ, start_response)
        if any(path == name or path.startswith(f"{name}/") for name in CONTROL):
            return control(environ, start_response)
        environ["PATH_INFO"] = inside(path, base_paths(environ)).encode().decode("latin-1")
        return api(environ, start_response)

    return application


def inside(path: str, base_paths: Iterable[str]) -> str:
    """`path` as the API's routes know it: lower case under `/api`, or under `/outside` if no base path fits.

    >>> inside("//keyfactorapi/SMTP/", ["/KeyfactorAPI"])
    '/api/smtp'
    """
    plain = "/" + "/".join(part for part in path.lower().split("/") if part)
    for base in base_paths:
        prefix = base.lower().rstrip("/")
        if plain == prefix or plain.startswith(f"{prefix}/"):
            return "/api" + plain.removeprefix(prefix)
    return "/outside" + plain
