"""What the tests of OAuth share: a test mail of type 3, a token asked for as any client does, and a look for leaks."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, quote_plus

import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from mockkf.instance.mock import Mock
from tests.support.command import ABSENT, Command

ENDPOINT = "https://idp.keyexample.com/oauth2/token"
SENDER = "jsmith@keyexample.com"
CLIENT, SECRET = "command-email", "MySuperSecretClientSecret"

OAUTH: Mapping[str, Any] = {
    "Port": 465,
    "RelayAuthenticationType": 3,
    "RelayUsername": ABSENT,
    "RelayPassword": ABSENT,
    "ClientId": {"SecretValue": CLIENT},
    "ClientSecret": {"SecretValue": SECRET},
    "TokenEndpoint": ENDPOINT,
}
"""How the documented profile with OAuth differs from that with a password (POST SMTP Test 25.x)."""

DECLARED = {"name": CLIENT, "secret": SECRET}
"""The documented client as a scenario declares it."""

VALID: Mapping[str, Mapping[str, str]] = {
    "generic": {},
    "entra": {"scope": "https://outlook.office365.com/.default"},
    "entra-v1": {"resource": "https://outlook.office365.com"},
    "okta": {"scope": "mail.send"},
    "auth0": {"audience": "https://mail.keyexample.com"},
    "keycloak": {},
}
"""What a token request needs in each dialect, beside grant type and client."""

JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]+")


def send(command: Command, **changes: Any) -> requests.Response:
    """A test mail of type 3 with `changes`."""
    return command.test(2, **{**OAUTH, **changes})


def fetch(mock: Mock, method: str, url: str, **options: Any) -> requests.Response:
    """One request to the identity provider: `url` is a whole one, or a path at the https port."""
    options.setdefault("verify", mock.ca_file)
    with requests.Session() as session:
        session.trust_env = False
        whole = url if "://" in url else mock.idp.issuer.removesuffix("/idp") + url
        return session.request(method, whole, timeout=10, allow_redirects=False, **options)


def ask(mock: Mock, url: str | None = None, **form: Any) -> requests.Response:
    """A token request with client and secret in the form; `form` has changes, None leaves a parameter out."""
    usual = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
    given = {name: value for name, value in {**usual, **form}.items() if value is not None}
    return fetch(mock, "POST", url or mock.idp.token_url, data=given)


def token_of(mock: Mock, **form: Any) -> str:
    """The access token for such a request."""
    token: str = ask(mock, **form).json()["access_token"]
    return token


def verified(mock: Mock, token: str) -> Mapping[str, Any]:
    """The claims of a token, checked by another's library against the keys that the identity provider publishes."""
    document = fetch(mock, "GET", f"{mock.idp.issuer}/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(fetch(mock, "GET", document["jwks_uri"]).json())
    algorithms = document["id_token_signing_alg_values_supported"]
    claims = jwt.decode(token, keys, algorithms=algorithms).claims
    jwt.JWTClaimsRegistry(iss={"essential": True, "value": document["issuer"]}).validate(claims)
    return claims


def leaks(text: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that `text` shows, in clear, in the form of a URL or in base64; and any token."""
    found = [secret for secret in secrets if any(form in text for form in _forms(secret))]
    return found + JWT.findall(text) + [form for form in _forms("\x01auth=Bearer eyJ") if form in text]


def _forms(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret, safe=""), quote_plus(secret))
    for shift, cut in ((0, 0), (1, 2), (2, 3)):
        yield b64encode(b"_" * shift + secret.encode()).decode()[cut:].rstrip("=")[:-1]


def all_shown(mock: Mock) -> str:
    """Everything that can be seen of a mock: over the control API, and printed."""
    pages = (requests.get(f"{mock.control_url}/{page}", timeout=10).text for page in ("journal", "messages"))
    printed = (mock.journal, mock.mailbox.all, mock.state.refusals, mock.idp.requests, mock.idp.tokens, mock.settings)
    traces = [call.trace for call in mock.journal]
    transcripts = [message.transcript for message in mock.mailbox.all]
    transcripts += [refusal.transcript for refusal in mock.state.refusals]
    return "\n".join(
        [
            *pages,
            *map(repr, printed),
            repr(traces),
            repr(transcripts),
            repr(vars(mock.state)),
            *(repr(vars(one)) for one in (*mock.journal, *mock.state.refusals)),
            *(f"{asdict(one)} {one.transcript}" for one in mock.mailbox.all),
        ]
    )
