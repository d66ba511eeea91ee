"""The documents have the forms that client generators read; each form is checked in every document."""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mockkf.command.openapi import document
from mockkf.command.schemas import operation, operations
from tests.control.routes import document as control_document
from tests.support.conformance import RELEASES

NULL = {"type": "null"}
METHODS = ("get", "post", "put", "patch", "delete")
BOTH = ("25.1", "25.5")
"""The releases whose documents of one api version are checked too."""

PAGING = {
    "QueryString": {"type": "string"},
    "PageReturned": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 999_999_999, "default": 1},
    "ReturnLimit": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 999_999_999, "default": 50},
    "SortAscending": {"type": "integer", "enum": [0, 1], "default": 0},
}
ENTRIES = "/PamProviders/Local/{providerId}/Entries"


@functools.cache
def documents() -> Mapping[str, dict[str, Any]]:
    """Every document of Command's API, and that of the control API."""
    found = {"control": control_document()}
    for release in RELEASES:
        numbers = tuple(map(int, release.split(".")))
        for version in (None, 1, 2) if release in BOTH else (None,):
            found[f"{release} {version or 'newest'}"] = document(numbers, version)
    return found


DOCUMENTS = ["control", *(f"{release} newest" for release in RELEASES)]
NAMED = [*DOCUMENTS, *(f"{release} {version}" for release in BOTH for version in (1, 2))]
COMMAND = [name for name in NAMED if name != "control"]


