"""What every call passes: paths, credentials, versions, media types, common headers, and the journal's view of it."""

import base64
import re

import pytest
import requests

from mockkf import MockKeyfactor
from tests.support.command import Command

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def basic(text: str) -> str:
    """An Authorization header for `text`."""
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "path",
    [
        "/KeyfactorAPI/SMTP",
        "/KeyfactorApi/smtp",
        "/keyfactorapi/SMTP/",
        "//KEYFACTORAPI//Smtp",
        "/Keyfactor/API/SMTP",
        "/keyfactor/api/smtp/",
    ],
)
@pytest.mark.rule("base-path", "base-path-forms")
def test_base_paths_match_as_scripts_write_them(mockkf: MockKeyfactor, path: str) -> None:
    """Any letter case, doubled and trailing slashes, both base paths."""
    origin = mockkf.url.removesuffix("/KeyfactorAPI")
    answer = requests.get(f"{origin}{path}", auth=mockkf.credentials, timeout=5)

    assert answer.status_code == 200
    assert answer.json()["Host"] == "smtp.keyexample.com"


@pytest.mark.parametrize("path", ["/Nothing", "/SMTP/Tests", "/SMTP/1", "/\r\n\x1b[31m", "/%00", "/ä"])
@pytest.mark.rule("path-unknown", "error-body")
def test_an_unknown_path_is_404_in_the_vendors_shape(command: Command, path: str) -> None:
    """404 with the two-key body, never HTML, for any path."""
    answer = command.call("GET", path)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert set(answer.json()) == {"ErrorCode", "Message"}


@pytest.mark.rule("base-path")
def test_the_endpoints_are_only_below_a_base_path(mockkf: MockKeyfactor) -> None:
    """/SMTP without a base path is 404."""
    answer = requests.get(mockkf.url.replace("/KeyfactorAPI", "/SMTP"), auth=mockkf.credentials, timeout=5)

    assert answer.status_code == 404
    assert "/KeyfactorAPI" in answer.headers["X-Mockkf-Reason"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/SMTP", "GET, PUT"),
        ("DELETE", "/SMTP", "GET, PUT"),
        ("GET", "/SMTP/Test", "POST"),
        ("OPTIONS", "/SMTP", "GET, PUT"),
    ],
)
@pytest.mark.rule("method-wrong")
def test_a_method_that_is_not_there_is_405(command: Command, method: str, path: str, allowed: str) -> None:
    """405 names the allowed methods."""
    answer = command.call(method, path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed
    assert "is not allowed at" in answer.json()["Message"]


@pytest.mark.parametrize(
    "authorization",
    [basic("KEYEXAMPLE\\jsmith:x"), basic("ü:ß"), "Bearer abc", "bearer abc", basic("u:a:b").replace("B", "b", 1)],
)
@pytest.mark.rule("credentials-any")
def test_any_credentials_will_do(command: Command, authorization: str) -> None:
    """Any non-empty Basic or Bearer credentials are accepted."""
    assert command.call("GET", "/SMTP", auth=None, headers={"Authorization": authorization}).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Basic", "Basic !!!", basic(":"), basic("user:"), basic("user"), "Bearer", "Bearer  ", "Negotiate abc"],
)
@pytest.mark.rule("credentials-none")
def test_no_credentials_are_401_with_an_empty_body(command: Command, authorization: str | None) -> None:
    """401 has an empty body; the reason names the accepted credentials."""
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = command.call("GET", "/SMTP", auth=None, headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")
    assert "Basic" in answer.headers["X-Mockkf-Reason"]
    assert answer.headers["X-Keyfactor-Product-Version"] == "25.5"


@pytest.mark.parametrize(("header", "expected"), [("1", 1), ("1.0", 1), ("2", 2), ("2.0", 2), (None, 1)])
@pytest.mark.rule("version-forms", "version-short-and-long", "version-absent")
def test_the_version_header_is_read_as_clients_write_it(command: Command, header: str | None, expected: int) -> None:
    """`2` and `2.0` are the same; absent means 1."""
    answer = command.call("GET", "/SMTP", header)

    assert ("ClientId" in answer.json()) == (expected == 2)


@pytest.mark.parametrize("header", ["3", "0", "v2", "2.1", "", "2,1", "-1", "9" * 400])
@pytest.mark.rule("version-unsupported")
def test_a_version_that_is_not_there_is_400(command: Command, header: str) -> None:
    """400 names the existing versions (assumed)."""
    answer = command.call("GET", "/SMTP", header)

    assert answer.status_code == 400
    assert answer.json()["Message"] == "x-keyfactor-api-version must be 1 or 2 for GET /SMTP in release 25.5."
    assert answer.headers["Api-Supported-Versions"] == "1.0, 2"


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "text/json", "application/json-patch+json", "application/vnd.x+json; charset=utf-8"],
)
@pytest.mark.rule("media-types")
def test_json_goes_by_several_names(command: Command, media_type: str) -> None:
    """The published media types are accepted."""
    body = b'{"Host":"a.example.com","Port":25,"SenderAccount":"a","SenderName":"b"}'

    assert command.call("PUT", "/SMTP", data=body, headers={"Content-Type": media_type}).status_code == 200


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "+json"]
)
@pytest.mark.rule("media-type-wrong")
def test_another_media_type_is_415(command: Command, media_type: str) -> None:
    """415 names the accepted media types."""
    answer = command.call("PUT", "/SMTP", data=b"Host=a", headers={"Content-Type": media_type})

    assert answer.status_code == 415
    assert "application/json" in answer.json()["Message"]


