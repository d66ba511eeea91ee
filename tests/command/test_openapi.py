"""The OpenAPI document: legal, complete, and kept by the running API whatever it is sent."""

import functools
import json
from collections.abc import Mapping
from typing import Any

import openapi_spec_validator
import pytest
import requests
import schemathesis
from hypothesis import given
from hypothesis import strategies as st

from mockkf import MockKeyfactor
from mockkf.command.openapi import document
from mockkf.command.schemas import operations, versions
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, KNOWN_RELEASES, RECIPIENT, Command
from tests.support.conformance import ANSWERED, RELEASES, TAKEN
from tests.support.generated import CHECKS, examples


def numbers(release: str) -> tuple[int, ...]:
    """A release as the formats know it."""
    return tuple(map(int, release.split(".")))


DOCUMENTS: list[tuple[str, int | None]] = [
    (release, version) for release in RELEASES for version in ([1] if release == "10.5" else [1, 2])
]
CALLS = [
    (release, version, name)
    for release in ("10.5", "25.1", "25.5")
    for name in operations(numbers(release))
    for version in versions(name, numbers(release))
    if release != "25.1" or "/SMTP" in name
]
GOOD_BODY = {**ANONYMOUS, "Id": 1, "TestRecipient": RECIPIENT}


def ask(mockkf: MockKeyfactor, query: str = "") -> requests.Response:
    """The document as the control API serves it."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{mockkf.control_url}/openapi.json{query}", timeout=10)


def described(release: str, version: int | None = None, *, strict: bool = False) -> dict[str, Any]:
    """The document of a release."""
    return document(numbers(release), version, strict=strict)


@functools.cache
def loaded(release: str, version: int) -> Any:
    """The document as schemathesis reads it."""
    return schemathesis.openapi.from_dict(described(release, version, strict=True))


def body_of(found: Mapping[str, Any], name: str, direction: str) -> dict[str, Any]:
    """The schema of a body of an operation."""
    method, path = name.split()
    operation = found["paths"][path][method.lower()]
    holder = operation["requestBody"] if direction == "request" else operation["responses"]["200"]
    reference = holder["content"]["application/json"]["schema"]["$ref"]
    return dict(found["components"]["schemas"][reference.rpartition("/")[2]])


@pytest.mark.parametrize("strict", [False, True], ids=["for generators", "strict"])
@pytest.mark.parametrize(("release", "version"), [*DOCUMENTS, ("25.1", None), ("25.5", None)])
def test_the_document_is_legal(release: str, version: int | None, strict: bool) -> None:
    """Each release has a document for each api version, and one for the newest of each, that OpenAPI 3.1 allows."""
    found = json.loads(json.dumps(described(release, version, strict=strict)))

    openapi_spec_validator.validate(found)
    assert (found["openapi"], found["info"]["version"]) == ("3.1.0", release)


@pytest.mark.parametrize(("release", "version", "name"), TAKEN)
def test_a_request_names_the_documented_members(release: str, version: int, name: str) -> None:
    """The members of a request are those of its table, in its order; required are those the table requires."""
    body = body_of(described(release, version), name, "request")

    table = TAKEN[release, version, name]
    assert [*body["properties"]] == [*table]
    assert body["required"] == [member for member, rule in table.items() if rule == "R"]


@pytest.mark.parametrize(("release", "version", "name"), ANSWERED)
def test_an_answer_names_the_documented_members(release: str, version: int, name: str) -> None:
    """The members of an answer are those of its table, in its order."""
    body = body_of(described(release, version), name, "answer")

    assert [*body["properties"]] == ANSWERED[release, version, name].split()


@pytest.mark.parametrize("version", [1, 2])
def test_each_operation_says_how_it_is_called(version: int) -> None:
    """The two headers, both ways to sign in, and every refusal with its two keys."""
    found = described("25.5", version)

    operation = found["paths"]["/SMTP/Test"]["post"]
    headers = [parameter["$ref"].rpartition("/")[2] for parameter in operation["parameters"]]
    shared = [found["components"]["parameters"][name] for name in headers]
    assert {header["name"]: header["required"] for header in shared} == {
        "x-keyfactor-requested-with": True,
        "x-keyfactor-api-version": version == 2,
    }
    assert found["servers"] == [{"url": "/KeyfactorAPI"}]
    assert found["security"] == [{"basic": []}, {"bearer": []}]
    assert [*operation["responses"]] == ["200", "400", "401", "403", "404", "413", "415"]
    assert operation.get("deprecated", False) is (version == 1)
    assert operation["responses"]["415"] == {"$ref": "#/components/responses/UnsupportedMediaType"}
    refused = {name: refusal.get("content") for name, refusal in found["components"]["responses"].items()}
    assert refused.pop("Unauthorized") == {"text/plain": {"schema": {"type": "string", "maxLength": 0}}}
    assert [*refused.values()] == [{"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}] * 5
    assert found["components"]["schemas"]["Error"]["required"] == ["ErrorCode", "Message"]


def test_values_are_described(mockkf: MockKeyfactor) -> None:
    """Ranges, choices, defaults, nulls and, in words, what a kind of authentication needs are in the document."""
    body = body_of(ask(mockkf).json(), "PUT /SMTP", "request")

    members = body["properties"]
    assert members["Port"] == {"type": "integer", "format": "int32", "minimum": 1, "maximum": 65535}
    assert members["UseSSL"] == {"type": "boolean", "description": "By default false."}
    assert members["RelayAuthenticationType"]["enum"] == [0, 2, 3]
    assert members["RelayPassword"]["anyOf"][0] == {"$ref": "#/components/schemas/Secret"}
    assert "RelayAuthenticationType 2 (basic) requires RelayUsername, RelayPassword." in body["description"]


def test_the_strict_document_has_conditions(mockkf: MockKeyfactor) -> None:
    """What a kind of authentication needs, the forms of a secret, and every null are in the strict document."""
    found = ask(mockkf, "?strict=true").json()

    body = body_of(found, "PUT /SMTP", "request")
    assert body["properties"]["UseSSL"]["anyOf"] == [{"type": "boolean"}, {"type": "null"}]
    assert len(found["components"]["schemas"]["Secret"]["oneOf"]) == 3
    assert [rule["then"]["required"] for rule in body["allOf"]] == [
        ["RelayUsername", "RelayPassword"],
        ["ClientId", "ClientSecret", "TokenEndpoint"],
    ]


def test_the_longest_host_is_the_longest_that_is_accepted(mockkf: MockKeyfactor, command: Command) -> None:
    """The API accepts a Host of `maxLength` characters, and refuses one more with this number in the message."""
    limit = body_of(ask(mockkf).json(), "PUT /SMTP", "request")["properties"]["Host"]["maxLength"]
    labels = ".".join(["a" * 49] * 5)

    accepted = command.put(Host=labels.ljust(limit, "a"))
    refused = command.put(Host=labels.ljust(limit + 1, "a"))

    assert (accepted.status_code, refused.status_code) == (200, 400)
    assert f"Host must be a host name of at most {limit} characters" in refused.json()["Message"]


@pytest.mark.parametrize(
    ("running", "query", "release", "version"),
    [
        ("25.5", "", "25.5", None),
        ("10.5", "", "10.5", None),
        ("25.5", "?api-version=1", "25.5", 1),
        ("25.5", "?api-version=2.0", "25.5", 2),
        ("25.5", "?release=12.5", "12.5", None),
        ("10.5", "?release=25.1&api-version=2", "25.1", 2),
    ],
)
def test_the_control_api_serves_it(
    mockkf: MockKeyfactor, running: str, query: str, release: str, version: int | None
) -> None:
    """Of the running release unless asked for another, each operation in its newest version unless asked for one."""
    mockkf.reset(settings=change_settings(mockkf.settings, release=running))

    assert ask(mockkf, query).json() == json.loads(json.dumps(described(release, version)))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?release=9.0", "release must be 10.0 or later, not 9.0"),
        (
            "?release=new",
            f"release must be one of {KNOWN_RELEASES} (text), not 'new'",
        ),
        ("?api-version=3", "api-version must be 1 or 2 in this release, not '3'"),
        ("?release=10.5&api-version=2", "api-version must be 1 in this release, not '2'"),
        ("?strict=yes", "strict must be true or false"),
    ],
)
def test_what_is_not_there_is_refused(mockkf: MockKeyfactor, query: str, sentence: str) -> None:
    """A release or version that is not there is 400, and says what is allowed."""
    answer = ask(mockkf, query)

    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


@pytest.mark.parametrize(("release", "version", "name"), CALLS)
def test_whatever_is_sent_the_answer_is_as_described(
    mockkf: MockKeyfactor, release: str, version: int, name: str
) -> None:
    """No legal request is answered with 5xx, nor with anything that the document does not describe."""
    mockkf.reset(settings=change_settings(mockkf.settings, release=release, step_timeout=1))
    method, path = name.split()
    operation = loaded(release, version)[path][method]

    with requests.Session() as session:
        session.trust_env = False
        session.auth = mockkf.credentials

        @examples(3)
        @given(case=operation.as_strategy(), drawn=st.data())
        def call(case: Any, drawn: st.DataObject) -> None:
            if isinstance(case.body, dict) and "SMTP" in name:
                kept = {member for member in GOOD_BODY if drawn.draw(st.booleans(), label=member)}
                case.body |= {member: GOOD_BODY[member] for member in kept}
            response = case.call(base_url=mockkf.url, session=session, timeout=10)
            case.validate_response(response, checks=CHECKS)

        call()
