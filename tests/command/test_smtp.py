"""GET and PUT /SMTP and POST /SMTP/Test in release 25.5: members, order, stored and hidden values."""

import json
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.support.command import ABSENT, ANONYMOUS, BASIC_V1, RECIPIENT, Command, changed

V1 = {
    "Host": "smtp.keyexample.com",
    "Id": 1,
    "Port": 25,
    "RelayAuthenticationType": 0,
    "RelayUsername": None,
    "SenderAccount": "jsmith@keyexample.com",
    "SenderAddress": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "UseSSL": False,
}
V2 = {
    "Host": "smtp.keyexample.com",
    "Id": 1,
    "Port": 25,
    "RelayAuthenticationType": 0,
    "RelayPassword": None,
    "RelayUsername": None,
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "UseSSL": False,
    "ClientId": None,
    "ClientSecret": None,
    "TokenEndpoint": None,
    "Scope": None,
    "Audience": None,
    "RequestHeaders": None,
}


@pytest.mark.parametrize(("version", "expected"), [(1, V1), (2, V2)])
@pytest.mark.rule("json-out", "nulls-out", "get-profile", "default-profile", "sender-address", "hidden-secrets")
def test_a_fresh_server_answers_the_default_profile(command: Command, version: int, expected: dict[str, Any]) -> None:
    """GET answers every documented member, in the order of the table, compact, nulls present (table 881, 883)."""
    answer = command.get(version)

    assert answer.status_code == 200
    assert answer.text == json.dumps(expected, separators=(",", ":"))


@pytest.mark.rule("put-profile", "hidden-secrets", "username-shown")
def test_put_v2_answers_what_get_answers_then(command: Command) -> None:
    """PUT v2 answers the stored profile without the password; GET answers the same."""
    stored = command.put()

    assert stored.status_code == 200
    assert stored.json() == {
        **V2,
        "Port": 587,
        "RelayAuthenticationType": 2,
        "RelayUsername": {"SecretValue": "command@keyexample.com", "Parameters": None, "Provider": None},
        "UseSSL": True,
    }
    assert command.get().text == stored.text


@pytest.mark.rule("put-profile", "username-shown")
def test_put_v1_answers_without_password_and_sender_address(command: Command) -> None:
    """PUT v1 answers the eight members of table 768, in its order."""
    stored = command.put(1)

    assert stored.status_code == 200
    assert list(stored.json()) == [
        "Host",
        "Id",
        "Port",
        "RelayAuthenticationType",
        "RelayUsername",
        "SenderAccount",
        "SenderName",
        "UseSSL",
    ]
    assert stored.json()["RelayUsername"] == "KEYEXAMPLE\\jsmith"


@pytest.mark.rule("put-replaces", "put-clears")
def test_put_replaces_the_whole_profile(command: Command) -> None:
    """A PUT clears missing members to their defaults, else to null."""
    command.put(Scope="a b", Audience="c", TokenEndpoint="https://login.example.com/token")

    command.call("PUT", "/SMTP", json=ANONYMOUS)

    assert command.get().json() == V2


@pytest.mark.rule("put-replaces")
def test_put_v1_clears_what_only_v2_knows(command: Command) -> None:
    """A v1 PUT over a profile with OAuth members leaves none of them."""
    command.put(Scope="a b", Audience="c")

    command.put(1)

    assert command.get().json()["Scope"] is None


@pytest.mark.rule("profile-id", "deviation-id-other")
def test_the_profile_keeps_its_id(command: Command) -> None:
    """Only one profile exists and its Id is that of the scenario, whatever a PUT sends (assumed)."""
    assert command.put(Id=7).json()["Id"] == 1

    scenario = changed(command.mock, profile={**ANONYMOUS, "Id": 4})

    assert [scenario.put(Id=7).json()["Id"], scenario.get().json()["Id"], scenario.get(1).json()["Id"]] == [4, 4, 4]


@pytest.mark.parametrize("version", [1, 2])
def test_port_is_optional_in_v1_alone(command: Command, version: int) -> None:
    """Port is required in v2 (table 888) and is 25 by default in v1 (table 889)."""
    answer = command.put(version, Port=ABSENT)

    assert (answer.status_code, answer.json().get("Port")) == [(200, 25), (400, None)][version - 1]


@pytest.mark.rule("test-v2")
def test_v2_test_answers_nothing(command: Command, mockkf: MockKeyfactor) -> None:
    """POST Test v2 answers 200 with zero bytes and no media type (POST SMTP Test 25.x)."""
    answer = command.test()

    assert (answer.status_code, answer.content) == (200, b"")
    assert "Content-Type" not in answer.headers
    mockkf.mailbox.expect_one(to=RECIPIENT)


