"""The token: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "The token endpoint's name has a typing error",
        "PUT does not ask whether a TokenEndpoint exists. The message names the host: compare it letter by letter.",
        "oauth",
        "idp.connect",
        {"trouble": "unknown_host"},
    ),
    Entry(
        "The firewall lets mail through, but not HTTPS to the cloud",
        "With passwords all went well; OAuth needs a second way out, and a firewall that drops packets looks "
        "like a slow server.",
        "entra",
        "idp.connect",
        {"host": "login.microsoftonline.com", "trouble": "timeout"},
        HASTE,
    ),
    Entry(
        "A proxy opens TLS, and Command does not trust its certificate",
        "A browser on the same machine trusts the proxy's CA and shows nothing. Add the CA to what Command's "
        "machine trusts; never switch the check off.",
        "entra",
        "idp.connect",
        {"certificate": "untrusted"},
    ),
    Entry(
        "The client secret is wrong: somebody pasted its ID",
        "Entra shows an ID and a value, and the value once only. The number AADSTS7000215 tells it from an "
        "expired secret; show it to the user as it is.",
        "entra",
        "idp.token",
        {"failure": "wrong_secret"},
        {"idp_dialect": "entra"},
    ),
    Entry(
        "The client secret expired at midnight",
        "Entra lets a secret live for two years at most, and nobody is told. AADSTS7000222 says so: make a new one, "
        "store it where the profile looks for it, and put its end into the calendar.",
        "entra",
        "idp.token",
        {"failure": "expired_secret"},
        {"idp_dialect": "entra"},
    ),
    Entry(
        "The app registration was deleted",
        "A clean-up found an application without an owner. Nothing to try again: AADSTS700016 means a new "
        "registration, and a new ClientId in the profile.",
        "entra",
        "idp.token",
        {"failure": "unknown_client"},
        {"idp_dialect": "entra"},
    ),
    Entry(
        "The scope is one for users, not for applications",
        "`SMTP.Send` is what a person consents to. A service asks for the resource and `/.default`; check the "
        "Scope before you store it.",
        "entra",
        "idp.token",
        {"scope": "*/SMTP.Send", "failure": "invalid_scope"},
        {"idp_dialect": "entra"},
        {"Scope": "https://outlook.office365.com/SMTP.Send"},
    ),
    Entry(
        "The identity provider has too much to do",
        "Sign-in at nine o'clock. Command passes the Retry-After of the identity provider on in words only, and "
        "the status is the one of any failed test mail.",
        "oauth",
        "idp.token",
        {"failure": "rate_limited"},
    ),
    Entry(
        "A gateway answers in the identity provider's place with HTML",
        "The identity provider is down, and its gateway has a page for people. No error code can be read from "
        "that: what counts is whether there is a token in the answer.",
        "oauth",
        "idp.token",
        {"failure": "html"},
    ),
    Entry(
        "The token is for another audience",
        "The Audience names another API of the same tenant. The identity provider is content; only the mail "
        "server looks, and it does not say why.",
        "oauth",
        "idp.token",
        {"failure": "wrong_audience"},
        {"relay_oauth": {"audience": "https://idp.keyexample.com/oauth2"}},
    ),
    Entry(
        "The signing key was rotated",
        "The mail server has fetched the new keys, and a token that is signed with an old one is refused. Every "
        "test mail asks for a token of its own, so one more try is enough.",
        "oauth",
        "idp.token",
        {"failure": "rotated_key", "times": 1},
        tries=2,
    ),
    Entry(
        "The identity provider's clock is ahead",
        "A token that begins in the future is no token yet. Servers allow for minutes, not for hours: look at "
        "the time service of the machine that signs.",
        "oauth",
        "idp.token",
        {"failure": "not_yet_valid"},
    ),
)
