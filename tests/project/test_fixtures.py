"""The request bodies and scenarios a user can take as they are."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures"
REQUESTS = sorted((FIXTURES / "requests").glob("*.json"))

LOGIN = {"RelayUsername", "RelayPassword"}
OAUTH = {"ClientId", "ClientSecret"}
PUT_V1 = LOGIN | {"Host", "Id", "Port", "RelayAuthenticationType", "SenderAccount", "SenderName", "UseSSL"}
PUT_V2 = PUT_V1 | OAUTH | {"TokenEndpoint", "Scope", "Audience", "RequestHeaders"}
# What the API reference lists: tables 767 (PUT v1), 576 and 889 (Test v1), 884 (PUT v2), 888 (Test v2).
DOCUMENTED = {
    "put-v1": PUT_V1,
    "test-v1": PUT_V1 | {"TestRecipient"},
    "put-v2": PUT_V2,
    "test-v2": PUT_V2 | {"TestRecipient"},
}
REQUIRED = {
    "put-v1": {"Host", "Id", "SenderAccount", "SenderName"},
    "test-v1": {"Host", "Id", "Port", "SenderAccount", "SenderName", "TestRecipient"},
    "put-v2": {"Host", "Port", "SenderAccount", "SenderName"},
    "test-v2": {"Host", "Port", "SenderAccount", "SenderName", "TestRecipient"},
}
REQUIRED_BY_TYPE = {0: set(), 2: LOGIN, 3: OAUTH | {"TokenEndpoint"}}
ADDRESSES = {"1": {"SecretName"}, "2": {"Folder", "Object"}, "3": {"SecretId"}}

each_request = pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)


def endpoint(path: Path) -> str:
    """The method and version a request file is for, which its name begins with."""
    return "-".join(path.stem.split("-")[:2])


def body(path: Path) -> dict[str, Any]:
    """The JSON object in a request file."""
    loaded = json.loads(path.read_text())
    assert isinstance(loaded, dict)
    return loaded


@each_request
def test_a_request_has_documented_members_only(path: Path) -> None:
    """Every member of a request body stands in the reference's table for that method and version."""
    assert set(body(path)) <= DOCUMENTED[endpoint(path)]


@each_request
def test_a_request_is_complete(path: Path) -> None:
    """Every member that the reference requires, always or for this kind of login, is there."""
    sent = body(path)

    assert REQUIRED[endpoint(path)] | REQUIRED_BY_TYPE[sent["RelayAuthenticationType"]] <= set(sent)


@each_request
def test_a_secret_has_one_of_the_documented_forms(path: Path) -> None:
    """A secret is text in v1; in v2 a value, or a provider as text with the parameters its type asks for."""
    secrets = [
        value for name, value in body(path).items() if name in {*REQUIRED_BY_TYPE[2], "ClientId", "ClientSecret"}
    ]

    if "v1" in endpoint(path):
        assert all(isinstance(secret, str) for secret in secrets)
    else:
        assert all(
            set(secret) == {"SecretValue"} or set(secret["Parameters"]) == ADDRESSES[secret["Provider"]]
            for secret in secrets
        )


def test_the_readme_lists_every_fixture_and_no_other() -> None:
    """The table in `fixtures/README.md`, whose names may be patterns, and the files beside it are the same list."""
    patterns = re.findall(r"^\| `([^`]+)` \|", (FIXTURES / "README.md").read_text(), re.MULTILINE)
    listed = {pattern: sorted(FIXTURES.glob(pattern)) for pattern in patterns}

    assert [pattern for pattern, paths in listed.items() if not paths] == []
    assert sorted(path for paths in listed.values() for path in paths) == sorted(FIXTURES.glob("*/*"))


def test_the_default_scenario_sets_documented_members_only() -> None:
    """The first profile is written with names of the current API, and for a release."""
    scenario = tomllib.loads((FIXTURES / "scenarios" / "default.toml").read_text())

    assert set(scenario) == {"release", "profile"}
    assert set(scenario["profile"]) <= PUT_V2
