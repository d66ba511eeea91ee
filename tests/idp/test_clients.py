"""Clients of other people get tokens: Microsoft's library, and one that follows RFC 6749."""

from typing import Any

import msal
import pytest
import requests
from oauthlib.oauth2 import BackendApplicationClient, InvalidScopeError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from mockkf import MockKeyfactor
from tests.support.command import changed
from tests.support.oauth import CLIENT, DECLARED, SECRET

OUTLOOK = "https://outlook.office365.com"
REALM = "/realms/r/protocol/openid-connect/token"


def acquired(mock: MockKeyfactor, scope: str, secret: str = SECRET) -> dict[str, Any]:
    """The answer that Microsoft's library gets; it reads the discovery document below the authority first."""
    with requests.Session() as session:
        session.trust_env = False
        session.verify = mock.ca_file
        client = msal.ConfidentialClientApplication(
            CLIENT, client_credential=secret, authority=mock.idp.issuer, instance_discovery=False, http_client=session
        )
        answer: dict[str, Any] = client.acquire_token_for_client([scope])
    return answer


def test_msal_gets_a_token(mockkf: MockKeyfactor) -> None:
    """Microsoft's library finds the token endpoint of the tenant, and reads lifetime and token."""
    changed(mockkf, idp_dialect="entra", idp_clients=[DECLARED])

    answer = acquired(mockkf, f"{OUTLOOK}/.default")

    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3599)
    [claims] = mockkf.idp.tokens
    assert (claims["aud"], claims["appid"], claims["tid"]) == (OUTLOOK, CLIENT, "idp")


@pytest.mark.parametrize(
    ("secret", "scope", "number"),
    [("wrong", f"{OUTLOOK}/.default", 7000215), (SECRET, f"{OUTLOOK}/SMTP.Send", 1002012)],
)
def test_msal_reads_a_refusal(mockkf: MockKeyfactor, secret: str, scope: str, number: int) -> None:
    """The library passes on error, number and correlation id; it sent the id itself."""
    changed(mockkf, idp_dialect="entra", idp_clients=[DECLARED])

    answer = acquired(mockkf, scope, secret)

    assert answer["error_codes"] == [number]
    assert answer["correlation_id"] == mockkf.idp.requests[-1].headers["client-request-id"]


def test_requests_oauthlib_gets_a_token_of_keycloak(mockkf: MockKeyfactor) -> None:
    """The scope that Keycloak adds is in the answer."""
    changed(mockkf, idp_dialect="keycloak", idp_clients=[DECLARED])

    with OAuth2Session(client=BackendApplicationClient(CLIENT)) as session:
        session.trust_env = False
        token = session.fetch_token(
            f"{mockkf.idp.issuer}{REALM}", auth=HTTPBasicAuth(CLIENT, SECRET), verify=mockkf.ca_file
        )

    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 300, ["profile", "email"])


def test_requests_oauthlib_reads_a_refusal_of_okta(mockkf: MockKeyfactor) -> None:
    """Without a scope, the library raises its error for `invalid_scope`."""
    changed(mockkf, idp_dialect="okta")

    with OAuth2Session(client=BackendApplicationClient(CLIENT)) as session:
        session.trust_env = False
        with pytest.raises(InvalidScopeError, match="does not have any configured default scopes"):
            session.fetch_token(mockkf.idp.token_url, auth=HTTPBasicAuth(CLIENT, SECRET), verify=mockkf.ca_file)
