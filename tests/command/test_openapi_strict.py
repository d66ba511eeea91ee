"""The strict document rejects what the API rejects: the same verdict on every body, except where JSON Schema ends."""

import functools
import re
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from mockkf import MockKeyfactor
from mockkf.command.openapi import document
from mockkf.command.schemas import operations, versions
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, RECIPIENT
from tests.support.generated import examples

GUID = "6c9ab0a7-3a5c-4b4e-9b0e-0123456789ab"
VALID: dict[str, Any] = {
    **ANONYMOUS,
    "Id": 1,
    "TestRecipient": RECIPIENT,
    "Name": "Vault",
    "Remote": True,
    "ProviderType": {"Id": GUID},
    "SecretName": "mail",
    "SecretValue": "s3cret",
}
"""A valid value for each required member."""

TEXTS = (
    "",
    " ",
    "x",
    "5",
    "a\nb",
    "a\0b",
    "é",
    "a" * 3000,
    "smtp.keyexample.com",
    RECIPIENT,
    "https://x.example/t",
    GUID,
)
SECRETS: tuple[Any, ...] = (
    {},
    {"SecretValue": "s3cret"},
    {"SecretValue": ""},
    {"SecretValue": None, "Provider": None, "Parameters": None},
    {"SecretValue": "s3cret", "Provider": 1, "Parameters": {"SecretName": "mail"}},
    {"Provider": 1, "Parameters": {"SecretName": "mail"}},
    {"Provider": "1", "Parameters": {"SecretName": "mail"}},
    {"Provider": "one", "Parameters": {"SecretName": "mail"}},
    {"Provider": 1, "Parameters": {}},
    {"Provider": 1, "Parameters": {"SecretName": None}},
    {"Provider": 1},
)
OBJECTS: tuple[Any, ...] = (
    [],
    [5],
    [{}],
    {"Id": GUID},
    {"Id": "x"},
    [{"Name": "X-Tenant", "Value": "a"}],
    [{"Name": "X Tenant", "Value": "a"}],
    [{"Name": "a", "DataType": 2}],
    [{"Name": "a", "DataType": 3}],
    [{"Value": "x"}],
    [{"ProviderTypeParam": {"Name": "a"}, "Value": "x"}],
    [{"ProviderTypeParam": {"Name": "a"}, "Value": {"SecretValue": "x"}}],
)
VALUES = (None, True, False, 0, 1, 2, 3, 4, -1, 65_536, 2**31, 1.5, *TEXTS, *SECRETS, *OBJECTS)

BEYOND = re.compile(
    r"must be a host name|must be exactly one e-mail address|must be an absolute http or https URL"
    r"|must not be a header that would break|must have a Value for|ProviderType\.Id must be the id of|exists already"
    r"|must be a parameter of"
)
"""The refusals that no schema states: the syntax of names, and what is stored."""

CALLS = [
    (release, version, name)
    for release in ("10.5", "25.1", "25.5")
    for name in operations(tuple(map(int, release.split("."))))
    for version in versions(name, tuple(map(int, release.split("."))))
    if not name.startswith(("GET", "DELETE"))
]


@functools.cache
def found(release: str, version: int) -> Mapping[str, Any]:
    """The strict document."""
    return document(tuple(map(int, release.split("."))), version, strict=True)


def validator(release: str, version: int, name: str) -> tuple[Any, list[str]]:
    """The validator of the body of a call, and the members of the body."""
    method, path = name.split()
    body = found(release, version)["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]
    components = found(release, version)["components"]
    members = components["schemas"][body["schema"]["$ref"].rpartition("/")[2]]["properties"]
    return jsonschema.Draft202012Validator({**body["schema"], "components": components}), [*members]


def bodies(members: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A valid body in which up to three members are missing or have another value."""
    valid = {member: VALID[member] for member in members if member in VALID}
    changes = st.dictionaries(st.sampled_from(members), st.sampled_from(VALUES), max_size=3)
    missing = st.sets(st.sampled_from(members), max_size=1)
    return st.builds(
        lambda changed, gone: {name: value for name, value in (valid | changed).items() if name not in gone},
        changes,
        missing,
    )


@pytest.mark.parametrize(("release", "version", "name"), CALLS)
def test_the_strict_document_and_the_api_agree(mockkf: MockKeyfactor, release: str, version: int, name: str) -> None:
    """What the schema rejects is 400; what it accepts is 400 only for a reason that no schema states."""
    mockkf.reset(settings=change_settings(mockkf.settings, release=release))
    method, path = name.split()
    url = mockkf.url + path.replace("{providerId}", "1")
    headers = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": str(version)}
    schema, members = validator(release, version, name)
    mails = name == "POST /SMTP/Test"

    with requests.Session() as session:
        session.trust_env = False
        session.auth = mockkf.credentials

        @examples(40)
        @given(body=bodies(members))
        def call(body: dict[str, Any]) -> None:
            is_valid = schema.is_valid(body)
            if is_valid and mails:
                return  # whether a mail arrives is another question
            answer = session.request(method, url, json=body, headers=headers, timeout=10)
            if is_valid and not BEYOND.search(answer.text):
                assert answer.status_code in {200, 404}, f"{body}: {answer.text}"
            if not is_valid:
                assert answer.status_code == 400, f"{body}: {answer.text}"

        call()