@pytest.mark.rule("test-v1")
def test_v1_test_answers_the_settings_and_the_recipient(command: Command) -> None:
    """POST Test v1 answers the nine members of table 890, in its order, without the password."""
    answer = command.test(1)

    assert answer.status_code == 200
    assert list(answer.json().items()) == [
        ("Host", "smtp.keyexample.com"),
        ("Id", 1),
        ("Port", 25),
        ("RelayAuthenticationType", 2),
        ("RelayUsername", "KEYEXAMPLE\\jsmith"),
        ("SenderAccount", "jsmith@keyexample.com"),
        ("SenderName", "Keyfactor Command"),
        ("TestRecipient", "mjones@keyexample.com"),
        ("UseSSL", False),
    ]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("test-body")
def test_a_test_uses_the_body_and_leaves_the_stored_profile_alone(
    command: Command, mockkf: MockKeyfactor, version: int
) -> None:
    """The mail uses the settings of the body, and the answer of GET does not change."""
    before = command.get(version).text

    command.test(version, Host="other.example.com", SenderName="Somebody Else")

    message = mockkf.mailbox.expect_one(host="other.example.com")
    assert message.headers["From"] == "Somebody Else <jsmith@keyexample.com>"
    assert command.get(version).text == before


@pytest.mark.rule("member-case-in")
def test_member_names_match_in_any_letter_case(command: Command) -> None:
    """Command binds members in any letter case, in nested objects too."""
    body = {
        "host": "a.example.com",
        "PORT": 26,
        "relayauthenticationtype": 2,
        "relayUsername": {"secretvalue": "u"},
        "relayPassword": {"SECRETVALUE": "p"},
        "senderAccount": "a@example.com",
        "senderName": "A",
        "useSsl": True,
    }

    answer = command.call("PUT", "/SMTP", json=body)

    assert answer.status_code == 200
    assert (answer.json()["Host"], answer.json()["UseSSL"]) == ("a.example.com", True)


@pytest.mark.rule("deviation-unknown-member")
def test_unknown_members_are_ignored(command: Command) -> None:
    """An undocumented member has no effect."""
    answer = command.put(Nonsense={"a": [1]})

    assert answer.status_code == 200
    assert "Nonsense" not in answer.text


@pytest.mark.rule("null-in")
def test_null_means_not_given(command: Command) -> None:
    """The answer of GET, with its nulls, is a valid request."""
    body = command.get().json()

    answer = command.call("PUT", "/SMTP", json=body)

    assert (answer.status_code, answer.json()) == (200, body)


@pytest.mark.rule("password-missing")
def test_get_then_put_of_a_basic_profile_lacks_the_password(command: Command) -> None:
    """GET never answers the password, so sending its answer back is 400 and says why (assumed)."""
    command.put()
    body = command.get().json()

    answer = command.call("PUT", "/SMTP", json=body)

    assert answer.status_code == 400
    assert "RelayPassword is required when RelayAuthenticationType is 2" in answer.json()["Message"]
    assert "never returns it, so send it again" in answer.json()["Message"]


def test_a_refused_put_changes_nothing(command: Command) -> None:
    """After a 400 the stored profile is unchanged."""
    before = command.get().text

    assert command.put(Port=0).status_code == 400

    assert command.get().text == before


@pytest.mark.rule("provider-number", "username-shown", "deviation-provider-as-text")
def test_provider_is_answered_as_a_number(command: Command) -> None:
    """`"Provider": "1"` is the address of a secret; it comes back as an address, with a number."""
    address = {"Provider": "1", "Parameters": {"SecretName": "EmailSenderUsername"}}

    answer = command.put(RelayUsername=address)

    assert answer.json()["RelayUsername"] == {
        "SecretValue": None,
        "Parameters": {"SecretName": "EmailSenderUsername"},
        "Provider": 1,
    }


@pytest.mark.rule("username-pam")
def test_v1_answers_a_pam_username_as_unsupported(command: Command) -> None:
    """v1 answers the literal `UnsupportedPAMSecret` for a user name that a provider keeps."""
    command.put(RelayUsername={"Provider": 1, "Parameters": {"SecretName": "EmailSenderUsername"}})

    assert command.get(1).json()["RelayUsername"] == "UnsupportedPAMSecret"


@pytest.mark.rule("json-out")
def test_text_beyond_ascii_comes_back_as_it_was(command: Command) -> None:
    """Bodies are UTF-8, raw, not escaped."""
    answer = command.put(SenderName="Größe 日本")

    assert answer.json()["SenderName"] == "Größe 日本"
    assert "Größe 日本".encode() in answer.content


@pytest.mark.rule("version-absent")
def test_v1_is_what_a_client_gets_that_names_no_version(command: Command) -> None:
    """No `x-keyfactor-api-version` means version 1."""
    answer = command.call("PUT", "/SMTP", None, json=BASIC_V1)

    assert answer.json()["RelayUsername"] == "KEYEXAMPLE\\jsmith"


def test_an_empty_user_name_is_none(command: Command) -> None:
    """Clients of v1 send empty texts for what they do not use; v2 answers null then."""
    stored = command.put(1, RelayAuthenticationType=0, RelayUsername="", RelayPassword="")

    assert stored.json()["RelayUsername"] is None
    assert command.get().json()["RelayUsername"] is None
