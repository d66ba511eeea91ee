"""The form of a request body: media types, charsets and content codings, at Command, control API and token endpoint."""

import gzip
import http.client
import json
from typing import Any

import pytest

from mockkf import MockKeyfactor

BODY = {"Host": "münchen.example.com", "Port": 25, "SenderAccount": "a", "SenderName": "b"}
JSON = json.dumps(BODY, ensure_ascii=False)
READ = "application/json, text/json, application/json-patch+json, application/*+json"

NOT_READ = [
    [],
    [""],
    ["text/plain"],
    ["text/plain; charset=utf-8"],
    ["application/xml"],
    ["application/octet-stream"],
    ["multipart/form-data; boundary=x"],
    ["multipart/form-data"],
    ["multipart/mixed; boundary=x"],
    ["message/rfc822"],
    ["json"],
    ["/"],
    ["application/"],
    ["application/json/x"],
    ["application json"],
    ["application/+json"],
    ["; charset=utf-8"],
    ["application/json, text/json"],
    ["application/json", "application/json"],
    ["application/json; charset=utf-16be"],
    ["application/json; charset=iso-8859-1"],
    ["application/json; charset=us-ascii"],
    ["application/json; charset=nonsense"],
    ["*/*"],
    ["application/*"],
    ["x" * 5000],
]
"""The values of Content-Type that Command does not read; several are several headers."""


def call(
    mock: MockKeyfactor, method: str, path: str, body: bytes, *headers: tuple[str, str]
) -> tuple[int, http.client.HTTPMessage, Any]:
    """Send exactly these headers and return status, headers and body."""
    connection = http.client.HTTPConnection(mock.relay.host, int(mock.url.split(":")[2].split("/")[0]), timeout=10)
    try:
        connection.putrequest(method, path)
        for name, value in (*headers, ("Authorization", "Basic YTpi"), ("Content-Length", str(len(body)))):
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, answer.headers, json.loads(content) if content else None
    finally:
        connection.close()


def put(mock: MockKeyfactor, body: bytes, *headers: tuple[str, str]) -> tuple[int, http.client.HTTPMessage, Any]:
    """Store a profile."""
    return call(mock, "PUT", "/KeyfactorAPI/SMTP", body, ("x-keyfactor-api-version", "2"), *headers)


@pytest.mark.parametrize("types", NOT_READ, ids=lambda types: " & ".join(types)[:40] or "none")
@pytest.mark.rule("media-type-wrong", "charset")
def test_command_refuses_another_media_type(mockkf: MockKeyfactor, types: list[str]) -> None:
    """415 has the usual headers, and those that are read in Accept (RFC 9110, 15.5.16)."""
    status, headers, body = put(mockkf, JSON.encode(), *(("Content-Type", value) for value in types))

    assert (status, {*body}, headers["Accept"]) == (415, {"ErrorCode", "Message"}, READ)
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert (headers["X-Keyfactor-Product-Version"], headers["Api-Supported-Versions"]) == ("25.5", "1.0, 2")
    assert "Accept-Encoding" not in headers
    assert len(mockkf.journal) == 1


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "text/json",
        "application/json-patch+json",
        "application/*+json",
        "application/problem+json",
        "APPLICATION/JSON",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json ; charset=utf8 ; odata=verbose",
        "application/json; charset=",
        "application/json; charset",
        "application/json;",
    ],
)
@pytest.mark.rule("media-types", "charset")
def test_command_reads_json_under_its_names(mockkf: MockKeyfactor, media_type: str) -> None:
    """The published media types are read, the literal `application/*+json` too, with any parameters."""
    status, _, body = put(mockkf, JSON.encode(), ("Content-Type", media_type))

    assert (status, body["Host"]) == (200, BODY["Host"])


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le"])
@pytest.mark.parametrize("charset", ["utf-16", "UTF-16LE", '"unicode"'])
@pytest.mark.rule("charset")
def test_command_reads_utf_16(mockkf: MockKeyfactor, codec: str, charset: str) -> None:
    """UTF-16 is read with a byte order mark, or without one as little-endian."""
    status, _, body = put(mockkf, JSON.encode(codec), ("Content-Type", f"application/json; charset={charset}"))

    assert (status, body["Host"]) == (200, BODY["Host"])


@pytest.mark.rule("charset", "no-json")
def test_a_body_in_another_charset_than_it_says_is_400(mockkf: MockKeyfactor) -> None:
    """The charset is that of the header, whatever the body looks like."""
    status, _, body = put(mockkf, JSON.encode() + b" ", ("Content-Type", "application/json; charset=utf-16"))

    assert (status, body["Message"]) == (400, "The body must be JSON; at line 1, column 1: Expecting value.")


CODINGS = ["gzip", "br", "deflate", "zstd", "x-gzip", "GZIP", "identity, gzip", "gzip, br", "nonsense"]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.rule("content-coding")
def test_command_refuses_an_encoded_body_by_name(mockkf: MockKeyfactor, coding: str) -> None:
    """415 names the coding, and Accept-Encoding what is read (RFC 9110, 12.5.3); Accept is not the cause."""
    headers = (("Content-Type", "application/json"), ("Content-Encoding", coding))
    status, headers_of, body = put(mockkf, gzip.compress(JSON.encode()), *headers)

    named = coding.lower().removeprefix("identity, ")
    assert (status, headers_of["Accept-Encoding"], headers_of["Accept"]) == (415, "identity", None)
    assert body["Message"] == f"The body must have no content coding, not '{named}'."