def parts(found: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from parts(value)
    elif isinstance(found, list):
        for value in found:
            yield from parts(value)


def calls(found: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation, with its method and path."""
    for path, item in found["paths"].items():
        yield from ((f"{method.upper()} {path}", item[method]) for method in METHODS if method in item)


def operation_of(release: str, name: str) -> dict[str, Any]:
    """An operation in the document of a release."""
    return dict(calls(documents()[f"{release} newest"]))[name]


def parameters(called: Mapping[str, Any], place: str) -> dict[str, dict[str, Any]]:
    """The schemas of the parameters in the path or in the query, by name."""
    return {one["name"]: one["schema"] for one in called["parameters"] if one.get("in") == place}


@pytest.mark.parametrize("name", NAMED)
def test_every_operation_has_a_summary_and_a_name(name: str) -> None:
    """A generator makes a method and its documentation of them; the summary is a sentence."""
    found = dict(calls(documents()[name]))
    names = [called["operationId"] for called in found.values()]

    assert [call for call, called in found.items() if not re.fullmatch(r"[A-Z].*\.", called["summary"])] == []
    assert len({name.lower() for name in names}) == len(names)
    assert [call for call, called in found.items() if len(called["tags"]) != 1] == []


@pytest.mark.parametrize("name", NAMED)
def test_nothing_is_written_as_a_condition(name: str) -> None:
    """There is no `oneOf`, `allOf`, `if` or `not`."""
    found = {keyword for part in parts(documents()[name]) for keyword in part}

    assert found & {"oneOf", "allOf", "if", "then", "else", "not", "const", "nullable", "examples"} == set()


@pytest.mark.parametrize("name", NAMED)
def test_null_is_an_alternative(name: str) -> None:
    """Null is never the only type nor in a list of types; beside it stands exactly one alternative."""
    found = [*parts(documents()[name])]
    choices = [part["anyOf"] for part in found if "anyOf" in part]

    assert [part for part in found if isinstance(part.get("type"), list)] == []
    assert [choice for choice in choices if len(choice) != 2 or choice[1] != NULL or choice[0] == NULL] == []
    assert sum(part == NULL for part in found) == len(choices)


@pytest.mark.parametrize("name", NAMED)
def test_a_default_is_in_words(name: str) -> None:
    """Members of bodies have no `default`: with it, a generator calls an optional member a required one."""
    assert [part for part in parts(documents()[name]["components"]["schemas"]) if "default" in part] == []


@pytest.mark.parametrize("name", NAMED)
def test_names_are_fit_for_classes(name: str) -> None:
    """No name is one that generators give themselves, or differs from another only in letter case."""
    names = [*documents()[name]["components"]["schemas"]]

    assert [one for one in names if re.search(r"(Answer|Request|Body){2}|(One|Any|All)Of\d*$|\d$", one)] == []
    assert {*names} & {"Options", "Request", "Response", "Client", "Promise", "Object", "String"} == set()
    assert [one for one in names if one.startswith("New") and one.removeprefix("New") in names] == []
    assert len({one.lower() for one in names}) == len(names)
    assert [one for one in names if not re.fullmatch("([A-Z]+[a-z]+)+", one)] == []


@pytest.mark.parametrize("name", NAMED)
def test_patterns_are_fit_for_source_code(name: str) -> None:
    """Patterns compile, need no Unicode classes, and have no character that ends a text in a generated file."""
    patterns = {part["pattern"] for part in parts(documents()[name]) if isinstance(part.get("pattern"), str)}

    assert {re.compile(pattern).pattern for pattern in patterns} == patterns
    assert [pattern for pattern in patterns if "`" in pattern or '\\"' in pattern or r"\p" in pattern] == []


@pytest.mark.parametrize("name", COMMAND)
def test_a_request_has_one_media_type(name: str) -> None:
    """The other media types are accepted, but make one class for each in some languages."""
    bodies = [called["requestBody"]["content"] for _, called in calls(documents()[name]) if "requestBody" in called]

    assert [[*content] for content in bodies] == [["application/json"]] * len(bodies)


@pytest.mark.parametrize("name", COMMAND)
def test_every_refusal_has_content(name: str) -> None:
    """A generated client has a type for each answer, for 401 too."""
    responses = documents()[name]["components"]["responses"]

    assert [one for one, response in responses.items() if len(response["content"]) != 1] == []


@pytest.mark.parametrize("name", COMMAND)
def test_an_id_is_a_number(name: str) -> None:
    """An id in a path is an integer; only that of a type is a GUID."""
    found = documents()[name]

    ids = {call: [*parameters(called, "path").values()] for call, called in calls(found) if "{" in call}
    guids = ids.pop("DELETE /PamProviders/Types/{id}", [{"format": "uuid", "type": "string"}])
    assert guids == [{"type": "string", "format": "uuid"}]
    integer = {"type": "integer", "format": "int32", "minimum": 0, "maximum": 2**31 - 1}
    assert ids == {call: [integer] for call in ids}


@pytest.mark.parametrize(
    ("release", "call", "fields"),
    [
        *((release, "GET /PamProviders", ["Name", "Area", "ProviderType", "SecuredAreaId"]) for release in RELEASES),
        *((release, f"GET {ENTRIES}", ["SecretName", "Description"]) for release in RELEASES[2:]),
    ],
)
def test_a_list_with_pages_says_so(release: str, call: str, fields: list[str]) -> None:
    """It has the parameters of a page, the fields to sort by, and the number of all rows in a header."""
    called = operation_of(release, call)

    query = parameters(called, "query")
    assert query.pop("SortField") == {"type": "string", "enum": fields, "default": fields[0]}
    assert query == PAGING
    assert "X-Total-Count" in called["responses"]["200"]["headers"]


def test_other_lists_have_no_pages() -> None:
    """The list of types has no parameters and no count."""
    called = operation_of("25.5", "GET /PamProviders/Types")

    assert parameters(called, "query") == {}
    assert "X-Total-Count" not in called["responses"]["200"]["headers"]


def test_the_name_of_a_secret_is_in_the_query() -> None:
    """`secretName` is required to delete an entry, and has the length of a name."""
    [parameter] = [one for one in operation_of("25.5", f"DELETE {ENTRIES}")["parameters"] if one.get("in") == "query"]

    assert (parameter["name"], parameter["required"]) == ("secretName", True)
    assert parameter["schema"] == {"type": "string", "minLength": 1, "maxLength": 400}


def test_lengths_are_described() -> None:
    """Names, descriptions and values of secrets have their published lengths."""
    members = documents()["25.5 newest"]["components"]["schemas"]["PostPamProvidersLocalByProviderIdEntriesRequest"][
        "properties"
    ]

    assert members["SecretName"]["maxLength"] == 400
    assert members["Description"]["anyOf"][0]["maxLength"] == 2000
    assert members["SecretValue"]["minLength"] == 1


@pytest.mark.parametrize(("release", "there"), [("10.5", True), ("11.4", False), ("25.5", False)])
def test_sender_address_is_a_deprecated_member_of_release_10(release: str, there: bool) -> None:
    """Only the page of release 10 lists it in the request of a test mail."""
    content = operation_of(release, "POST /SMTP/Test")["requestBody"]["content"]["application/json"]["schema"]
    body = documents()[f"{release} newest"]["components"]["schemas"][content["$ref"].rpartition("/")[2]]

    assert body["properties"].get("SenderAddress", {}).get("deprecated", False) is there


@pytest.mark.parametrize(("version", "schema"), [(1, {"type": "string"}), (2, {"$ref": "#/components/schemas/Secret"})])
def test_a_secret_has_one_form(version: int, schema: Mapping[str, Any]) -> None:
    """A request of version 1 has text, one of version 2 a secret object, as the documents show."""
    found = documents()[f"25.5 {version}"]

    password = found["components"]["schemas"]["PutSMTPRequest"]["properties"]["RelayPassword"]["anyOf"][0]
    assert password.items() >= schema.items()
    assert found["components"]["schemas"]["Secret" if version == 2 else "Error"]["type"] == "object"


def test_the_provider_of_a_secret_is_a_number() -> None:
    """The API also accepts it as text, but a generated client has one type."""
    secret = documents()["25.5 newest"]["components"]["schemas"]["Secret"]

    assert secret["properties"]["Provider"]["anyOf"][0]["type"] == "integer"
    assert secret["description"] == "Either SecretValue, or Provider and Parameters."


def test_what_is_always_null_may_be_anything() -> None:
    """ProviderType of a parameter inside a provider is null, which few languages have as a type."""
    schemas = documents()["25.5 newest"]["components"]["schemas"]

    assert schemas["ParameterInProvider"]["properties"]["ProviderType"] == {}
    assert schemas["ParameterInProviderAnswer"]["properties"]["ProviderType"] == {}


def test_every_operation_of_a_release_is_described() -> None:
    """Each call that a release has in an api version is in its document of that version."""
    for name in COMMAND:
        release, _, version = name.partition(" ")
        numbers = tuple(map(int, release.split(".")))
        wanted = (1, 2) if version == "newest" else (int(version),)

        assert {call for call, _ in calls(documents()[name])} == {
            call for call in operations(numbers) if any(operation(call, number, numbers) for number in wanted)
        }
