"""A calibration finds every switch that is set otherwise, and no other difference, and its scenario sets it so."""

from pathlib import Path
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.calibration import all_probes, reason_without_probe
from mockkf.command.contract import register
from tests.support.calibrated import calibrated, differing, seen, server

PROFILE = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "KEYEXAMPLE\\jsmith"},
    "RelayPassword": {"SecretValue": "s3cret"},
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Command",
    "Id": 7,
}
HIDDEN = ("GET /SMTP v2 answer RelayPassword", "GET /SMTP v2 answer ClientSecret")

SERVERS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "texts": (
        {
            "base_paths": "/Keyfactor/Other",
            "unsupported_version": "nearest",
            "users": [{"name": "KEYEXAMPLE\\jsmith", "password": "s3cret"}],
            "sender_address": False,
            "test_failure_status": 502,
            "test_subject": "Ours",
            "test_text": "Our text",
            "hidden_secrets": "omit",
            "missing_password": "keep",
        },
        {
            "base-path": "base_paths",
            "version-unsupported": "unsupported_version",
            "credentials-any": "users",
            "sender-address": "sender_address",
            "GET /SMTP v1 answer SenderAddress": "sender_address",
            "test-failure": "test_failure_status",
            "test-subject": "test_subject",
            "test-text": "test_text",
            "hidden-secrets": "hidden_secrets",
            "password-missing": "missing_password",
            **dict.fromkeys((*HIDDEN, *(rule.replace("GET", "PUT") for rule in HIDDEN)), "hidden_secrets"),
        },
    ),
    "dialogue": (
        {"tls_profile": "mailkit", "oauth_client_auth": "basic", "oauth_discovery": True, "auth": "basic"},
        {
            "tls": "tls_profile",
            "oauth-client-auth": "oauth_client_auth",
            "oauth-token-only": "oauth_discovery",
            "challenge": "auth",
        },
    ),
    "strict": (
        {"strict": "error,deprecated-version=off,type-undocumented=warn,username-form=error"},
        {
            **{
                f"deviation-{name}": "strict"
                for name in (
                    "requested-with-missing",
                    "id-missing",
                    "id-other",
                    "unknown-member",
                    "member-case",
                    "form-body",
                    "null-value",
                    "deprecated-member",
                    "username-form",
                    "type-undocumented",
                )
            },
            "member-case-in": "strict",
        },
    ),
    "profile": ({"profile": PROFILE}, {"profile-id": "profile"}),
}
"""Servers whose switches are set otherwise, and the rules that differ, with their options."""

ALLOWED: dict[str, dict[str, Any]] = {
    "texts": {"relay": True, "allow_writes": True},
    "dialogue": {"relay": True},
    "strict": {"allow_writes": True},
    "profile": {},
}
"""What each calibration may do."""


@pytest.fixture(params=SERVERS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of a server."""
    return str(request.param)


def test_each_switch_is_found_and_repeated(name: str, tmp_path: Path) -> None:
    """The rules of the changed switches differ, no others do, and a mock with the scenario shows the same."""
    wanted = {} if name == "profile" else SERVERS[name][1]

    with server(**SERVERS[name][0]) as mock:
        found = calibrated(mock, **ALLOWED[name])

    assert differing(found) == wanted
    assert len(found.requests) < 120
    path = tmp_path / "scenario.toml"
    path.write_text(found.scenario, "utf-8")
    with MockKeyfactor(scenario=path) as mock:
        again = calibrated(mock, **ALLOWED[name])
    assert seen(again) == seen(found)


def test_the_version_that_is_deprecated_may_be_refused(tmp_path: Path) -> None:
    """A server without version 1 differs in that alone; what only version 1 shows is not seen."""
    with server(strict="warn,deprecated-version=error") as mock:
        found = calibrated(mock)

    assert differing(found)["deviation-deprecated-version"] == "strict"
    path = tmp_path / "scenario.toml"
    path.write_text(found.scenario, "utf-8")
    with MockKeyfactor(scenario=path) as mock:
        assert seen(calibrated(mock)) == seen(found)


@pytest.mark.parametrize("release", ["10.5", "25.4"])
def test_an_older_release_differs_in_nothing(release: str) -> None:
    """A mock of another release is compared with that release."""
    with server(release=release) as mock:
        found = calibrated(mock)

    assert differing(found) == {}
    assert found.release == release


def test_every_switch_is_tried_or_has_a_reason() -> None:
    """Each switch of the register is set otherwise above, or none of its rules can be seen from outside."""
    probed = {rule for probe in all_probes() for rule in probe.rules}
    tried = {option for _, options in SERVERS.values() for option in options.values()}
    switches: dict[str, set[str]] = {}
    for rule in register():
        if rule.switch:
            switches.setdefault(rule.switch, set()).add(rule.name)

    untried = {switch: rules & probed for switch, rules in switches.items() if switch not in tried}

    assert set(untried) == {"release", "idp_dialect", "idp_accept", "relay_dialect"}
    assert untried.pop("release") == {"release-oauth", "release-shown"}
    assert not any(untried.values())


def test_many_assumptions_have_a_probe() -> None:
    """Of the assumed rules of 25.5 at least 35 of 61 have a probe, and at least 15 of 61 without more rights."""
    assumed = {rule.name for rule in register((25, 5), "assumed")}
    every = {rule for probe in all_probes() for rule in probe.rules}
    default = {rule for probe in all_probes() if probe.mode == "default" for rule in probe.rules}

    assert len(assumed & every) >= max(35, len(assumed) * 35 / 61)
    assert len(assumed & default) >= max(15, len(assumed) * 15 / 61)


def test_every_rule_has_a_probe_or_a_reason() -> None:
    """No rule of the register is forgotten, and no probe looks at a rule that is not there."""
    names = {rule.name for rule in register()}

    assert {rule for probe in all_probes() for rule in probe.rules} <= names
    assert [name for name in names if (reason_without_probe(name) or "").startswith("nobody")] == []
