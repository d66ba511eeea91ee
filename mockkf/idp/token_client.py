"""The client for OAuth client credentials: requests a token and checks every part of the answer."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlsplit

from mockkf.clients import HttpAnswer, Route, post_form
from mockkf.errors import StepFailed

OK = 200
REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class ClientCredentialsRequest:
    """A token request with the values of a profile."""

    endpoint: str = field(repr=False)
    client: str
    secret: str = field(repr=False)
    scope: str | None = None
    audience: str | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        asked = [f"scope {self.scope}" if self.scope else "", f"audience {self.audience}" if self.audience else ""]
        return ", ".join([f"POST {shown(self.endpoint)} as {self.client}", *filter(None, asked)])


def ask(demand: ClientCredentialsRequest, route: Route, client_auth: str) -> str:
    """Return the access token; raise `StepFailed` at the step idp.token if the answer has none.

    `client_auth` is `form` or `basic`: where the request has the client secret, never both (RFC 6749, 2.3.1).
    """
    form = {"grant_type": "client_credentials"}
    form |= {name: value for name, value in (("scope", demand.scope), ("audience", demand.audience)) if value}
    headers = [*demand.headers]
    if client_auth == "basic":
        pair = ":".join(quote_plus(part, errors="surrogatepass") for part in (demand.client, demand.secret))
        headers.append(("Authorization", f"Basic {b64encode(pair.encode()).decode()}"))
    else:
        form |= {"client_id": demand.client, "client_secret": demand.secret}
    return _token(post_form(route, demand.endpoint, form, headers), demand)


def _token(answer: HttpAnswer, demand: ClientCredentialsRequest) -> str:
    body = _json(answer)
    problem = _problem(answer, body)
    if problem:
        raise StepFailed("idp.token", f"{shown(demand.endpoint)} answered {answer.status}{problem}")
    return str(body["access_token"])


def _json(answer: HttpAnswer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _problem(answer: HttpAnswer, body: Any) -> str:
    """Return what is wrong with an answer; empty text if it has a valid token."""
    kind = answer.headers.get("Content-Type", "no media type").partition(";")[0]
    content = body if isinstance(body, dict) else {}
    token, token_type = content.get("access_token"), str(content.get("token_type"))
    checks = (
        (answer.cut, ", with a body that is too large"),
        (answer.status in REDIRECTS, ", a redirect, which is not followed"),
        (body is not content, f", with a body that is not a JSON object ({kind})"),
        (answer.status != OK, _refusal(answer, content)),
        (not (isinstance(token, str) and token), ", without an access_token"),
        (token_type.lower() != "bearer", f", with a token of the type '{token_type[:40]}', not Bearer"),
    )
    return next((said for wrong, said in checks if wrong), "")


def _refusal(answer: HttpAnswer, body: Mapping[str, Any]) -> str:
    words = (body.get(name) for name in ("error", "error_description", "errorCode", "errorSummary", "Message"))
    said = [text for text in words if isinstance(text, str)]
    wait = f" (Retry-After {answer.headers['Retry-After']})" if "Retry-After" in answer.headers else ""
    return f"{' ' * bool(said)}{': '.join(said)}{wait}" or " "


def shown(url: str) -> str:
    """Return a URL without user information, query and fragment."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
