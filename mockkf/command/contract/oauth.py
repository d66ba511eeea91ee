"""The rules about OAuth: how a token is asked for, and what is done with it."""

from functools import partial

from mockkf.command.contract import behaviours
from mockkf.command.contract.rule import Rule

documented = partial(behaviours.documented, endpoint=behaviours.TEST, api_versions=(2,), since=(25, 5))
assumed = partial(behaviours.assumed, endpoint=behaviours.TEST, api_versions=(2,), since=(25, 5))

RULES: tuple[Rule, ...] = (
    documented(
        "oauth-token",
        "type 3",
        "asks TokenEndpoint for a token by client credentials, with Scope and Audience if they are given",
        source="seed 002",
    ),
    assumed(
        "oauth-client-auth",
        "type 3",
        "sends client id and secret in the form of the token request",
        source="vendor scripts do so for the API's own sign-in",
        switch="oauth_client_auth",
    ),
    documented(
        "oauth-headers",
        "type 3",
        "sends RequestHeaders with its requests to the identity provider",
        source="seed 002: discovery document, key set and token",
    ),
    assumed(
        "oauth-token-only",
        "type 3",
        "makes the token request alone: discovery and keys are not asked for",
        source="the profile names the token endpoint",
        fixed="who logs on with a token need not read it",
    ),
    assumed(
        "oauth-header-names",
        "type 3",
        "refuses RequestHeaders that would break the request (Host, Content-Length, Authorization, …)",
        fixed="no identity provider could be asked with them",
    ),
    assumed(
        "oauth-user",
        "type 3",
        "logs on as SenderAccount",
        source="the only member that can be a mailbox",
        fixed="there is no other member to take",
    ),
    assumed(
        "oauth-mechanism",
        "type 3",
        "logs on by XOAUTH2, or by OAUTHBEARER where the server offers that alone",
        source="what Exchange Online and Gmail offer",
        fixed="both carry the same user and token",
    ),
    assumed(
        "oauth-refused",
        "type 3",
        "a token that the mail server does not take is refused as Exchange Online does: 535 5.7.3",
        source="traces of mail clients",
        switch="relay_dialect",
    ),
    assumed(
        "oauth-claims",
        "type 3",
        "the identity provider's claims and words are those of RFC 9068 and RFC 6749",
        source="the identity provider is the customer's own",
        switch="idp_dialect",
    ),
    documented(
        "sign-in-token",
        "credentials",
        "a Bearer token of the identity provider is a credential of the API",
        source="Authenticating to the API, 25.1",
        endpoint="*",
        api_versions=(),
        since=(10, 0),
    ),
)
