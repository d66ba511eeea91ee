"""The rules about OAuth: the request for a token, and the use of the token."""

from functools import partial

from mockkf.command.contract import rule
from mockkf.command.contract.rule import Rule

documented = partial(rule.documented, endpoint=rule.TEST, api_versions=(2,), since=(25, 5))
assumed = partial(rule.assumed, endpoint=rule.TEST, api_versions=(2,), since=(25, 5))

RULES: tuple[Rule, ...] = (
    documented(
        "oauth-token",
        "type 3",
        "requests a token from TokenEndpoint with client credentials, and with Scope and Audience if present",
        source="POST SMTP Test 25.x, table 888",
    ),
    assumed(
        "oauth-client-auth",
        "type 3",
        "sends client id and secret in the form body of the token request",
        source="vendor scripts do this to sign in to the API",
        switch="oauth_client_auth",
    ),
    documented(
        "oauth-headers",
        "type 3",
        "sends RequestHeaders with its requests to the identity provider",
        source="POST SMTP Test 25.x, table 888",
    ),
    assumed(
        "oauth-token-only",
        "type 3",
        "sends only the token request; reads neither discovery document nor keys",
        source="the profile names the token endpoint",
        switch="oauth_discovery",
    ),
    assumed(
        "oauth-header-names",
        "type 3",
        "refuses RequestHeaders that would break the request (Host, Content-Length, Authorization, …)",
        fixed="no identity provider can answer such a request",
    ),
    assumed(
        "oauth-user",
        "type 3",
        "logs on as SenderAccount",
        source="the only member that can be a mailbox",
        fixed="no other member is suitable",
    ),
    assumed(
        "oauth-mechanism",
        "type 3",
        "logs on with XOAUTH2, or with OAUTHBEARER if the server offers only that",
        source="Exchange Online and Gmail offer XOAUTH2",
        fixed="both send the same user and token",
    ),
    assumed(
        "oauth-refused",
        "type 3",
        "the mail server refuses an invalid token with the reply of Exchange Online: 535 5.7.3",
        source="traces of mail clients",
        switch="relay_dialect",
    ),
    assumed(
        "oauth-claims",
        "type 3",
        "the identity provider uses the claims of RFC 9068 and the errors of RFC 6749",
        source="the identity provider is the customer's own",
        switch="idp_dialect",
    ),
    assumed(
        "oauth-refusals",
        "type 3",
        "the identity provider refuses what the provider of its dialect refuses of everybody, in its words",
        source="docs/oauth.md grades each refusal",
        switch="idp_accept",
    ),
)
