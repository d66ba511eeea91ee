"""The WSGI environment of a request (PEP 3333)."""

import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from mockkf.http.framing import Framing
from mockkf.http.head import RequestHead
from mockkf.http.malformed import Malformed

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

UNPREFIXED = ("CONTENT_TYPE", "CONTENT_LENGTH")
"""The variables of headers that have no prefix `HTTP_`."""


def environ_of(
    head: RequestHead, framing: Framing, body: Any, scheme: str, server: Any, peer: Any
) -> "WSGIEnvironment":
    """Return the environment; `server` and `peer` are addresses. Raise `Malformed` if the target is no URL."""
    path, query, host = _parts(head.target)
    return {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": head.target,
        "RAW_URI": head.target,
        "REMOTE_ADDR": peer[0],
        "REMOTE_PORT": peer[1],
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{head.version[0]}.{head.version[1]}",
        "SERVER_SOFTWARE": "mockkf",
        **_headers(head),
        **({"HTTP_HOST": host} if host else {}),
        **({"CONTENT_LENGTH": str(framing.length)} if framing.length else {}),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "mockkf.headers": head.fields,
    }


def _headers(head: RequestHead) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in head.fields:
        if "_" in name:  # it would look like a header with a hyphen
            continue
        key = name.upper().replace("-", "_")
        key = key if key in UNPREFIXED else f"HTTP_{key}"
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _parts(target: str) -> tuple[str, str, str]:
    """Return path, query and host of a target; the host is empty unless the target is a complete URL."""
    if target.startswith("/"):
        path, _, query = target.partition("#")[0].partition("?")
        return f"/{path.lstrip('/')}", query, ""  # clients join a base URL and a path with two slashes
    try:
        url = urlsplit(target)
    except ValueError:
        raise Malformed("The target of the request is not a URL") from None
    return url.path, url.query, url.netloc
