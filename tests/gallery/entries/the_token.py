"""The token: how it fails there."""

from tests.gallery.entry import HASTE, Entry
from tests.support.command import ABSENT

ENTRIES = (
    Entry(
        "The token endpoint's name has a typing error",
        "PUT does not check whether a TokenEndpoint exists. The message names the host: compare each letter.",
        "oauth",
        "idp.connect",
        {"trouble": "unknown_host"},
    ),
    Entry(
        "The firewall allows mail, but not HTTPS to the cloud",
        "Passwords worked without this connection. OAuth needs it, and a firewall that drops packets looks "
        "like a slow server.",
        "entra",
        "idp.connect",
        {"host": "login.microsoftonline.com", "trouble": "timeout"},
        HASTE,
    ),
    Entry(
        "A proxy intercepts TLS, and Command does not trust its certificate",
        "A browser on the same machine trusts the CA of the proxy and shows no warning. Add the CA to the "
        "trust store of Command's machine. Never switch the check off.",
        "entra",
        "idp.connect",
        {"certificate": "untrusted"},
    ),
    Entry(
        "The profile has the ID of the client secret, not its value",
        "Entra shows an ID and a value, and shows the value only once. AADSTS7000215 means a wrong secret, "
        "not an expired one. Show the number to the user.",
        "entra",
        "idp.token",
        {"failure": "wrong_secret"},
        {"idp_dialect": "entra"},
    ),
    Entry(
        "The client secret expired at midnight",
        "A secret in Entra is valid for two years at most, and Entra does not announce its end. "
        "AADSTS7000222 means an expired secret. Make a new one, store it where the profile reads it, and "
        "note its end in a calendar.",
        "entra",
        "idp.token",
        {"failure": "expired_secret"},
        {"idp_dialect": "entra"},
    ),
    Entry(
        "The app registration was deleted",
        "A clean-up deleted an application without an owner. Another attempt does not help: AADSTS700016 "
        "means that you need a new registration, and a new ClientId in the profile.",
        "entra",
        "idp.token",
        {"failure": "unknown_client"},
        {"idp_dialect": "entra"},
    ),
    Entry(
        "The scope is for users, not for applications",
        "This entry needs no fault: Entra refuses such a Scope. A person consents to `SMTP.Send`. A service "
        "requests the resource and `/.default`. Check the Scope before you store it.",
        "entra",
        options={"idp_dialect": "entra"},
        changes={"Scope": "https://outlook.office365.com/SMTP.Send"},
    ),
    Entry(
        "The profile has no scope",
        "This entry needs no fault. The reference calls Scope optional, and other identity providers have a "
        "default. Entra has none for a service: require a Scope for its endpoints.",
        "entra",
        options={"idp_dialect": "entra"},
        changes={"Scope": ABSENT},
    ),
    Entry(
        "The profile has no audience",
        "This entry needs no fault. Auth0 selects the API of a token by the Audience, unless the tenant has a "
        "default audience. Scope does not replace it.",
        "oauth",
        options={"idp_dialect": "auth0"},
    ),
    Entry(
        "The identity provider is overloaded",
        "Many users sign in at nine o'clock. Command passes the Retry-After of the identity provider on in "
        "its message only, and the status is that of every failed test mail.",
        "oauth",
        "idp.token",
        {"failure": "rate_limited"},
    ),
    Entry(
        "A gateway answers instead of the identity provider, with HTML",
        "The identity provider is down, and its gateway sends a page for people. The page has no error "
        "code. Check only whether the answer contains a token.",
        "oauth",
        "idp.token",
        {"failure": "html"},
    ),
    Entry(
        "The token is for another audience",
        "The Audience names another API of the same tenant. The identity provider issues the token. Only "
        "the mail server checks the audience, and it gives no reason.",
        "oauth",
        "idp.token",
        {"failure": "wrong_audience"},
        {"relay_oauth": {"audience": "https://idp.keyexample.com/oauth2"}},
    ),
    Entry(
        "The signing key was rotated",
        "The mail server has the new keys, and refuses a token with an old signature. Every test mail "
        "requests a new token, so try once more.",
        "oauth",
        "idp.token",
        {"failure": "rotated_key", "times": 1},
        tries=2,
    ),
    Entry(
        "The identity provider's clock is ahead",
        "A token that becomes valid in the future is not valid yet. Servers tolerate minutes, not hours. "
        "Check the time service of the machine that signs.",
        "oauth",
        "idp.token",
        {"failure": "not_yet_valid"},
    ),
)
