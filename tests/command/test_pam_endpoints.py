"""The PAM endpoints: providers, types and local entries, in each api version and release."""
# ruff: noqa: E501 - a row of a table is a request and its answer

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.scenario.reading import change_settings
from tests.support.command import Command, changed

PROVIDERS, TYPES, ENTRIES = "/PamProviders", "/PamProviders/Types", "/PamProviders/Local/1/Entries"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
CYBERARK = "16fc28fa-d2e4-4152-9895-ebf261b011b5"
THYCOTIC = "c09bbfa5-a081-4194-9dd2-31f3cc3fabcc"
LISTED = "1 (Local), 2 (CyberArk), 3 (Delinea)"
ENTRY = {"SecretName": "mine", "SecretValue": "s3cret", "Description": "for mail"}


def value(name: str, text: Any = "x") -> dict[str, Any]:
    """The value of a provider's own parameter, as a request has it."""
    return {"Value": text, "ProviderTypeParam": {"Name": name}}


def provider(**changes: Any) -> dict[str, Any]:
    """A provider to be made, of the built-in CyberArk type."""
    return {
        "Name": "Mine",
        "ProviderType": {"Id": CYBERARK},
        "ProviderTypeParamValues": [value("Safe", "MySafe"), value("AppId", "MyApp")],
        **changes,
    }


def told(command: Command) -> str:
    """The complete current state, as the endpoints return it."""
    calls = ((PROVIDERS, 1), (TYPES, 1), (ENTRIES, 1), ("/SMTP", 2))
    return "".join(command.call("GET", path, version).text for path, version in calls)


def kept(command: Command) -> tuple[Any, Any]:
    """The present state: types, providers, vaults and the profile."""
    return command.mock.state.pam, command.mock.state.profile


PRESENCE = [
    ("GET", PROVIDERS, {1: "10.5", 2: "11.4"}),
    ("POST", PROVIDERS, {1: "10.5", 2: "11.4"}),
    ("PUT", PROVIDERS, {1: "10.5", 2: "11.4"}),
    ("GET", f"{PROVIDERS}/2", {1: "10.5", 2: "11.4"}),
    ("DELETE", f"{PROVIDERS}/2", {1: "10.5", 2: "11.4"}),
    ("GET", TYPES, {1: "10.5", 2: "11.4"}),
    ("POST", TYPES, {1: "10.5", 2: "11.4"}),
    ("DELETE", f"{TYPES}/{THYCOTIC}", {1: "10.5"}),
    ("GET", f"{TYPES}/2", {2: "11.4"}),
    ("GET", ENTRIES, {1: "12.3"}),
    ("POST", ENTRIES, {1: "12.3"}),
    ("PUT", ENTRIES, {1: "12.3"}),
    ("DELETE", ENTRIES, {1: "12.3"}),
]
"""The published operations, and the release each api version came with."""


@pytest.mark.parametrize("release", ["10.5", "11.4", "12.3", "12.5", "24.4", "25.1", "25.5"])
@pytest.mark.parametrize(("method", "path", "since"), PRESENCE, ids=lambda part: part if isinstance(part, str) else "")
def test_an_operation_is_there_since_its_release(
    mockkf: MockKeyfactor, method: str, path: str, since: dict[int, str], release: str
) -> None:
    """Before this release, or in another api version, it is 400 and names the versions; a header lists them."""
    command = changed(mockkf, release=release)
    numbers = [version for version, first in since.items() if _older(first, release)]

    for version in (1, 2):
        answer = command.call(method, path, version, json={})

        wanted = "x-keyfactor-api-version must be" if numbers else " does not exist in release "
        refused = answer.status_code == 400 and wanted in answer.json()["Message"]
        assert refused == (version not in numbers)
        if numbers:
            shown = ", ".join({1: "1.0", 2: "2"}[number] for number in numbers)
            assert answer.headers["Api-Supported-Versions"] == shown


