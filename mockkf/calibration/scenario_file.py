"""The scenario file of a calibration: the options of a mock that answers alike, and what was recorded."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mockkf.calibration.calibration import DIFFERS, HOLDS, Finding, options_in
from mockkf.calibration.masking import masked
from mockkf.calibration.reference import PLACEHOLDER
from mockkf.config import Settings
from mockkf.errors import ConfigurationError
from mockkf.model import Profile, on_one_line
from mockkf.scenario import change_settings, writing

TITLE = "# How a mock behaves like the server that was calibrated. Secrets and accounts in it are placeholders."


def text(settings: Settings, findings: Sequence[Finding], release: str | None, day: date) -> str:
    """Return the scenario file in TOML."""
    import tomli_w

    inexpressible = [finding for finding in findings if finding.verdict == DIFFERS and finding.option is None]
    head = [TITLE]
    head += [f"# {option}: {', '.join(rules)}" for option, rules in options_in(findings).items()]
    head += ["# No option can express:"] if inexpressible else []
    head += [f"#   {finding.rule}: {on_one_line(finding.server)}" for finding in inexpressible]
    recordings = {"release": release or "unknown", "date": day.isoformat(), **_seen(findings)}
    plain = settings if settings.users is None else _without_accounts(settings)
    accounts = "" if settings.users is None else _accounts(settings)
    written = writing.text(plain, plain.profile, plain.faults)
    return "\n".join((*head, "", written, accounts, tomli_w.dumps({"recordings": recordings})))


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

SECRETS = ("RelayUsername", "RelayPassword", "ClientId", "ClientSecret")


def _secret(shown: Any) -> Any:
    if isinstance(shown, Mapping) and shown.get("Provider") is not None:
        return {"Provider": shown["Provider"], "Parameters": dict(shown.get("Parameters") or {})}
    value = shown.get("SecretValue") if isinstance(shown, Mapping) else shown
    return {"SecretValue": value or PLACEHOLDER}


def _without_accounts(settings: Settings) -> Settings:
    from dataclasses import replace

    return replace(settings, users=None, clients=None)


def _accounts(settings: Settings) -> str:
    import tomli_w

    accounts = {
        "users": [{"name": one.name, "password": one.secret} for one in settings.users or ()],
        "clients": [{"name": one.name, "token": one.secret} for one in settings.clients or ()],
    }
    return tomli_w.dumps({name: listed for name, listed in accounts.items() if listed})


def _seen(findings: Sequence[Finding]) -> dict[str, dict[str, str]]:
    by_verdict: dict[str, dict[str, str]] = {HOLDS: {}, DIFFERS: {}}
    for finding in findings:
        if finding.verdict in by_verdict:
            by_verdict[finding.verdict][finding.rule] = finding.server
    return {verdict: rules for verdict, rules in by_verdict.items() if rules}