@pytest.mark.parametrize("accept", ["text/plain", "application/xml", "image/png"])
@pytest.mark.rule("accept")
def test_accept_is_never_a_reason_to_refuse(command: Command, accept: str) -> None:
    """The answer is JSON, whatever Accept contains."""
    answer = command.call("GET", "/SMTP", headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.rule("body-on-get")
def test_a_body_on_get_is_ignored(command: Command) -> None:
    """An official client sends `null` with GET."""
    answer = command.call("GET", "/SMTP", data=b"null", headers={"Content-Type": "application/json"})

    assert answer.status_code == 200


@pytest.mark.rule("common-headers")
def test_every_answer_carries_the_common_headers(command: Command) -> None:
    """Product version, correlation id and supported versions, on success and on error."""
    answers = [command.get(), command.put(Port=0), command.test()]

    for answer in answers:
        assert answer.headers["X-Keyfactor-Product-Version"] == "25.5"
        assert answer.headers["Api-Supported-Versions"] == "1.0, 2"
        assert GUID.fullmatch(answer.headers["X-Keyfactor-Correlation-Id"])
    assert len({answer.headers["X-Keyfactor-Correlation-Id"] for answer in answers}) == 3


def test_correlation_ids_repeat_after_a_reset_of_a_fresh_mock() -> None:
    """Two mocks give the same ids for the same requests, so runs are reproducible."""
    ids = []
    for _ in range(2):
        with MockKeyfactor() as fresh:
            ids.append(Command(fresh).get().headers["X-Keyfactor-Correlation-Id"])

    assert ids[0] == ids[1]


def test_https_answers_as_http_does(mockkf: MockKeyfactor) -> None:
    """The same API, with a certificate the private CA vouches for."""
    plain = requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, timeout=5)
    over_tls = requests.get(f"{mockkf.https_url}/SMTP", auth=mockkf.credentials, timeout=5, verify=mockkf.ca_file)

    assert over_tls.json() == plain.json()


def test_the_journal_has_the_whole_exchange(command: Command, mockkf: MockKeyfactor) -> None:
    """An entry has method, path, version, user, bodies, status and reason; secrets are masked."""
    command.put(Port=0, Unknown="MaybeAPassword")

    [call] = mockkf.journal
    assert (call.method, call.path, call.api_version) == ("PUT", "/KeyfactorAPI/SMTP", 2)
    assert (call.status, call.user) == (400, "KEYEXAMPLE\\jsmith")
    assert call.reason == "Port must be a whole number from 1 to 65535."
    assert call.request["RelayUsername"] == {"SecretValue": "command@keyexample.com"}
    assert call.request["RelayPassword"] == {"SecretValue": "********"}
    assert call.request["Unknown"] == "********"
    assert call.request_headers["Authorization"] == "Basic ********"
    assert call.answer.startswith('{"ErrorCode":"0xA0110002"')
    assert call.answer_headers["X-Keyfactor-Correlation-Id"] == call.correlation_id


def test_what_is_refused_at_the_door_is_in_the_journal_too(command: Command, mockkf: MockKeyfactor) -> None:
    """401, 404 and 405 are entries like any other."""
    command.call("GET", "/SMTP", auth=None)
    command.call("GET", "/Nothing")
    command.call("DELETE", "/SMTP")

    assert [call.status for call in mockkf.journal] == [401, 404, 405]
