"""Heads and bodies of requests as RFC 9112 and RFC 9110 define them: what is refused, and what is tolerated."""

import json
from typing import Any

import pytest

from mockkf.http.body import LONGEST_CHUNK_LINE, MOST_EXTENSIONS
from mockkf.http.head import LONGEST_LINE, MOST_FIELDS
from tests.support.web import Serve, Wire, echo, telling, wire

HOST = b"Host: x\r\n"
BIG = b"a" * (LONGEST_LINE + 10_000)

LINES: dict[bytes, tuple[int, str]] = {
    b"garbage": (400, "no HTTP version"),
    b"GET /": (400, "no HTTP version"),
    b"GET / HTTP/1": (400, "is not METHOD TARGET"),
    b"GET / HTTP/x.y": (400, "is not METHOD TARGET"),
    b"GET / http/1.1": (400, "is not METHOD TARGET"),
    b"GET / HTTP/1.1 more": (400, "is not METHOD TARGET"),
    b"GET / SMTP/1.1": (400, "is not METHOD TARGET"),
    b"GET / and more HTTP/1.1": (400, "is not METHOD TARGET"),
    b"G(T / HTTP/1.1": (400, "is not METHOD TARGET"),
    b"PRI * HTTP/2.0": (505, "HTTP/2.0 is not supported"),
    b"GET / HTTP/0.9": (505, "HTTP/0.9 is not supported"),
    b"GET /\x00 HTTP/1.1": (400, "control character"),
    b"GET\x0b/ HTTP/1.1": (400, "control character"),
    b"GET /\rX HTTP/1.1": (400, "control character"),
    b"GET path HTTP/1.1": (400, "must begin with /"),
    b"GET * HTTP/1.1": (400, "must begin with /"),
    b"GET ftp://host/ HTTP/1.1": (400, "must begin with /"),
    b"GET http://[::1/ HTTP/1.1": (400, "not a URL"),
    b"GET /" + BIG + b" HTTP/1.1": (414, "too long"),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc": (400, "plain HTTP, not TLS"),
    b"\xff\xfe\x00\x01": (400, "control character"),
}
"""Request lines that are refused: the status, and words of the sentence."""

FIELDS: dict[bytes, tuple[int, str]] = {
    b"X: " + BIG + b"\r\n": (431, "too long"),
    b"X: y\r\n" * (MOST_FIELDS + 10): (431, f"More than {MOST_FIELDS} headers"),
    b"no colon\r\n": (400, "no colon"),
    b"Bad Name: x\r\n": (400, "characters that are not allowed"),
    b"Bad\xe4: x\r\n": (400, "characters that are not allowed"),
    b": x\r\n": (400, "characters that are not allowed"),
    b"Content-Length : 5\r\n": (400, "Whitespace between a header name"),
    b"Content-Length\t: 5\r\n": (400, "Whitespace between a header name"),
    b"X: a\x00b\r\n": (400, "The header X has a control character"),
    b"X: a\rb\r\n": (400, "The header X has a control character"),
    b"X: a\r\r\n": (400, "The header X has a control character"),
    b"X: a\r\n folded\r\n": (400, "may not be folded"),
    b"X: a\r\n\tContent-Length: 5\r\n": (400, "may not be folded"),
    b"Host: y\r\n": (400, "More than one header Host"),
    b"Content-Length: many\r\n": (400, "not a number"),
    b"Content-Length: -1\r\n": (400, "not a number"),
    b"Content-Length: +1\r\n": (400, "not a number"),
    b"Content-Length: 0x5\r\n": (400, "not a number"),
    b"Content-Length: 1_0\r\n": (400, "not a number"),
    b"Content-Length:\r\n": (400, "not a number"),
    b"Content-Length: \xb2\r\n": (400, "not a number"),
    b"Content-Length: " + b"9" * 5_000 + b"\r\n": (400, "digits"),
    b"Content-Length: 5\r\nContent-Length: 6\r\n": (400, "Several values of Content-Length (5, 6)"),
    b"Content-Length: 5, 6\r\n": (400, "Several values of Content-Length (5, 6)"),
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n": (400, "Both Content-Length and Transfer-Encoding"),
    b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n": (400, "Both Content-Length and Transfer-Encoding"),
    b"Transfer-Encoding: xchunked\r\n": (501, "'xchunked' is not known"),
    b"Transfer-Encoding: identity\r\n": (501, "'identity' is not known"),
    b"Transfer-Encoding: identity, chunked\r\n": (501, "'identity' is not known"),
    b"Transfer-Encoding: gzip, chunked\r\n": (501, "'gzip' is not supported"),
    b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n": (501, "'gzip' is not supported"),
    b"Transfer-Encoding: gzip\r\n": (400, "The last transfer coding is not chunked"),
    b"Transfer-Encoding: chunked, gzip\r\n": (400, "The last transfer coding is not chunked"),
    b"Transfer-Encoding:\r\n": (400, "The last transfer coding is not chunked"),
    b"Transfer-Encoding: chunked, chunked\r\n": (400, "chunked more than once"),
    b"Transfer-Encoding: chunked;a=b\r\n": (400, "has no parameters"),
    b"Transfer-Encoding: \x0bchunked\r\n": (400, "control character"),
    b"Transfer_Encoding : chunked\r\n": (400, "Whitespace between a header name"),
}
"""Header lines that are refused after a valid Host."""

