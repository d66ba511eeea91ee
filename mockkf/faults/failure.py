"""The action `failure`: a PAM provider or the identity provider fails with its own error text."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockkf.faults.action_type import Choice

FAILURES: Mapping[str, tuple[str, ...]] = {
    "pam.resolve": (
        "empty_value",
        "not_found",
        "access_denied",
        "auth_failed",
        "unreachable",
        "timeout",
        "checked_out",
        "change_in_progress",
        "approval_required",
        "ambiguous",
        "malformed_response",
        "rate_limited",
        "rotating",
    ),
    "idp.token": (
        "unknown_client",
        "wrong_secret",
        "expired_secret",
        "unauthorized_client",
        "invalid_scope",
        "invalid_target",
        "invalid_request",
        "unsupported_grant_type",
        "rate_limited",
        "server_error",
        "html",
        "sign_in_page",
        "redirect",
        "oversized",
        "malformed_response",
        "no_access_token",
        "wrong_token_type",
        "slow",
        "unreachable",
        "expired",
        "not_yet_valid",
        "wrong_audience",
        "rotated_key",
        "revoked",
    ),
}
"""The failures of a look-up and of a token request; each provider has its own error text for each of them."""


@dataclass(frozen=True)
class Failure(Choice):
    """The provider fails with the error text of its product."""

    steps = tuple(FAILURES)
    choices = FAILURES
    takes = {"failure": lambda _, value: value}
    about = {"failure": "fail with the error text of the PAM provider or the identity provider"}

    failure: str