def _older(first: str, second: str) -> bool:
    one, other = ([int(part) for part in release.split(".")] for release in (first, second))
    return one <= other


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", PROVIDERS, "GET, POST, PUT"),
        ("PATCH", PROVIDERS, "GET, POST, PUT"),
        ("POST", f"{PROVIDERS}/2", "DELETE, GET"),
        ("PUT", TYPES, "GET, POST"),
        ("POST", f"{TYPES}/2", "DELETE, GET"),
        ("PATCH", ENTRIES, "DELETE, GET, POST, PUT"),
        ("OPTIONS", PROVIDERS, "GET, POST, PUT"),
    ],
)
def test_another_method_is_405(command: Command, method: str, path: str, allowed: str) -> None:
    """`Allow` has those there are."""
    answer = command.call(method, path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


NESTED = [
    {"Id": 5, "Name": "SecretServerUrl", "DisplayName": "Secret Server URL", "DataType": 1, "InstanceLevel": False},
    {"Id": 6, "Name": "RuleName", "DisplayName": "Secret Server Rule Name", "DataType": 1, "InstanceLevel": False},
    {"Id": 7, "Name": "SecretId", "DisplayName": "Secret ID", "DataType": 1, "InstanceLevel": True},
    {"Id": 8, "Name": "RuleKey", "DisplayName": "Secret Server Rule Key", "DataType": 2, "InstanceLevel": False},
]
TYPE = {"Id": THYCOTIC, "Name": "Thycotic", "Parameters": NESTED}
URL = "https://secrets.keyexample.com/SecretServer"


def delinea(version: int, guid: str) -> dict[str, Any]:
    """The provider Delinea as it is answered, member by member in the recorded order."""
    values = [(3005, URL, None, NESTED[0]), (3006, "Keyfactor", None, NESTED[1]), (3008, guid, guid, NESTED[3])]
    whole = {
        "Id": 3,
        "Name": "Delinea",
        "Area": 1,
        "ProviderType": {
            "Id": THYCOTIC,
            "Name": "Thycotic",
            "ProviderTypeParams": [{**parameter, "ProviderType": None} for parameter in NESTED],
        },
        "ProviderTypeParamValues": [
            {"Id": number, "Value": text, "InstanceId": None, "InstanceGuid": instance, "ProviderTypeParam": parameter}
            for number, text, instance, parameter in values
        ],
        "SecuredAreaId": None,
        "Remote": False,
    }
    return {name: member for name, member in whole.items() if version == 1 or name not in {"Area", "SecuredAreaId"}}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("pam-provider-shape", "pam-secret-value")
def test_a_provider_has_the_recorded_shape(command: Command, version: int) -> None:
    """Version 1 has Area and SecuredAreaId too; the value of a parameter of data type 2 is a GUID, twice."""
    answer = command.call("GET", f"{PROVIDERS}/3", version)

    guid = answer.json()["ProviderTypeParamValues"][2]["InstanceGuid"]
    assert len(guid) == 36
    assert answer.text == json.dumps(delinea(version, guid), separators=(",", ":"))
    assert answer.json() in command.call("GET", PROVIDERS, version).json()


@pytest.mark.parametrize(("release", "there"), [("10.5", False), ("24.4", False), ("25.1", True), ("25.5", True)])
@pytest.mark.rule("pam-type-null")
def test_a_parameter_inside_a_provider_has_a_null_type_since_25_1(
    mockkf: MockKeyfactor, release: str, there: bool
) -> None:
    """The client of 11.x cannot read the null recorded in 25.4, so older releases omit it."""
    answer = changed(mockkf, release=release).call("GET", f"{PROVIDERS}/2", 1)

    parameters = answer.json()["ProviderType"]["ProviderTypeParams"]
    assert all(("ProviderType" in parameter) == there for parameter in parameters)


@pytest.mark.parametrize("version", [1, 2])
def test_types_are_listed_with_their_parameters(command: Command, version: int) -> None:
    """The list of types calls them Parameters, and has them without ProviderType."""
    found = command.call("GET", TYPES, version).json()

    assert {kind["Name"] for kind in found} == {"CyberArk", "Thycotic", "Command Secret Provider"}
    assert json.dumps(TYPE) in json.dumps(found)


@pytest.mark.rule("pam-type-of-provider")
def test_the_type_of_a_provider_is_an_array(command: Command) -> None:
    """GET /PamProviders/Types/{id} takes the id of a provider and answers an array of its one type."""
    assert command.call("GET", f"{TYPES}/3").text == json.dumps([TYPE], separators=(",", ":"))


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("pam-provider-shape")
def test_a_provider_is_made(command: Command, version: int) -> None:
    """POST answers the new provider with the next id, and GET the same."""
    made = command.call("POST", PROVIDERS, version, json=provider(Area=2, SecuredAreaId=5))

    assert made.status_code == 200
    assert (made.json()["Id"], made.json()["Name"], made.json()["Remote"]) == (4, "Mine", False)
    assert [one["Value"] for one in made.json()["ProviderTypeParamValues"]] == ["MySafe", "MyApp"]
    assert command.call("GET", f"{PROVIDERS}/4", version).text == made.text
    old = command.call("GET", f"{PROVIDERS}/4", 1).json()
    assert (old["Area"], old["SecuredAreaId"]) == (2, 5)


@pytest.mark.parametrize("form", ["s3cret", {"SecretValue": "s3cret"}])
@pytest.mark.rule("pam-secret-value")
def test_the_key_of_a_provider_is_never_answered(command: Command, mockkf: MockKeyfactor, form: Any) -> None:
    """A value of data type 2 can be text or a secret object; neither answer nor journal contains it."""
    values = [value("SecretServerUrl"), value("RuleName"), value("RuleKey", form)]

    made = command.call(
        "POST", PROVIDERS, json=provider(ProviderType={"Id": THYCOTIC.upper()}, ProviderTypeParamValues=values)
    )

    assert made.status_code == 200
    assert "s3cret" not in made.text + repr(mockkf.journal) + told(command)


def test_a_value_is_for_a_parameter_by_name_or_by_id(command: Command) -> None:
    """ProviderTypeParam names it either way."""
    by_id = {"Value": "x", "ProviderTypeParam": {"Id": 1}}

    made = command.call("POST", PROVIDERS, json=provider(ProviderTypeParamValues=[by_id, value("AppId")]))

    assert [one["ProviderTypeParam"]["Name"] for one in made.json()["ProviderTypeParamValues"]] == ["Safe", "AppId"]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("pam-put-clears")
def test_a_put_replaces_a_provider(command: Command, version: int) -> None:
    """Missing members are cleared; the id stays, and in version 2 the type too."""
    command.call("POST", PROVIDERS, 1, json=provider(Area=2, SecuredAreaId=5)).raise_for_status()
    sent = {"Id": 4, "Name": "Other", "Remote": True, "ProviderType": {"Id": CYBERARK}}

    changed = command.call("PUT", PROVIDERS, version, json=sent)

    assert changed.status_code == 200
    now = command.call("GET", f"{PROVIDERS}/4", 1).json()
    assert (now["Name"], now["Remote"], now["Area"], now["SecuredAreaId"], now["ProviderTypeParamValues"]) == (
        "Other",
        True,
        1,
        None,
        [],
    )


@pytest.mark.parametrize("version", [1, 2])
def test_what_get_answers_can_be_put(command: Command, version: int) -> None:
    """The answer of GET is a body that PUT takes."""
    before = command.call("GET", f"{PROVIDERS}/2", version)

    after = command.call("PUT", PROVIDERS, version, json=before.json())

    assert (after.status_code, after.text) == (200, before.text)


@pytest.mark.parametrize("version", [1, 2])
def test_a_provider_is_deleted(command: Command, version: int) -> None:
    """204 without a body; its id is not reused."""
    answer = command.call("DELETE", f"{PROVIDERS}/3", version)

    assert (answer.status_code, answer.content) == (204, b"")
    assert command.call("GET", f"{PROVIDERS}/3", version).status_code == 404
    assert command.call("POST", PROVIDERS, version, json=provider()).json()["Id"] == 4


def test_types_are_made_and_deleted(command: Command) -> None:
    """POST gives a type its GUID and its parameters ids; one that nobody uses can be deleted, in any letter case."""
    parameters = [
        {"Name": "Url"},
        {"Name": "Key", "DataType": 2, "DisplayName": "The key"},
        {"Name": "Path", "InstanceLevel": True},
    ]

    made = command.call("POST", TYPES, json={"Name": "Acme", "Parameters": parameters})

    assert made.status_code == 200
    assert [[*parameter.values()] for parameter in made.json()["Parameters"]] == [
        [10, "Url", "Url", 1, False],
        [11, "Key", "The key", 2, False],
        [12, "Path", "Path", 1, True],
    ]
    assert made.json() in command.call("GET", TYPES).json()
    assert command.call("DELETE", f"{TYPES}/{made.json()['Id'].upper()}", 1).status_code == 204
    assert made.json() not in command.call("GET", TYPES).json()


@pytest.mark.parametrize("name", ["Delinea-SecretServer", "Akeyless", "CyberArk-CentralCredentialProvider", "Acme"])
def test_a_type_may_have_a_known_name_and_other_parameters(command: Command, mockkf: MockKeyfactor, name: str) -> None:
    """It uses its declared parameters; its errors have a general text, not one from the catalogue."""
    kind = command.call("POST", TYPES, json={"Name": name, "Parameters": [{"Name": "Path", "InstanceLevel": True}]})
    made = command.call("POST", PROVIDERS, json={"Name": "Mine", "ProviderType": kind.json()})
    mockkf.vaults["Mine"]["a/b"] = "s3cret"
    address = {"Provider": made.json()["Id"], "Parameters": {"Path": "a/b"}}

    found = command.test(RelayPassword=address)
    lost = command.test(RelayPassword={**address, "Parameters": {"Path": "c"}})

    assert found.status_code == 200
    assert lost.json()["Message"].endswith("PAM provider 4 (Mine): The secret was not found.")


@pytest.mark.rule("pam-entry-value", "pam-entry-kept", "pam-put-clears")
def test_an_entry_lives(command: Command, mockkf: MockKeyfactor) -> None:
    """POST, GET, PUT and DELETE answer name and description, never the value, which a PUT may leave out."""
    vault = mockkf.vaults[1]
    shown = {"ProviderId": 1, "SecretName": "mine", "Description": "for mail"}

    made = command.call("POST", ENTRIES, 1, json=ENTRY)
    assert (made.status_code, made.text) == (200, json.dumps(shown, separators=(",", ":")))
    assert made.json() in command.call("GET", ENTRIES, 1).json()

    same = command.call("PUT", ENTRIES, 1, json={"SecretName": "mine"})
    assert (same.status_code, same.json()) == (200, {**shown, "Description": None})
    assert vault.holds("mine", "s3cret")

    assert command.call("PUT", ENTRIES, 1, json={**ENTRY, "SecretValue": "other"}).json() == shown
    assert vault.holds("mine", "other")

    gone = command.call("DELETE", f"{ENTRIES}?SECRETNAME=mine", 1)
    assert (gone.status_code, gone.content) == (204, b"")
    assert "mine" not in vault


TWO_WRONG = "ProviderTypeParamValues[0].ProviderTypeParam must be a parameter of CyberArk: Safe, AppId"
LACKS_BOTH = "ProviderTypeParamValues must have a Value for Safe, AppId, unless Remote is true."
CREATION: list[tuple[dict[str, Any], str]] = [
    ({}, "Name is required; ProviderType is required."),
    (provider(Name=None), "Name is required."),
    (provider(Name=" "), "Name must not be empty."),
    (provider(Name=["x"]), "Name must be text, not an array."),
    (provider(ProviderType=CYBERARK), "ProviderType must be an object, not text."),
    (provider(ProviderType={}), "ProviderType.Id is required."),
    (provider(ProviderType={"Id": 5}), "ProviderType.Id must be text, not a number."),
    (provider(ProviderType={"Id": "a/b"}), "ProviderType.Id must be a GUID."),
    (provider(ProviderType={"Id": f"{CYBERARK}\n"}), "ProviderType.Id must not contain line breaks or control characters."),
    (provider(ProviderType={"Id": UNKNOWN}), f"ProviderType.Id must be the id of a PAM provider type; no type has the id {UNKNOWN}."),
    (provider(Remote="true"), "Remote must be true or false, not text."),
    (provider(Area=-1), "Area must be a whole number from 0 to 2147483647."),
    (provider(Area=2**31), "Area must be a whole number from 0 to 2147483647."),
    (provider(Area=True), "Area must be a whole number from 0 to 2147483647, not true or false."),
    (provider(SecuredAreaId="1"), "SecuredAreaId must be a whole number from 0 to 2147483647, not text."),
    (provider(ProviderTypeParamValues={}), "ProviderTypeParamValues must be an array of objects, not an object."),
    (provider(ProviderTypeParamValues=[None]), "ProviderTypeParamValues must be an array of objects, not an array."),
    (provider(ProviderTypeParamValues=[{}]), "ProviderTypeParamValues[0].ProviderTypeParam is required."),
    (provider(ProviderTypeParamValues=[{"ProviderTypeParam": 5}]), "ProviderTypeParamValues[0].ProviderTypeParam must be an object, not a number."),
    (provider(ProviderTypeParamValues=[{"ProviderTypeParam": {}}]), f"{TWO_WRONG}."),
    (provider(ProviderTypeParamValues=[value("Saef")]), f"{TWO_WRONG}."),
    (provider(ProviderTypeParamValues=[value("Folder")]), f"{TWO_WRONG}."),
    (provider(ProviderTypeParamValues=[value("Safe", 5)]), "ProviderTypeParamValues[0].Value must be text or a secret object, not a number."),
    (provider(ProviderTypeParamValues=[value("Safe", {"Value": "x"})]), LACKS_BOTH),
    (provider(ProviderTypeParamValues=[value("Safe", {"Provider": 1, "Parameters": {"SecretName": "x"}}), value("AppId")]), "ProviderTypeParamValues[0].Value must be a value itself, not a secret address."),
    (provider(ProviderTypeParamValues=[value("Safe"), value("AppId"), value("Safe")]), "ProviderTypeParamValues[2] is a second value for Safe."),
    (provider(ProviderTypeParamValues=None), LACKS_BOTH),
    (provider(ProviderTypeParamValues=[value("Safe", ""), value("AppId", None)]), LACKS_BOTH),
    (provider(ProviderTypeParamValues=[value("AppId")]), "ProviderTypeParamValues must have a Value for Safe, unless Remote is true."),
    (provider(Name="Local"), "A PAM provider with the name 'Local' exists already."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), CREATION, ids=lambda part: part[:60] if isinstance(part, str) else "")
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("pam-values-needed", "pam-twice")
def test_a_provider_that_cannot_be_made_is_400(command: Command, version: int, body: Any, message: str) -> None:
    """One message names all errors with their paths; nothing is created and no id is consumed."""
    before = kept(command)

    answer = command.call("POST", PROVIDERS, version, json=body)

    assert (answer.status_code, answer.json()["Message"]) == (400, message)
    assert kept(command) == before
    assert command.call("POST", PROVIDERS, json=provider()).json()["Id"] == 4


CHANGES: list[tuple[int, dict[str, Any], int, str]] = [
    (2, {}, 400, "Id is required; Name is required; Remote is required."),
    (1, {}, 400, "Id is required; Name is required; ProviderType is required."),
    (2, {"Id": 9, "Name": "x", "Remote": True}, 404, "Unable to find 'PAM Provider' with Id '9'"),
    (2, {"Id": 0, "Name": "x", "Remote": True}, 404, "Unable to find 'PAM Provider' with Id '0'"),
    (1, provider(Id=0), 404, "Unable to find 'PAM Provider' with Id '0'"),
    (1, provider(Id=2**31 - 1), 404, "Unable to find 'PAM Provider' with Id '2147483647'"),
    (2, {"Id": -1, "Name": "x", "Remote": True}, 400, "Id must be a whole number from 0 to 2147483647."),
    (2, {"Id": "2", "Name": "x", "Remote": True}, 400, "Id must be a whole number from 0 to 2147483647, not text."),
    (2, {"Id": 2, "Name": "Local", "Remote": True}, 400, "A PAM provider with the name 'Local' exists already."),
    (2, {"Id": 2, "Name": "x", "Remote": False}, 400, LACKS_BOTH),
    (1, provider(Id=2, ProviderType={"Id": UNKNOWN}), 400, f"ProviderType.Id must be the id of a PAM provider type; no type has the id {UNKNOWN}."),
    (1, provider(Id=2, ProviderType={"Id": THYCOTIC}), 400, "ProviderTypeParamValues[0].ProviderTypeParam must be a parameter of Thycotic: SecretServerUrl, RuleName, RuleKey; ProviderTypeParamValues[1].ProviderTypeParam must be a parameter of Thycotic: SecretServerUrl, RuleName, RuleKey."),
]  # fmt: skip


@pytest.mark.parametrize(("version", "body", "status", "message"), CHANGES)
@pytest.mark.rule("pam-twice", "pam-unknown", "pam-values-needed-put")
def test_a_change_that_cannot_be_made_leaves_all_as_it_was(
    command: Command, mockkf: MockKeyfactor, version: int, body: Any, status: int, message: str
) -> None:
    """400 or 404 with the reason; provider, vault and ids are as before."""
    before, vault = kept(command), [*mockkf.vaults[2]]

    answer = command.call("PUT", PROVIDERS, version, json=body)

    assert (answer.status_code, answer.json()["Message"]) == (status, message)
    assert kept(command) == before
    assert [*mockkf.vaults[2]] == vault


TYPE_REQUESTS: list[tuple[Any, str]] = [
    ({}, "Name is required."),
    ({"Name": ""}, "Name must not be empty."),
    ({"Name": "CyberArk"}, "A PAM provider type with the name 'CyberArk' exists already."),
    ({"Name": "x", "Parameters": "y"}, "Parameters must be an array of objects, not text."),
    ({"Name": "x", "Parameters": [{}]}, "Parameters[0].Name is required."),
    ({"Name": "x", "Parameters": [{"Name": "a"}, {"Name": "a"}]}, "Parameters must have different Names."),
    ({"Name": "x", "Parameters": [{"Name": "a", "DataType": 3}]}, "Parameters[0].DataType must be 1 (text) or 2 (secret)."),
    ({"Name": "x", "Parameters": [{"Name": "a", "InstanceLevel": 1}]}, "Parameters[0].InstanceLevel must be true or false, not a number."),
    ([], "The body must be a JSON object, not an array."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), TYPE_REQUESTS)
@pytest.mark.rule("pam-twice")
def test_a_type_that_cannot_be_made_is_400(command: Command, body: Any, message: str) -> None:
    """The reason is said with its path; nothing is made."""
    before = kept(command)

    answer = command.call("POST", TYPES, json=body)

    assert (answer.status_code, answer.json()["Message"]) == (400, message)
    assert kept(command) == before


NOT_LOCAL = "The PAM provider 'CyberArk' is not local: Command does not store its secrets."
NO_ENTRY = "There is no secret with the name 'mine'."
ENTRY_CALLS: list[tuple[str, str, Any, int, str]] = [
    ("POST", ENTRIES, {}, 400, "SecretName is required; SecretValue is required."),
    ("POST", ENTRIES, {**ENTRY, "SecretName": ""}, 400, "SecretName must not be empty."),
    ("POST", ENTRIES, {**ENTRY, "SecretValue": ""}, 400, "SecretValue must not be empty."),
    ("POST", ENTRIES, {**ENTRY, "SecretValue": 5}, 400, "SecretValue must be text, not a number."),
    ("POST", ENTRIES, {**ENTRY, "SecretValue": {"SecretValue": "s3cret"}}, 400, "SecretValue must be text, not an object."),
    ("POST", ENTRIES, {**ENTRY, "SecretValue": "a\0b"}, 400, "SecretValue must not contain the character NUL."),
    ("POST", ENTRIES, {**ENTRY, "SecretName": "x" * 401}, 400, "SecretName must not have more than 400 characters."),
    ("POST", ENTRIES, {**ENTRY, "Description": "x" * 2_001}, 400, "Description must not have more than 2000 characters."),
    ("POST", ENTRIES, {**ENTRY, "SecretName": "EmailSenderPassword"}, 400, "A secret with the name 'EmailSenderPassword' exists already."),
    ("POST", "/PamProviders/Local/2/Entries", ENTRY, 400, NOT_LOCAL),
    ("POST", "/PamProviders/Local/9/Entries", ENTRY, 404, "Unable to find 'PAM Provider' with Id '9'"),
    ("PUT", ENTRIES, ENTRY, 404, NO_ENTRY),
    ("PUT", ENTRIES, {"SecretName": "EmailSenderPassword", "SecretValue": ""}, 400, "SecretValue must not be empty."),
    ("PUT", "/PamProviders/Local/2/Entries", ENTRY, 400, NOT_LOCAL),
    ("GET", "/PamProviders/Local/2/Entries", None, 400, NOT_LOCAL),
    ("GET", "/PamProviders/Local/9/Entries", None, 404, "Unable to find 'PAM Provider' with Id '9'"),
    ("DELETE", f"{ENTRIES}?secretName=mine", None, 404, "There is no secret mine at the PAM provider 1."),
    ("DELETE", ENTRIES, None, 400, "secretName is required in the query."),
    ("DELETE", f"{ENTRIES}?secretName=", None, 400, "secretName is required in the query."),
    ("DELETE", "/PamProviders/Local/2/Entries?secretName=x", None, 400, NOT_LOCAL),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status", "message"), ENTRY_CALLS)
@pytest.mark.rule("pam-twice", "pam-entry-value")
def test_a_call_about_entries_that_cannot_be_answered_changes_nothing(
    command: Command, mockkf: MockKeyfactor, method: str, path: str, body: Any, status: int, message: str
) -> None:
    """Wrong bodies, providers that are not local, names that exist or do not: 400 or 404 with the reason."""
    before, vault = kept(command), [*mockkf.vaults[1]]

    answer = command.call(method, path, 1, json=body)

    assert (answer.status_code, answer.json()["Message"]) == (status, message)
    assert kept(command) == before
    assert [*mockkf.vaults[1]] == vault
    assert mockkf.vaults[1].holds("EmailSenderPassword", "LocalPassword")


@pytest.mark.parametrize(
    "member",
    ["RelayUsername", "RelayPassword", "ClientId", "ClientSecret"],
)
@pytest.mark.rule("pam-in-use")
def test_a_provider_in_use_is_not_deleted(command: Command, member: str) -> None:
    """400 while the stored profile refers to it; later it can be deleted."""
    change: dict[str, Any] = {member: {"Provider": 3, "Parameters": {"SecretId": "x"}}}
    command.put(**change).raise_for_status()
    before = kept(command)

    refused = command.call("DELETE", f"{PROVIDERS}/3")

    assert refused.status_code == 400
    assert refused.json()["Message"] == "The PAM provider 'Delinea' is in use by the SMTP profile."
    assert kept(command) == before
    command.put().raise_for_status()
    assert command.call("DELETE", f"{PROVIDERS}/3").status_code == 204


@pytest.mark.rule("pam-in-use", "pam-twice")
def test_a_type_in_use_is_not_deleted(command: Command) -> None:
    """400 while a provider uses it; later it can be deleted, and is then unknown."""
    path = f"{TYPES}/{THYCOTIC}"

    refused = command.call("DELETE", path, 1)
    command.call("DELETE", f"{PROVIDERS}/3").raise_for_status()
    gone, again = (command.call("DELETE", path, 1) for _ in range(2))

    assert (refused.status_code, refused.json()["Message"]) == (400, "The PAM provider type is in use by Delinea.")
    assert (gone.status_code, again.status_code) == (204, 404)
    assert again.json()["Message"] == f"Unable to find 'PAM Provider Type' with Id '{THYCOTIC}'"


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "number",
    ["0", "9", "-1", "2147483648", "9" * 10, "9" * 11, "9" * 5_000, "1.0", "x", "%EF%BC%92", "%D9%A2", "2%2F", "%00", "2;x=1", "null"],
    ids=lambda number: number[:12],
)  # fmt: skip
@pytest.mark.rule("pam-twice")
def test_an_id_that_is_none_is_404(command: Command, version: int, method: str, number: str) -> None:
    """Ids are ASCII digits; any other text is 404, never an internal error."""
    before = kept(command)

    answer = command.call(method, f"{PROVIDERS}/{number}", version)

    if number == "2%2F":  # a slash too many is tolerated, as in all paths
        assert answer.status_code in {200, 204}
    else:
        assert answer.status_code == 404
        assert [*answer.json()] == ["ErrorCode", "Message"]
        assert kept(command) == before


@pytest.mark.parametrize(
    "type_id", [UNKNOWN, "x", "5", "a%2Fb", "..%2F2", "%00", CYBERARK[:-1], "9" * 5_000, "%7B%7D", "%C3%BC"],
    ids=lambda type_id: type_id[:12],
)  # fmt: skip
@pytest.mark.rule("pam-twice")
def test_a_type_id_that_is_none_is_404(command: Command, type_id: str) -> None:
    """For any invalid id, no type is deleted."""
    before = kept(command)

    answer = command.call("DELETE", f"{TYPES}/{type_id}", 1)

    assert answer.status_code == 404
    assert kept(command) == before


@pytest.mark.parametrize("path", [f"{TYPES}/9", "/PamProviders/Local/9/Entries", "/PamProviders/Local/x/Entries"])
def test_a_provider_that_is_not_there_has_nothing(command: Command, path: str) -> None:
    """404 for its type and its entries."""
    version = 2 if path.startswith(TYPES) else 1

    assert command.call("GET", path, version).status_code == 404


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"5", b'"x"', b"[]", b"{", b"\xff", DEEP.encode(), b'{"Name":' + DEEP.encode(), b'{"Name":NaN}'],
    ids=["empty", "null", "number", "text", "array", "open", "bytes", "deep", "deep inside", "NaN"],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", PROVIDERS), ("PUT", PROVIDERS), ("POST", TYPES), ("PUT", ENTRIES)]
)
def test_a_body_that_is_none_is_400(command: Command, method: str, path: str, body: bytes) -> None:
    """Never 500, and always the two keys."""
    answer = command.call(method, path, 1, data=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert [*answer.json()] == ["ErrorCode", "Message"]


@pytest.mark.parametrize("wrong", [None, True, 1.5, -1, "\ud800", [[]], {}, {"a": {"b": [None]}}])
@pytest.mark.parametrize(
    "place",
    [
        ("ProviderType",), ("ProviderType", "Id"), ("ProviderType", "Name"), ("ProviderType", "ProviderTypeParams"),
        ("ProviderTypeParamValues",), ("ProviderTypeParamValues", 0), ("ProviderTypeParamValues", 0, "Id"),
        ("ProviderTypeParamValues", 0, "Value"), ("ProviderTypeParamValues", 0, "InstanceId"),
        ("ProviderTypeParamValues", 0, "InstanceGuid"), ("ProviderTypeParamValues", 0, "ProviderTypeParam"),
        ("ProviderTypeParamValues", 0, "ProviderTypeParam", "Id"), ("ProviderTypeParamValues", 0, "ProviderTypeParam", "Name"),
        ("ProviderTypeParamValues", 0, "ProviderTypeParam", "DataType"), ("Name",), ("Remote",), ("Area",), ("SecuredAreaId",), ("Id",),
    ],
    ids=lambda place: ".".join(map(str, place)),
)  # fmt: skip
def test_no_value_anywhere_fails_inside(command: Command, place: tuple[Any, ...], wrong: Any) -> None:
    """Whatever stands in whichever member of a provider, it is taken, or refused with 400 or 404."""
    body = provider(Id=2)
    inner: Any = body
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = wrong

    for method, version in (("POST", 1), ("PUT", 2)):
        answer = command.call(method, PROVIDERS, version, json=body)

        assert answer.status_code in {200, 400, 404}, answer.text


PERMITTED = [
    ("GET", PROVIDERS, 2, None, "/pam/read/"),
    ("GET", f"{PROVIDERS}/2", 2, None, "/pam/read/2/"),
    ("GET", TYPES, 2, None, "/pam/read/"),
    ("GET", f"{TYPES}/2", 2, None, "/pam/read/2/"),
    ("GET", ENTRIES, 1, None, "/pam/read/1/"),
    ("POST", PROVIDERS, 2, provider(), "/pam/modify/"),
    ("PUT", PROVIDERS, 2, {"Id": 2, "Name": "x", "Remote": True}, "/pam/modify/2/"),
    ("DELETE", f"{PROVIDERS}/2", 2, None, "/pam/modify/2/"),
    ("POST", TYPES, 2, {"Name": "x"}, "/pam/modify/"),
    ("DELETE", f"{TYPES}/{UNKNOWN}", 1, None, "/pam/modify/"),
    ("POST", ENTRIES, 1, ENTRY, "/pam/modify/1/"),
    ("PUT", ENTRIES, 1, {"SecretName": "EmailSenderPassword"}, "/pam/modify/1/"),
    ("DELETE", f"{ENTRIES}?secretName=EmailSenderPassword", 1, None, "/pam/modify/1/"),
]


def with_permissions(mockkf: MockKeyfactor, *permissions: str) -> Command:
    """A client whose one role has these."""
    user = {"name": "KEYEXAMPLE\\jsmith", "password": "s3cret", "roles": ["some"]}
    return Command(_reset(mockkf, users=[user], roles={"some": list(permissions)}))


def _reset(mockkf: MockKeyfactor, **options: Any) -> MockKeyfactor:
    mockkf.reset(settings=change_settings(mockkf.settings, **options))
    return mockkf


@pytest.mark.parametrize(("method", "path", "version", "body", "permission"), PERMITTED)
@pytest.mark.rule("pam-permission-read", "pam-permission-create", "pam-permission-change")
def test_a_call_takes_its_permission(
    mockkf: MockKeyfactor, method: str, path: str, version: int, body: Any, permission: str
) -> None:
    """With it, or one that it begins with, the call is answered; with the other one or that of another provider, 403."""
    other = {"/pam/read/": "/pam/modify/", "/pam/modify/": "/pam/read/"}[permission.rstrip("0123456789/") + "/"]
    auth = ("KEYEXAMPLE\\jsmith", "s3cret")

    for granted in (permission, "/pam/", "/"):
        answer = with_permissions(mockkf, granted).call(method, path, version, json=body, auth=auth)
        assert answer.status_code in {200, 204, 404}, answer.text
    for granted in (other, f"{permission}9/", permission.replace("/1/", "/11/").replace("/2/", "/22/") + "9/"):
        answer = with_permissions(mockkf, granted).call(method, path, version, json=body, auth=auth)
        assert answer.status_code == 403
        assert answer.json() == {
            "ErrorCode": "0xA0140002",
            "Message": f"User KEYEXAMPLE\\jsmith does not have the required permissions: {permission}.",
        }


@pytest.mark.rule("pam-permission-read")
def test_a_caller_of_one_provider_sees_one(mockkf: MockKeyfactor) -> None:
    """The list has what the caller may read, and counts that only; the others are 403, there or not."""
    command = with_permissions(mockkf, "/pam/read/2/")
    auth = ("KEYEXAMPLE\\jsmith", "s3cret")

    listed = command.call("GET", PROVIDERS, auth=auth)
    single = [command.call("GET", f"{PROVIDERS}/{number}", auth=auth).status_code for number in (1, 2, 3, 9, 22)]

    assert [one["Id"] for one in listed.json()] == [2]
    assert listed.headers["X-Total-Count"] == "1"
    assert single == [403, 200, 403, 403, 403]


@pytest.mark.rule("pam-permission-change")
def test_a_caller_of_one_provider_changes_one(mockkf: MockKeyfactor) -> None:
    """A PUT is judged by the Id in its body."""
    command = with_permissions(mockkf, "/pam/modify/2/")
    auth = ("KEYEXAMPLE\\jsmith", "s3cret")

    answers = [
        command.call("PUT", PROVIDERS, auth=auth, json={"Id": number, "Name": f"P{number}", "Remote": True})
        for number in (1, 2, 9)
    ]

    assert [answer.status_code for answer in answers] == [403, 200, 403]


def test_of_many_at_once_one_gets_the_name(command: Command) -> None:
    """Of eight POSTs of the same name one is made, the others are 400, and no id is given twice."""
    bodies = [provider() for _ in range(8)] + [provider(Name=f"Mine {number}") for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: command.call("POST", PROVIDERS, json=body), bodies))

    assert sorted(answer.status_code for answer in answers[:8]) == [200] + [400] * 7
    assert {answer.status_code for answer in answers[8:]} == {200}
    assert sorted(answer.json()["Id"] for answer in answers if answer.status_code == 200) == [*range(4, 13)]


def test_of_many_entries_at_once_none_is_lost(command: Command, mockkf: MockKeyfactor) -> None:
    """Sixteen entries in eight threads are sixteen entries, and one name is given once."""
    bodies = [{**ENTRY, "SecretName": f"mine {number // 2}"} for number in range(16)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: command.call("POST", ENTRIES, 1, json=body), bodies))

    assert sorted(answer.status_code for answer in answers) == [200] * 8 + [400] * 8
    assert len(mockkf.vaults[1]) == 4 + 8