HOSTS: dict[bytes, str] = {
    b"": "The header Host is missing",
    b"Host: a b\r\n": "The header Host is not a host",
    b"Host: [::1\r\n": "The header Host is not a host",
    b"Host: @\r\n": "The header Host is not a host",
    b"Host: user@host\r\n": "The header Host is not a host",
    b"Host: a:b\r\n": "The header Host is not a host",
    b"Host: a/b\r\n": "The header Host is not a host",
}
"""The lines in place of Host, and the sentence."""

CHUNKS: dict[bytes, str] = {
    b"five\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"-5\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"0x5\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5_0\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5;a\nhello\r\n0\r\n\r\n": "the line with its size",
    b'5;a="b\r\nhello\r\n0\r\n\r\n': "the line with its size",
    b"5;=b\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5;a=b c\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5 a\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5;a=\x00\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"1" * 17 + b"\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5;" + b"a" * LONGEST_CHUNK_LINE + b"\r\nhello\r\n0\r\n\r\n": "the line with its size",
    b"5\r\nhelloworld\r\n0\r\n\r\n": "does not end with CR LF",
    b"5\r\nhello0\r\n\r\n": "does not end with CR LF",
    b"5\r\nhello\n0\r\n\r\n": "does not end with CR LF",
    (b"1;" + b"a" * 4_000 + b"\r\nx\r\n") * 20 + b"0\r\n\r\n": f"more than {MOST_EXTENSIONS} bytes of chunk extensions",
    b"0\r\nno colon\r\n\r\n": "A header line has no colon",
}
"""Chunked bodies that are refused."""

GOOD_CHUNKS: dict[bytes, bytes] = {
    b"5\r\nhello\r\n0\r\n\r\n": b"hello",
    b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n": b"hello",
    b"0005\r\nhello\r\n000\r\n\r\n": b"hello",
    b"a\r\n0123456789\r\n0\r\n\r\n": b"0123456789",
    b"A\r\n0123456789\r\n0\r\n\r\n": b"0123456789",
    b"5;ext\r\nhello\r\n0;ext=1\r\n\r\n": b"hello",
    b"5 ; ext = 1 ;b\r\nhello\r\n0\r\n\r\n": b"hello",
    b'5;sig="a;b\\"=c\\\\";x=y\r\nhello\r\n0\r\n\r\n': b"hello",
    b"0\r\n\r\n": b"",
    b"5\r\nhello\r\n0\r\nX-Checksum: 1\r\nContent-Length: 99\r\n\r\n": b"hello",
    b"5\r\nhello\r\n0\r\nX-Checksum: 1\n\n": b"hello",
    b"6\r\nhe\r\nlo\r\n0\r\n\r\n": b"he\r\nlo",
}
"""Chunked bodies as RFC 9112, 7.1 has them, and what they contain."""

