"""Validation: one message with all wrong members and the allowed values, and no partial effect."""

from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.support.command import ABSENT, RECIPIENT, Command

LONG_LABEL = "a" * 64
LONG_NAME = ".".join(["a" * 60] * 5)

WRONG: list[tuple[str, Any, str]] = [
    ("Host", ABSENT, "is required"),
    ("Host", None, "is required"),
    ("Host", "", "must not be empty"),
    ("Host", 5, "must be text, not a number"),
    ("Host", "smtp.example.com\r\nRCPT TO:<x@y.z>", "line breaks or control characters"),
    ("Host", "smtp\u2028.example.com", "line breaks or control characters"),
    ("Host", "a..b", "is not a valid label"),
    ("Host", "-a.example.com", "is not a valid label"),
    ("Host", f"{LONG_LABEL}.example.com", "is not a valid label"),
    ("Host", "smtp.example.com:25", "is not a valid label"),
    ("Host", "smtp example com", "is not a valid label"),
    ("Host", LONG_NAME, "at most 253 characters"),
    ("Host", "[::1", "brackets are not balanced"),
    ("Host", "::1]", "brackets are not balanced"),
    ("Host", "[a]", "in brackets, an IP address"),
    ("Port", "25", "must be a whole number from 1 to 65535, not text"),
    ("Port", True, "must be a whole number from 1 to 65535, not true or false"),
    ("Port", 25.5, "must be a whole number from 1 to 65535, not a number"),
    ("Port", 25.0, "must be a whole number from 1 to 65535"),
    ("Port", 0, "must be a whole number from 1 to 65535"),
    ("Port", 65536, "must be a whole number from 1 to 65535"),
    ("Port", -25, "must be a whole number from 1 to 65535"),
    ("Port", 10**30, "must be a whole number from 1 to 65535"),
    ("Port", [25], "must be a whole number from 1 to 65535, not an array"),
    ("Id", "1", "must be a whole number"),
    ("RelayAuthenticationType", 1, "must be 0 (anonymous) or 2 (basic)"),
    ("RelayAuthenticationType", 4, "must be 0 (anonymous) or 2 (basic)"),
    ("RelayAuthenticationType", "2", "must be 0 (anonymous) or 2 (basic)"),
    ("RelayAuthenticationType", True, "must be 0 (anonymous) or 2 (basic)"),
    ("SenderAccount", ABSENT, "is required"),
    ("SenderAccount", "  ", "must not be empty"),
    ("SenderAccount", "a\x00b@example.com", "line breaks or control characters"),
    ("SenderAccount", "a\nb@example.com", "line breaks or control characters"),
    ("SenderName", ABSENT, "is required"),
    ("SenderName", "a\r\nBcc: x@example.com", "line breaks or control characters"),
    ("SenderName", {"a": 1}, "must be text, not an object"),
    ("SenderName", "\ud800", "half of a surrogate pair"),
    ("UseSSL", "true", "must be true or false, not text"),
    ("UseSSL", 1, "must be true or false, not a number"),
    ("TestRecipient", ABSENT, "is required"),
    ("TestRecipient", "", "must not be empty"),
    ("TestRecipient", "mjones", "must be exactly one e-mail address"),
    ("TestRecipient", "a@example.com, b@example.com", "must be exactly one e-mail address"),
    ("TestRecipient", "a@example.com;b@example.com", "must be exactly one e-mail address"),
    ("TestRecipient", "M Jones <mjones@keyexample.com>", "must be exactly one e-mail address"),
    ("TestRecipient", "a@b@example.com", "must be exactly one e-mail address"),
    ("TestRecipient", "@example.com", "must be exactly one e-mail address"),
    ("TestRecipient", f"{LONG_LABEL}a@example.com", "must be exactly one e-mail address"),
    ("TestRecipient", "mjones@keyexample.com\n", "line breaks or control characters"),
]

