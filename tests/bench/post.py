"""Budgets of `POST /SMTP/Test`: beside a small application that sends the same mail itself."""

import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import trustme
from joserfc.jwk import ECKey

from mockkf import MockKeyfactor
from tests.bench.floor import HOST, MailServer, WebServer, accept_all, accept_signed, call, issuing, posting
from tests.bench.measure import Row, at_most, by_turns, seconds, within

PLAIN: Mapping[str, Any] = {
    "Host": "smtp.keyexample.com",
    "Port": 25,
    "RelayAuthenticationType": 0,
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "TestRecipient": "mjones@keyexample.com",
}
SECURED: Mapping[str, Any] = {
    **PLAIN,
    "Port": 587,
    "UseSSL": True,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "MySuperSecretPassword"},
}
WITH_TOKEN: Mapping[str, Any] = {
    **PLAIN,
    "Port": 587,
    "UseSSL": True,
    "RelayAuthenticationType": 3,
    "ClientId": {"SecretValue": "command-email"},
    "ClientSecret": {"SecretValue": "MySuperSecretClientSecret"},
    "TokenEndpoint": "https://idp.keyexample.com/oauth2/token",
}
HEALTHY: Mapping[str, float] = {"plain": 0.010, "with STARTTLS and login": 0.010, "with a token": 0.015}
"""The kinds of test mails. A floor that takes longer than these seconds was measured on a machine that had no time."""

ROUNDS = 150


def rows() -> Iterator[Row]:
    """A plain test mail, one with STARTTLS and login, and one with a token; then the last beside the one before."""
    authority, key = trustme.CA(), ECKey.generate_key("P-256")
    serving, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(HOST).configure_cert(serving)
    authority.configure_trust(trust)
    over_tls: Mapping[str, Any] = {"tls_context": serving, "auth_require_tls": False}
    with (
        MockKeyfactor() as mock,
        MailServer() as plain,
        MailServer(**over_tls, authenticator=accept_all) as secured,
        MailServer(**over_tls, authenticator=accept_signed(key)) as signed,
        WebServer(issuing(key), tls=serving) as tokens,
        WebServer(posting(plain.port)) as plain_floor,
        WebServer(posting(secured.port, trust)) as secured_floor,
        WebServer(posting(signed.port, trust, tokens.port)) as token_floor,
    ):
        port = urlsplit(mock.url).port or 0
        user = b64encode(":".join(mock.credentials).encode()).decode()
        found = by_turns(
            ROUNDS,
            *(post(port, PLAIN, user), post(plain_floor.port, PLAIN, user)),
            *(post(port, SECURED, user), post(secured_floor.port, SECURED, user)),
            *(post(port, WITH_TOKEN, user), post(token_floor.port, WITH_TOKEN, user)),
        )
        type_3, type_2 = by_turns(ROUNDS, post(port, WITH_TOKEN, user), post(port, SECURED, user))
    for (what, healthy), ours, floor in zip(HEALTHY.items(), found[::2], found[1::2], strict=True):
        yield at_most(f"POST /SMTP/Test, {what} (floor: Flask + smtplib)", ours, floor, 1.1)
        yield within(f"its floor, {what}", median(floor), healthy)
    yield at_most("POST /SMTP/Test type 3 beside type 2", type_3, type_2, 1.3)


def post(port: int, body: Mapping[str, Any], user: str) -> Callable[[], float]:
    """A measure of one test mail, sent by the server at `port`."""
    headers = {
        "Authorization": f"Basic {user}",
        "Content-Type": "application/json",
        "x-keyfactor-requested-with": "APIClient",
        "x-keyfactor-api-version": "2",
    }
    return lambda: seconds(lambda: call(port, "POST", "/KeyfactorAPI/SMTP/Test", body, headers))