TOLERATED: dict[bytes, list[Any]] = {
    b"\r\nGET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n": ["GET", "/a", "b=c", "x"],
    b"\n\r\n\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n": ["GET", "/a", "", "x"],
    b"GET /a HTTP/1.1\nHost: x\n\n": ["GET", "/a", "", "x"],
    b"GET /a HTTP/1.1\nHost: x\r\n\n": ["GET", "/a", "", "x"],
    b"GET  \t/a \t HTTP/1.1 \r\nHost: x\r\n\r\n": ["GET", "/a", "", "x"],
    b" GET /a HTTP/1.1\r\nHost: x\r\n\r\n": ["GET", "/a", "", "x"],
    b"GET /a HTTP/1.1\r\nHost:x \t\r\n\r\n": ["GET", "/a", "", "x"],
    b"GET /a HTTP/1.1\r\nHost:\r\n\r\n": ["GET", "/a", "", ""],
    b"GET /a HTTP/1.1\r\nhOsT: [::1]:8443\r\n\r\n": ["GET", "/a", "", "[::1]:8443"],
    b"GET http://y:80/a?b HTTP/1.1\r\nHost: x\r\n\r\n": ["GET", "/a", "b", "y:80"],
    b"GET /a HTTP/1.9\r\nHost: x\r\n\r\n": ["GET", "/a", "", "x"],
    b"GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n": ["GET", "/a", "", "x"],
    b"QUERY /a HTTP/1.1\r\nHost: x\r\n\r\n": ["QUERY", "/a", "", "x"],
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n": ["OPTIONS", "*", "", "x"],
    b"GET /%C3%BC/\xc3\xbc HTTP/1.1\r\nHost: x\r\n\r\n": ["GET", "/ü/ü".encode().decode("latin-1"), "", "x"],
    b"GET //a//b HTTP/1.1\r\nHost: x\r\n\r\n": ["GET", "/a//b", "", "x"],
}
"""Requests that are read, and their method, path, query and host."""


def refusal(client: Wire, *request: bytes) -> tuple[int, str]:
    """Return status and sentence of a refusal, which is JSON, never HTML, and ends the connection."""
    client.send(*request)
    status, headers, body = client.answer()
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["connection"] == "close"
    assert client.is_closed()
    error = json.loads(body)
    assert error["ErrorCode"] == "0xA0110002"
    return status, error["Message"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: repr(line[:32]))
def test_an_invalid_request_line_is_refused(serve: Serve, line: bytes) -> None:
    """The answer has the status and a sentence about the fault."""
    status, words = LINES[line]

    with wire(serve(echo)) as client:
        found, sentence = refusal(client, line, b"\r\n", HOST, b"\r\n")

    assert (found, words in sentence) == (status, True), sentence
    assert sentence.startswith("The request is malformed. ")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: repr(field[:48]))
def test_an_invalid_header_or_framing_is_refused(serve: Serve, field: bytes) -> None:
    """The answer has the status and a sentence about the fault; what follows is never read as a request."""
    status, words = FIELDS[field]

    with wire(serve(echo)) as client:
        found, sentence = refusal(client, b"POST / HTTP/1.1\r\n", HOST, field, b"\r\nGET /smuggled HTTP/1.1\r\n\r\n")

    assert (found, words in sentence) == (status, True), sentence