WRONG_SECRETS: list[tuple[Any, str]] = [
    ("MySuperSecretPassword", "must be an object, not text"),
    ({"SecretValue": ""}, "must be {"),
    ({"SecretValue": 5}, ".SecretValue must be text, not a number"),
    ({"SecretValue": "a\x00b"}, ".SecretValue must not contain the character NUL"),
    ({"Provider": 1}, "must be {"),
    ({"Provider": 1, "Parameters": {}}, "must be {"),
    ({"Parameters": {"a": "b"}}, "must be {"),
    ({"SecretValue": "x", "Provider": 1, "Parameters": {"a": "b"}}, "must be {"),
    ({"Provider": "one", "Parameters": {"a": "b"}}, ".Provider must be the Id of a PAM provider"),
    ({"Provider": -1, "Parameters": {"a": "b"}}, ".Provider must be the Id of a PAM provider"),
    ({"Provider": 1.5, "Parameters": {"a": "b"}}, ".Provider must be the Id of a PAM provider"),
    ({"Provider": True, "Parameters": {"a": "b"}}, ".Provider must be the Id of a PAM provider"),
    ({"Provider": "9" * 5000, "Parameters": {"a": "b"}}, ".Provider must be the Id of a PAM provider"),
    ({"Provider": 1, "Parameters": {"a": 1}}, "'a' is a number"),
    ({"Provider": 1, "Parameters": "a"}, ".Parameters must be an object whose values are text"),
    ({}, "is required when RelayAuthenticationType is 2"),
    ({"SecretValue": None}, "is required when RelayAuthenticationType is 2"),
]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("member", "value", "said"), WRONG)
@pytest.mark.rule("empty-text", "control-characters", "host-form", "one-recipient", "error-body")
def test_a_wrong_member_is_named_with_what_is_allowed(
    command: Command, mockkf: MockKeyfactor, version: int, member: str, value: Any, said: str
) -> None:
    """400 names the member and the allowed values; no mail is sent."""
    answer = command.test(version, **{member: value})

    assert answer.status_code == 400
    assert set(answer.json()) == {"ErrorCode", "Message"}
    assert answer.json()["Message"].startswith(f"{member} ")
    assert said in answer.json()["Message"]
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("member", ["RelayUsername", "RelayPassword"])
@pytest.mark.parametrize(("value", "said"), WRONG_SECRETS)
@pytest.mark.rule("secret-forms", "secret-other", "basic-needs")
def test_a_wrong_secret_is_named_without_its_value(command: Command, member: str, value: Any, said: str) -> None:
    """A v2 secret is a value or an address; anything else is 400, and the message does not quote it."""
    answer = command.put(**{member: value})

    assert answer.status_code == 400
    assert answer.json()["Message"].startswith(member)
    assert said in answer.json()["Message"]
    assert "MySuperSecret" not in answer.text


@pytest.mark.parametrize("member", ["RelayUsername", "RelayPassword"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (ABSENT, "is required when"),
        ("", "is required when"),
        ({"SecretValue": "x"}, "must be text, not an object"),
        ("a\x00b", "must not contain the character NUL"),
    ],
)
@pytest.mark.rule("basic-needs", "basic-needs-test")
def test_a_wrong_v1_credential_is_named(command: Command, member: str, value: Any, said: str) -> None:
    """In v1 user name and password are text."""
    for answer in (command.put(1, **{member: value}), command.test(1, **{member: value})):
        assert answer.status_code == 400
        assert f"{member} {said}" in answer.json()["Message"]


@pytest.mark.rule("all-at-once")
def test_every_wrong_member_is_named_at_once(command: Command) -> None:
    """One message names all errors, also of a rule between members."""
    answer = command.test(
        Host="a..b", Port="25", SenderName=ABSENT, UseSSL="yes", RelayPassword=ABSENT, TestRecipient="nobody"
    )

    message = answer.json()["Message"]
    assert answer.status_code == 400
    for member in ("Host", "Port", "SenderName", "UseSSL", "RelayPassword", "TestRecipient"):
        assert f"{member} " in message


def test_nothing_but_what_is_wrong_is_named(command: Command) -> None:
    """Each member has at most one error, and a valid member has none."""
    answer = command.put(RelayPassword={"SecretValue": 5}, Port=0)

    assert answer.json()["Message"] == (
        "Port must be a whole number from 1 to 65535; RelayPassword.SecretValue must be text, not a number."
    )


def test_the_wording_is_in_the_reason_header_too(command: Command) -> None:
    """`X-Mockkf-Reason` carries the refusal on one ASCII line."""
    answer = command.put(Host="ä..b", Port=0)

    assert "Host must be a host name" in answer.headers["X-Mockkf-Reason"]
    assert answer.headers["X-Mockkf-Reason"].isascii()


