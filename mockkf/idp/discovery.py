"""What a client reads before its token request: the discovery document of the issuer, and the key set it names."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockkf.clients import Route, get
from mockkf.errors import StepFailed
from mockkf.idp.token_client import shown

DOCUMENT = "/.well-known/openid-configuration"
OK = 200


def discover(base: str, read: Callable[[str], Mapping[str, Any]]) -> None:
    """Read the discovery document below the URL `base`, and its key set; raise `StepFailed` without one.

    `read` returns the JSON object at a URL.
    """
    url = base + DOCUMENT
    keys = read(url).get("jwks_uri")
    if not _is_url(keys):
        raise StepFailed("idp.token", f"{shown(url)} names no key set: jwks_uri is not an http or https URL")
    if not isinstance(read(str(keys)).get("keys"), list):
        raise StepFailed("idp.token", f"{shown(str(keys))} is not a key set: it has no list of keys")


def document_at(url: str, headers: Iterable[tuple[str, str]], route: Route) -> Mapping[str, Any]:
    """Return the JSON object at `url`, requested with `headers`; raise `StepFailed` if there is none."""
    answer = get(route, url, headers)
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        body = None
    if answer.status != OK or not isinstance(body, dict):
        kind = answer.headers.get("Content-Type", "no media type").partition(";")[0]
        raise StepFailed("idp.token", f"{shown(url)} answered {answer.status} with {kind}, not with a JSON object")
    return body


def _is_url(value: Any) -> bool:
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
