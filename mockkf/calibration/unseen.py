"""The rules that no probe can see, with the reasons: by name, or by the beginning of the name."""

from collections.abc import Mapping

from mockkf.calibration.probe import all_probes

ACCOUNTS = "it takes accounts with fewer permissions than the one of the calibration"
OWN_PARTS = "it is about mockkf's own mail server and identity provider, not about Command"
NO_PROVIDER = "a calibration names no PAM provider, because a look-up may be audited or change a secret"
NO_CHANGE = "a calibration changes no PAM provider and no entry"
RELEASES = "it is about how mockkf treats releases, not about a server"
LARGE = "a calibration sends no body that is large enough to load a server"

REASONS: Mapping[str, str] = {
    "http-malformed": "it takes broken HTTP, which a proxy in between may answer",
    "too-large": LARGE,
    "too-many-members": LARGE,
    "media-types": "it needs a test mail for each media type; JSON alone is sent",
    "release-between": RELEASES,
    "release-newer": RELEASES,
    "permission-": ACCOUNTS,
    "default-profile": "it is about a new server; one with a profile does not show it",
    "oauth-refused": OWN_PARTS,
    "oauth-claims": OWN_PARTS,
    "oauth-refusals": OWN_PARTS,
    "pam-seed": "it is about the providers of mockkf",
    "pam-moment": NO_PROVIDER,
    "pam-stored": NO_PROVIDER,
    "pam-failure": NO_PROVIDER,
    "pam-remote": NO_PROVIDER,
    "pam-entry": "the path of the entries names a provider",
    "pam-permission-": ACCOUNTS,
    "pam-put-clears": NO_CHANGE,
    "pam-values-needed": NO_CHANGE,
    "pam-in-use": NO_CHANGE,
    "pam-twice": NO_CHANGE,
    "pam-type-of-provider": "the path names a provider",
    "deviation-provider-": NO_PROVIDER,
    "deviation-sender-unknown": OWN_PARTS,
    "GET /PamProviders": "the members of PAM providers are seen together, by pam-provider-shape",
    "GET /Status": "the body is no object; status-endpoints and status-health look at it",
    "POST /PamProviders": NO_CHANGE,
    "PUT /PamProviders": NO_CHANGE,
    "DELETE /PamProviders": NO_CHANGE,
    "PUT /SMTP v1 request": "an optional member is seen in POST /SMTP/Test; a PUT changes the profile each time",
    "PUT /SMTP v2 request": "an optional member is seen in POST /SMTP/Test; a PUT changes the profile each time",
    "POST /SMTP/Test v1 request": "every valid test mail of a calibration has this member",
    "POST /SMTP/Test v2 request": "every valid test mail of a calibration has this member",
}
"""The reason for each rule without a probe."""


def reason_without_probe(rule: str) -> str | None:
    """Return why no probe looks at a rule; None if one does.

    >>> reason_without_probe("too-large")
    'a calibration sends no body that is large enough to load a server'
    """
    if any(rule in probe.rules for probe in all_probes()):
        return None
    fitting = [start for start in REASONS if rule.startswith(start)]
    return REASONS[max(fitting, key=len)] if fitting else "nobody has written a probe yet"