@pytest.mark.parametrize("lines", HOSTS, ids=repr)
def test_a_request_of_http_1_1_has_one_valid_host(serve: Serve, lines: bytes) -> None:
    """Without Host, or with an invalid one, it is refused (RFC 9112, 3.2)."""
    with wire(serve(echo)) as client:
        status, sentence = refusal(client, b"GET / HTTP/1.1\r\n", lines, b"\r\n")

    assert (status, HOSTS[lines] in sentence) == (400, True), sentence


def test_transfer_encoding_in_http_1_0_is_refused(serve: Serve) -> None:
    """The framing of such a request is faulty (RFC 9112, 6.1)."""
    with wire(serve(echo)) as client:
        request = b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"

        assert refusal(client, request) == (400, "The request is malformed. Transfer-Encoding in HTTP/1.0.")


@pytest.mark.parametrize("chunks", CHUNKS, ids=lambda chunks: repr(chunks[:32]))
def test_an_invalid_chunk_is_refused(serve: Serve, chunks: bytes) -> None:
    """The answer has a sentence about the fault; what follows is never read as a request."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    with wire(serve(echo)) as client:
        status, sentence = refusal(client, head, chunks, b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")

    assert (status, CHUNKS[chunks] in sentence) == (400, True), sentence


def test_a_trailer_is_limited_like_a_head(serve: Serve) -> None:
    """A chunked body with too many trailer fields is refused with 431."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    with wire(serve(echo)) as client:
        status, sentence = refusal(client, head, b"0\r\n", b"X: y\r\n" * 110, b"\r\n")

    assert (status, sentence) == (431, "The request is malformed. More than 100 headers.")


@pytest.mark.parametrize("chunks", GOOD_CHUNKS, ids=lambda chunks: repr(chunks[:32]))
@pytest.mark.parametrize("coding", [b"chunked", b"Chunked", b", chunked"])
def test_a_chunked_body_is_read_to_its_end(serve: Serve, chunks: bytes, coding: bytes) -> None:
    """Extensions and trailer fields are discarded; the next request begins after the last line."""
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding + b"\r\n\r\n"

    with wire(serve(echo)) as client:
        client.send(head, chunks, head, b"4\r\nnext\r\n0\r\n\r\n")

        assert [client.answer()[2], client.answer()[2]] == [GOOD_CHUNKS[chunks], b"next"]


@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("chunks", [b'5;a="b"\r\nhello\r\n0\r\nX: y\r\n\r\n'])
def test_it_does_not_matter_where_segments_end(serve: Serve, chunks: bytes, size: int) -> None:
    """A request is read in the same way if it arrives in small pieces."""
    request = b"\r\nPOST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks

    with wire(serve(echo)) as client:
        for start in range(0, len(request), size):
            client.send(request[start : start + size])

        assert client.answer()[::2] == (200, b"hello")


@pytest.mark.parametrize("request_bytes", TOLERATED, ids=lambda request: repr(request[:32]))
def test_what_the_rfc_tolerates_is_tolerated(serve: Serve, request_bytes: bytes) -> None:
    """Empty lines before the request, bare LF, additional whitespace and other forms of targets are read."""
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST")

    with wire(serve(telling(*names))) as client:
        client.send(request_bytes)

        assert json.loads(client.answer()[2]) == TOLERATED[request_bytes]


def test_equal_lengths_are_one_length(serve: Serve) -> None:
    """Content-Length may be repeated with the same value (RFC 9110, 8.6)."""
    with wire(serve(echo)) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n\r\nhello")

        assert client.answer()[::2] == (200, b"hello")


def test_headers_of_one_name_are_joined(serve: Serve) -> None:
    """Values are joined with a comma; a name with an underscore does not become the one with a hyphen."""
    with wire(serve(telling("HTTP_X_A", "CONTENT_TYPE"))) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nX_A: 2\r\nx-a: 3\r\nContent-Type: multipart/x\r\n\r\n")

        assert json.loads(client.answer()[2]) == ["1, 3", "multipart/x"]
