"""The scenario file of a calibration: the options of a mock that answers alike, and what was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mockkf.calibration.calibration import DIFFERS, HOLDS, RuleFinding, options_in
from mockkf.calibration.masking import masked
from mockkf.calibration.reference import PLACEHOLDER
from mockkf.config import Settings
from mockkf.errors import ConfigurationError
from mockkf.model import SECRETS, Profile, on_one_line
from mockkf.scenario import change_settings, writing

TITLE = "# How a mock behaves like the server that was calibrated. Secrets and accounts in it are placeholders."


def text(settings: Settings, findings: Sequence[RuleFinding], release: str | None, day: date) -> str:
    """Return the scenario file in TOML."""
    import tomllib

    import tomli_w

    inexpressible = [finding for finding in findings if finding.verdict == DIFFERS and finding.option is None]
    head = [TITLE]
    head += [f"# {option}: {', '.join(rules)}" for option, rules in options_in(findings).items()]
    head += ["# No option can express:"] if inexpressible else []
    head += [f"#   {finding.rule}: {on_one_line(finding.server)}" for finding in inexpressible]
    recordings = {"release": release or "unknown", "date": day.isoformat(), **_seen(findings)}
    plain = replace(settings, users=None, clients=None)
    written = tomllib.loads(writing.text(plain, plain.profile, plain.faults))
    content = {**written, "profile": {**written.get("profile", {}), **_login(plain.profile)}, **_accounts(settings)}
    return "\n".join((*head, "", tomli_w.dumps({**content, "recordings": recordings})))


def profile_of(members: Mapping[str, Any]) -> Profile | None:
    """Return the profile in an answer of GET /SMTP, without what may be secret; None if no release accepts it.

    A profile that needs a secret has a placeholder for it.
    """
    given = {name: value for name, value in masked(members).items() if value is not None and name != "SenderAddress"}
    kind = int(given.get("RelayAuthenticationType", 0))
    for name in NEEDED.get(kind, ()):
        given[name] = _secret(members.get(name))
    given = {
        name: {"SecretValue": value} if name in SECRETS and isinstance(value, str) else value
        for name, value in given.items()
    }
    try:
        return change_settings(Settings(), profile=given).profile
    except ConfigurationError:
        return None


NEEDED: Mapping[int, tuple[str, ...]] = {
    2: ("RelayUsername", "RelayPassword"),
    3: ("ClientId", "ClientSecret"),
}
"""The secrets that a RelayAuthenticationType needs."""


def _secret(shown: Any) -> Any:
    if isinstance(shown, Mapping) and shown.get("Provider") is not None:
        return {"Provider": shown["Provider"], "Parameters": dict(shown.get("Parameters") or {})}
    value = shown.get("SecretValue") if isinstance(shown, Mapping) else shown
    return {"SecretValue": value or PLACEHOLDER}


def _login(profile: Profile) -> dict[str, Any]:
    """Return the members of a profile that need a secret, with a placeholder for the secret."""
    kind = profile.relay_authentication_type
    secrets = {name: getattr(profile, field) for name, field in SECRETS.items() if name in NEEDED.get(kind, ())}
    shown = {"SecretValue": "value", "Provider": "provider", "Parameters": "parameters"}
    given = {
        name: {member: value for member, field in shown.items() if (value := getattr(secret, field)) is not None}
        for name, secret in secrets.items()
    }
    return {"RelayAuthenticationType": kind, **given}


def _accounts(settings: Settings) -> dict[str, Any]:
    accounts = {
        "users": [{"name": one.name, "password": one.secret} for one in settings.users or ()],
        "clients": [{"name": one.name, "token": one.secret} for one in settings.clients or ()],
    }
    return {name: listed for name, listed in accounts.items() if listed}


def _seen(findings: Sequence[RuleFinding]) -> dict[str, dict[str, str]]:
    by_verdict: dict[str, dict[str, str]] = {HOLDS: {}, DIFFERS: {}}
    for finding in findings:
        if finding.verdict in by_verdict:
            by_verdict[finding.verdict][finding.rule] = finding.server
    return {verdict: rules for verdict, rules in by_verdict.items() if rules}