@pytest.mark.parametrize(
    "host",
    [
        "smtp.keyexample.com",
        "smtp",
        "my_host.example.com",
        "10.1.2.3",
        "[2001:db8::1]",
        "::1",
        "smtp.example.com.",
        "xn--exmple-cua.com",
        "exämple.com",
        "a" * 63 + ".example.com",
    ],
)
@pytest.mark.rule("host-form")
def test_any_legal_host_is_stored(command: Command, host: str) -> None:
    """Names, IP addresses, names with underscores and international ones are hosts."""
    assert command.put(Host=host).json()["Host"] == host


@pytest.mark.parametrize("recipient", [RECIPIENT, "m@localhost", "m@x.test", "m+tag@[127.0.0.1]", "o'neil@example.com"])
@pytest.mark.rule("one-recipient")
def test_any_single_address_is_a_recipient(command: Command, mockkf: MockKeyfactor, recipient: str) -> None:
    """Addresses that tests use are accepted: short names, reserved domains, literals."""
    assert command.test(TestRecipient=recipient).status_code == 200

    mockkf.mailbox.expect_one(to=recipient)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "must be a JSON object, not an array"),
        (b"null", "must be a JSON object, not null"),
        (b'"text"', "must be a JSON object, not text"),
        (b"5", "must be a JSON object, not a number"),
        (b"true", "must be a JSON object, not true or false"),
        (b"", "it is empty"),
        (b"   ", "it is empty"),
        (b"{", "line 1, column 2"),
        (b'{"Host": "a",}', "must be JSON; at line 1"),
        (b"\xff\xfe{}", "must be UTF-8; byte 0"),
        (b'{"Port": NaN}', "NaN is not a number in JSON"),
        (b'{"Port": -Infinity}', "Infinity is not a number in JSON"),
        (b'{"Port": ' + b"9" * 5000 + b"}", "must be JSON"),
        (b"[" * 100_000, "nested"),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("no-json")
def test_a_body_that_is_no_json_object_is_refused(command: Command, version: int, body: bytes, said: str) -> None:
    """400 names the type and the position of the error."""
    answer = command.call("PUT", "/SMTP", version, data=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400
    assert said in answer.json()["Message"]


def test_a_byte_order_mark_is_no_mistake(command: Command) -> None:
    """Windows scripts send one."""
    body = b'\xef\xbb\xbf{"Host":"a.example.com","Port":25,"SenderAccount":"a","SenderName":"b"}'

    assert command.call("PUT", "/SMTP", data=body, headers={"Content-Type": "application/json"}).status_code == 200


@pytest.mark.rule("too-many-members")
@pytest.mark.parametrize("count", [500, 501])
def test_a_body_has_at_most_five_hundred_members(command: Command, count: int) -> None:
    """More are refused before a nearest name is searched for each."""
    body = {"Host": "a.example.com", "Port": 25, "SenderAccount": "a", "SenderName": "b"}
    answer = command.call("PUT", "/SMTP", json=body | {f"Unknown{number}": 1 for number in range(count - len(body))})

    assert answer.status_code == (200 if count == 500 else 400)
    if count > 500:
        assert answer.json()["Message"] == "The body must have at most 500 members, not 501."


@pytest.mark.rule("too-large")
def test_a_body_over_one_mebibyte_is_refused(command: Command) -> None:
    """413 that the client can read, and nothing is stored."""
    answer = command.put(SenderName="a" * 1024 * 1024)

    assert answer.status_code == 413
    assert "1048576 bytes" in answer.json()["Message"]
    assert command.get().json()["SenderName"] == "Keyfactor Command"


@pytest.mark.parametrize(
    "name", ["Host", "content-length", "Authorization", "Transfer-Encoding", "a b", "a\r\nb", "ä", ""]
)
def test_a_request_header_that_would_break_the_request_is_refused(command: Command, name: str) -> None:
    """RequestHeaders must not contain headers of the request itself, or invalid names."""
    answer = command.put(RequestHeaders=[{"Name": "X-Fine", "Value": "1"}, {"Name": name, "Value": "x"}])

    assert answer.status_code == 400
    assert "RequestHeaders[1].Name must" in answer.json()["Message"]


@pytest.mark.parametrize(
    "url", ["login.example.com", "ftp://a/b", "https://", "https://a:99999/", "javascript:alert(1)"]
)
def test_a_token_endpoint_is_an_absolute_url(command: Command, url: str) -> None:
    """TokenEndpoint is an http or https URL."""
    answer = command.put(TokenEndpoint=url)

    assert answer.status_code == 400
    assert "TokenEndpoint must be an absolute http or https URL" in answer.json()["Message"]
