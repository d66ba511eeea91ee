"""The rules of the mail server for a token in a login, and its replies to an invalid token."""

from collections.abc import Mapping
from typing import Any

from mockkf.config import Settings
from mockkf.idp import TokenInvalid, TokenIssuer
from mockkf.model import TokenRules
from mockkf.relay import TokenRefused


def check_token(idp: TokenIssuer, settings: Settings, token: str, user: str) -> Mapping[str, Any]:
    """Return the claims of the token with which `user` logs on; raise `TokenRefused` with the reply of the dialect."""
    try:
        claims = idp.check(token)
        _check_rules(settings.relay_oauth, claims, user, idp.client_of(claims))
    except TokenInvalid as error:
        reply, challenge = TOKEN_REFUSALS[settings.relay_dialect]
        raise TokenRefused(reply, challenge, f"the token is not accepted: {error}") from None
    return claims


def _check_rules(rules: TokenRules, claims: Mapping[str, Any], user: str, client: str) -> None:
    audiences = claims.get("aud")
    if rules.audience and rules.audience not in ([audiences] if isinstance(audiences, str) else _listed(audiences)):
        raise TokenInvalid(f"its audience is {audiences}, not {rules.audience}")
    if rules.scope and rules.scope not in (*_listed(claims.get("scope")), *_listed(claims.get("scp"))):
        raise TokenInvalid(f"it lacks the scope {rules.scope}")
    if rules.role and rules.role not in _listed(claims.get("roles")):
        raise TokenInvalid(f"it lacks the role {rules.role}")
    if rules.send_as is not None and user not in rules.send_as.get(client, ()):
        raise TokenInvalid(f"{client} may not send as {user}")


def _listed(claim: Any) -> list[Any]:
    """Return the entries of a claim, which is a list or text separated by spaces."""
    return claim.split() if isinstance(claim, str) else claim if isinstance(claim, list) else []


TOKEN_REFUSALS: Mapping[str, tuple[str, str | None]] = {
    "generic": ("535 5.7.8 Authentication credentials invalid", '{"status":"invalid_token"}'),
    "gmail": (
        "535 5.7.8 Username and Password not accepted. Learn more at https://support.google.com/mail/?p=BadCredentials",
        '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
    ),
    "exchange": ("535 5.7.3 Authentication unsuccessful", None),
}
"""The refusal of a token by dialect: the reply, and the challenge before it."""