@pytest.mark.parametrize("coding", ["identity", "Identity", "", "identity, identity", ","])
@pytest.mark.rule("content-coding")
def test_identity_is_no_coding(mockkf: MockKeyfactor, coding: str) -> None:
    """A body in the coding `identity` is the body itself."""
    status, _, _ = put(mockkf, JSON.encode(), ("Content-Type", "application/json"), ("Content-Encoding", coding))

    assert status == 200


@pytest.mark.rule("content-coding", "media-type-wrong")
def test_both_causes_are_named(mockkf: MockKeyfactor) -> None:
    """Media type and content coding are refused together."""
    status, headers, body = put(mockkf, b"", ("Content-Type", "text/csv"), ("Content-Encoding", "br"))

    assert (status, headers["Accept"], headers["Accept-Encoding"]) == (415, READ, "identity")
    assert "not 'text/csv'; the body must have no content coding, not 'br'." in body["Message"]


def test_put_v1_offers_the_form_too(mockkf: MockKeyfactor) -> None:
    """Accept lists a form only where it is read."""
    answers = [
        call(mockkf, method, f"/KeyfactorAPI{path}", b"", ("Content-Type", "text/csv"))[1]["Accept"]
        for method, path in (("PUT", "/SMTP"), ("POST", "/SMTP/Test"))
    ]

    assert answers == [f"{READ}, application/x-www-form-urlencoded", READ]


@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=x", "text/csv", "json", "text/html"])
def test_the_control_api_refuses_another_media_type(mockkf: MockKeyfactor, media_type: str) -> None:
    """415 is one sentence with what is read."""
    status, headers, body = call(mockkf, "POST", "/mockkf/clock", b'{"advance": "2h"}', ("Content-Type", media_type))

    read = ["application/json", "text/json", "application/*+json", "application/x-www-form-urlencoded", "text/plain"]
    assert (status, headers["Accept"]) == (415, ", ".join(read))
    assert body["error"].startswith("the media type must be application/json, text/json")
    assert headers["X-Mockkf-Control-Version"] == "1"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Content-Type", "application/json; charset=utf-8"),),
        (("Content-Type", "application/*+json"),),
        (("Content-Type", "application/x-www-form-urlencoded"),),
        (("Content-Type", "text/plain;charset=UTF-8"),),
        (("Content-Encoding", "identity"),),
    ],
)
def test_the_control_api_reads_what_curl_and_fetch_send(
    mockkf: MockKeyfactor, headers: tuple[tuple[str, str], ...]
) -> None:
    """`curl -d` says that JSON is a form, `fetch` that it is plain text, and some clients say nothing."""
    assert call(mockkf, "POST", "/mockkf/clock", b'{"advance": "2h"}', *headers)[0] == 200


@pytest.mark.parametrize("coding", CODINGS)
def test_the_control_api_refuses_an_encoded_body_by_name(mockkf: MockKeyfactor, coding: str) -> None:
    """415 with Accept-Encoding, as Command does."""
    body = gzip.compress(b'{"advance": "2h"}')
    status, headers, said = call(mockkf, "POST", "/mockkf/clock", body, ("Content-Encoding", coding))

    assert (status, headers["Accept-Encoding"]) == (415, "identity")
    assert said["error"].startswith("the body must have no content coding, not '")


GRANT = b"grant_type=client_credentials&client_id=a&client_secret=b"
OF_A_FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "types", [types for types in NOT_READ if "json" not in str(types)], ids=lambda types: " & ".join(types)[:40]
)
def test_the_token_endpoint_refuses_another_media_type_in_words_of_oauth(
    mockkf: MockKeyfactor, types: list[str]
) -> None:
    """400 `invalid_request` (RFC 6749, 5.2), whatever the type; the request is recorded."""
    status, _, body = call(mockkf, "POST", "/idp/token", GRANT, *(("Content-Type", value) for value in types))

    assert (status, body["error"]) == (400, "invalid_request")
    assert len(mockkf.idp.requests) == 1


@pytest.mark.parametrize("charset", ["", "; charset=UTF-8", ";charset=ISO-8859-1"])
def test_the_token_endpoint_reads_a_form_with_parameters(mockkf: MockKeyfactor, charset: str) -> None:
    """Some HTTP clients add the charset of their own defaults to a form."""
    grant = GRANT.replace(b"&client_id=a&client_secret=b", b"")

    assert call(mockkf, "POST", "/idp/token", grant, ("Content-Type", OF_A_FORM + charset))[0] == 200


@pytest.mark.parametrize("coding", CODINGS)
def test_the_token_endpoint_refuses_an_encoded_body_by_name(mockkf: MockKeyfactor, coding: str) -> None:
    """415 with Accept-Encoding, and in the body `invalid_request`."""
    headers = (("Content-Type", OF_A_FORM), ("Content-Encoding", coding))
    status, answered, body = call(mockkf, "POST", "/idp/token", gzip.compress(GRANT), *headers)

    assert (status, answered["Accept-Encoding"], body["error"]) == (415, "identity", "invalid_request")
    assert "no content coding" in body["error_description"]
