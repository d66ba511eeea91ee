"""Faults at http.request: their effect on a call and its answer, for `requests` and for a bare socket."""

import json
import socket
import ssl
import struct
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.faults.answer import ANSWERS
from mockkf.testing.faults import PlannedFault
from tests.support.command import BASIC_V2, Command, body
from tests.support.relay_post import PATIENCE

STEP = "http.request"

SPOILT: Mapping[str, type[Exception] | None] = {
    "malformed_json": requests.exceptions.JSONDecodeError,
    "wrong_type": None,
    "truncated": requests.exceptions.ChunkedEncodingError,
    "bad_chunk": requests.exceptions.ChunkedEncodingError,
    "garbage": requests.exceptions.ConnectionError,
    "empty": requests.exceptions.ConnectionError,
    "reset_mid_body": requests.exceptions.ChunkedEncodingError,
    "drip": None,
}
"""The error of `requests` for each damaged answer, if it raises one."""

TRIED = {
    (STEP, action)
    for action in (
        "delay",
        "hang",
        "drop",
        "tcp_reset",
        "answer",
        "pace",
        "status",
        "message",
        "retry_after",
        "page",
    )
}
"""The actions that this file tests."""


@pytest.fixture(params=["http", "https"])
def url(request: pytest.FixtureRequest, mockkf: MockKeyfactor) -> str:
    """The API, over http and https."""
    return mockkf.url if request.param == "http" else mockkf.https_url


def call(mock: MockKeyfactor, url: str, method: str = "GET", **options: Any) -> requests.Response:
    """Call `/SMTP`, by default with GET."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(
            method,
            f"{url}/SMTP",
            auth=mock.credentials,
            headers={"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"},
            verify=mock.ca_file,
            timeout=10,
            **options,
        )


@contextmanager
def called(mock: MockKeyfactor, url: str, method: str = "GET", content: bytes = b"") -> Iterator[socket.socket]:
    """Yield a socket that has sent GET /SMTP and has read nothing."""
    parts = urlsplit(url)
    plain = socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE)
    context = ssl.create_default_context(cafile=mock.ca_file)
    context.options |= ssl.OP_IGNORE_UNEXPECTED_EOF
    with context.wrap_socket(plain, server_hostname=parts.hostname) if parts.scheme == "https" else plain as client:
        credentials = b64encode(":".join(mock.credentials).encode()).decode()
        head = (
            f"{method} {parts.path}/SMTP HTTP/1.1",
            f"Host: {parts.netloc}",
            f"Authorization: Basic {credentials}",
            "x-keyfactor-requested-with: APIClient",
            "x-keyfactor-api-version: 2",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        )
        client.sendall("\r\n".join([*head, "", ""]).encode() + content)
        yield client


def rest(client: socket.socket) -> bytes:
    """Return all data until the end of the connection."""
    read = b""
    while octets := client.recv(65536):
        read += octets
    return read


# Spoilt answers


def test_every_answer_is_tried() -> None:
    """The table above has every kind."""
    assert tuple(SPOILT) == ANSWERS


@pytest.mark.parametrize("answer", SPOILT)
def test_a_spoilt_answer_is_met_by_requests(mockkf: MockKeyfactor, url: str, answer: str) -> None:
    """The client fails as with a real server, or must check the media type; the call was executed."""
    expected = SPOILT[answer]
    mockkf.faults.add(STEP, answer=answer, times=1, **({"pace": 0.0001} if answer == "drip" else {}))

    if expected is None:
        assert call(mockkf, url, "PUT", json=BASIC_V2).json()["Port"] == 587
    else:
        with pytest.raises(expected):
            call(mockkf, url, "PUT", json=BASIC_V2).json()

    assert call(mockkf, url).json()["Port"] == 587


@pytest.mark.parametrize("answer", ["malformed_json", "truncated", "bad_chunk", "drip"])
@pytest.mark.parametrize("content", [b"", b"{"])
def test_short_answers_are_spoilt_too(mockkf: MockKeyfactor, answer: str, content: bytes) -> None:
    """Every answer can be damaged and ends, also a 401 without a body and the short answer to an invalid body."""
    mockkf.faults.add(STEP, answer=answer)
    authorization = {"Authorization": "nobody"} if not content else {}

    with pytest.raises((requests.RequestException, ValueError)):
        Command(mockkf).call("PUT", "/SMTP", data=content, headers=authorization, auth=None).json()


def test_malformed_json_is_cut_in_the_middle(mockkf: MockKeyfactor, url: str) -> None:
    """The answer is 200 with the first half of the JSON; its headers declare JSON and the right length."""
    whole = call(mockkf, url).text
    mockkf.faults.add(STEP, answer="malformed_json")

    answer = call(mockkf, url)

    assert (answer.status_code, answer.text) == (200, whole[: len(whole) // 2])
    assert answer.headers["Content-Type"].startswith("application/json")


def test_json_may_come_as_text(mockkf: MockKeyfactor, url: str) -> None:
    """`wrong_type` is JSON with the media type of plain text."""
    mockkf.faults.add(STEP, answer="wrong_type")

    assert call(mockkf, url).headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_truncated_answer_announces_more_than_there_is(mockkf: MockKeyfactor, url: str) -> None:
    """Content-Length is that of the whole body; only half of it is sent."""
    whole = call(mockkf, url).content
    mockkf.faults.add(STEP, answer="truncated")

    with called(mockkf, url) as client:
        head, _, half = rest(client).partition(b"\r\n\r\n")

    assert f"Content-Length: {len(whole)}".encode() in head
    assert half == whole[: len(whole) // 2]


def test_a_bad_chunk_comes_after_a_good_one(mockkf: MockKeyfactor, url: str) -> None:
    """The answer is chunked, and the second chunk has an invalid length."""
    whole = call(mockkf, url).content
    mockkf.faults.add(STEP, answer="bad_chunk")

    with called(mockkf, url) as client:
        head, _, chunks = rest(client).partition(b"\r\n\r\n")

    assert b"Transfer-Encoding: chunked" in head
    assert b"Content-Length" not in head
    half = whole[: len(whole) // 2]
    assert chunks == b"%x\r\n%b\r\nno number\r\n" % (len(half), half)


def test_garbage_is_no_http(mockkf: MockKeyfactor, url: str) -> None:
    """The answer is random octets without a status line."""
    mockkf.faults.add(STEP, answer="garbage")

    with called(mockkf, url) as client:
        assert rest(client) == bytes(range(256)) * 4


@pytest.mark.parametrize("action", [{"answer": "empty"}, {"drop": "before"}, {"drop": "after"}])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_nothing_may_come_at_all(mockkf: MockKeyfactor, url: str, action: dict[str, Any], method: str) -> None:
    """The connection is closed without an answer, with and without a request body."""
    mockkf.faults.add(STEP, **action)

    with called(mockkf, url, method, json.dumps(BASIC_V2).encode() if method == "PUT" else b"") as client:
        assert rest(client) == b""


@pytest.mark.parametrize("action", [{"answer": "reset_mid_body"}, {"tcp_reset": "before"}, {"tcp_reset": "after"}])
def test_a_connection_is_reset(mockkf: MockKeyfactor, action: dict[str, Any]) -> None:
    """The reset comes in the middle of the body, or before the first byte; the client sees a reset."""
    mockkf.faults.add(STEP, **action)

    with called(mockkf, mockkf.url) as client:
        begin = client.recv(1) if "answer" in action else b""
        assert begin == (b"H" if "answer" in action else b"")
        with pytest.raises(ConnectionResetError):
            rest(client)


@pytest.mark.parametrize("action", [{"answer": "reset_mid_body"}, {"tcp_reset": "before"}, {"tcp_reset": "after"}])
def test_a_connection_is_reset_under_tls(mockkf: MockKeyfactor, action: dict[str, Any]) -> None:
    """OpenSSL and `requests` raise some error."""
    mockkf.faults.add(STEP, **action)

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        call(mockkf, mockkf.https_url)


def test_drops_come_one_by_one(mockkf: MockKeyfactor) -> None:
    """A dripping answer is complete at its end; its first byte arrives alone."""
    mockkf.faults.add(STEP, answer="drip", pace=60)

    with called(mockkf, mockkf.url) as client:
        client.settimeout(PATIENCE)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        client.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(PATIENCE)
        mockkf.reset()
        assert json.loads(rest(client))["Host"] == "smtp.keyexample.com"


# Answers in place of the API's


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 418, 429, 500, 502, 503, 504, 599])
def test_any_status_has_the_vendors_body(mockkf: MockKeyfactor, url: str, status: int) -> None:
    """The answer has the two keys and Command's headers; nothing is stored."""
    mockkf.faults.add(STEP, status=status, times=1)

    answer = call(mockkf, url, "PUT", json=BASIC_V2)

    assert answer.status_code == status
    assert answer.json().keys() == {"ErrorCode", "Message"}
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["X-Keyfactor-Product-Version"] == "25.5"
    assert answer.headers["X-Keyfactor-Correlation-Id"] == mockkf.journal[-1].correlation_id
    assert "Retry-After" not in answer.headers
    assert call(mockkf, url).json()["Port"] == 25


def test_a_status_may_have_a_message(command: Command, mockkf: MockKeyfactor) -> None:
    """The given message is in the body."""
    mockkf.faults.add(STEP, status=500, message="An unexpected error occurred.")

    assert command.get().json()["Message"] == "An unexpected error occurred."


def test_401_is_without_a_body(command: Command, mockkf: MockKeyfactor) -> None:
    """A 401 has an empty body and a challenge, as in Command."""
    mockkf.faults.add(STEP, status=401)

    answer = command.get()

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"].startswith('Basic realm="')


@pytest.mark.parametrize(("time", "seconds"), [(0, 0), (1, 1), ("2m", 120), ("1d", 86400)])
def test_429_says_when_to_come_again(command: Command, mockkf: MockKeyfactor, time: int | str, seconds: int) -> None:
    """Retry-After has the seconds; the next call succeeds."""
    mockkf.faults.add(STEP, status=429, retry_after=time, times=1)

    answer = command.get()

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(seconds))
    assert command.get().status_code == 200


@pytest.mark.parametrize("status", [400, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_gateway_answers_with_a_page(mockkf: MockKeyfactor, url: str, status: int, method: str) -> None:
    """The answer is HTML without Command's headers; nothing is stored; the journal has the status."""
    mockkf.faults.add(STEP, page=status, times=1)

    answer = call(mockkf, url, method, json=BASIC_V2 if method == "PUT" else None)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html"
    assert f"<h1>{status} {answer.reason}</h1>" in answer.text
    assert not [name for name in answer.headers if name.lower().startswith("x-")]
    assert mockkf.journal[-1].status == status
    assert call(mockkf, url).json()["Port"] == 25


# No answer


@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
@pytest.mark.parametrize(("when", "port"), [(True, 25), ("before", 25), ("after", 587)])
def test_a_put_whose_answer_is_lost_may_be_stored(
    mockkf: MockKeyfactor, url: str, how: str, when: Any, port: int
) -> None:
    """With `before` the call is not executed, with `after` it is; the client sees no difference."""
    mockkf.faults.add(STEP, **{how: when}, times=1)

    with pytest.raises(requests.ConnectionError):
        call(mockkf, url, "PUT", json=BASIC_V2)

    assert call(mockkf, url).json()["Port"] == port


def test_a_test_mail_whose_answer_is_lost_is_sent(command: Command, mockkf: MockKeyfactor) -> None:
    """A client that repeats the call sends a second mail."""
    mockkf.faults.add("gateway.lost_answer")

    with pytest.raises(requests.ConnectionError):
        command.test()
    assert command.test().status_code == 200

    assert len(mockkf.mailbox) == 2


@pytest.mark.parametrize("how", ["drop", "tcp_reset"])
def test_the_journal_keeps_a_call_without_an_answer(command: Command, mockkf: MockKeyfactor, how: str) -> None:
    """The journal entry has status 0 and the reason; its trace names the fault."""
    fault = mockkf.faults.add(STEP, **{how: "before"})

    with pytest.raises(requests.ConnectionError):
        command.get()

    call = mockkf.journal.expect("GET", "/SMTP", status=0)
    words = {"drop": "the connection was closed", "tcp_reset": "the connection was reset"}
    assert (call.reason or "").startswith(f"{words[how]}; fault {fault.id} at {STEP} ")
    assert [(step.step, step.outcome, step.fault) for step in call.trace] == [(STEP, "no answer", fault.id)]


@pytest.mark.parametrize("action", [{"status": 503}, {"page": 502}, {"delay": 0.01}, {"answer": "wrong_type"}])
def test_the_trace_names_the_fault(command: Command, mockkf: MockKeyfactor, action: dict[str, Any]) -> None:
    """The first step in the trace of a call is http.request."""
    fault = mockkf.faults.add(STEP, **action, times=1)

    status = command.get().status_code
    command.get()

    steps = [call.trace[0] for call in mockkf.journal]
    assert [(step.step, step.outcome, step.fault) for step in steps] == [
        (STEP, str(status), fault.id),
        (STEP, "200", None),
    ]


# Waiting


@pytest.mark.parametrize("more", [{}, {"status": 503}, {"drop": "after"}, {"answer": "empty"}, {"page": 502}])
def test_a_delay_comes_first(mockkf: MockKeyfactor, url: str, more: dict[str, Any]) -> None:
    """After the delay the call is executed, or the other action applies."""
    mockkf.faults.add(STEP, delay=0.01, **more)

    if {"drop", "answer"} & {*more}:
        with pytest.raises(requests.ConnectionError):
            call(mockkf, url)
    else:
        assert call(mockkf, url).status_code == more.get("status", more.get("page", 200))


@pytest.mark.parametrize("action", [{"hang": True}, {"delay": 3600, "drop": True}])
def test_a_client_may_lose_its_patience(mockkf: MockKeyfactor, url: str, action: dict[str, Any]) -> None:
    """The waiting client gets no data; other clients are served."""
    mockkf.faults.add(STEP, **action, times=1)

    with called(mockkf, url) as client:
        client.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.recv(1)
        assert call(mockkf, url).status_code == 200


def others(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the new threads that do not end."""
    late = set(threading.enumerate()) - before
    for thread in late:
        thread.join(PATIENCE)
    return [thread for thread in late if thread.is_alive()]


def has_fired(fault: PlannedFault) -> bool | None:
    """Return whether the fault has fired."""
    return fault.fired > 0 or None


def hang_up(mock: MockKeyfactor, url: str, end: Callable[[], object]) -> bytes:
    """Return what a client with a hanging call reads when `end` is called."""
    fault, state = mock.faults.add(STEP, hang=True), mock.state
    with called(mock, url) as client:
        assert state.wait(partial(has_fired, fault), PATIENCE)
        end()
        try:
            return rest(client)
        except ConnectionError:
            return b""


def test_a_reset_of_the_mock_ends_a_hanging_call(mockkf: MockKeyfactor, url: str) -> None:
    """The connection closes without an answer; no thread remains, and the next call succeeds."""
    before = set(threading.enumerate())

    assert hang_up(mockkf, url, mockkf.reset) == b""

    assert others(before) == []
    assert call(mockkf, url).status_code == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_stop_ends_a_hanging_call(scheme: str) -> None:
    """A stop ends a hanging call, and no thread remains."""
    before = set(threading.enumerate())
    with MockKeyfactor() as mock:
        assert hang_up(mock, mock.url if scheme == "http" else mock.https_url, mock.stop) == b""

    assert others(before) == []


def test_a_client_that_goes_away_does_no_harm(mockkf: MockKeyfactor, url: str) -> None:
    """A client that disconnects causes no error in the log, whatever the answer."""
    before = set(threading.enumerate())
    for action in ({"answer": "drip", "pace": 60}, {"answer": "garbage"}, {"page": 502}, {"drop": True}):
        fault, state = mockkf.faults.add(STEP, delay=60, **action), mockkf.state
        with called(mockkf, url) as client:
            assert state.wait(partial(has_fired, fault), PATIENCE)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        mockkf.reset()

    assert others(before) == []
    assert call(mockkf, url).status_code == 200


# Whom it concerns


@pytest.mark.parametrize("path", ["/SMTP", "/smtp", "/KeyfactorAPI/SMTP", "/keyfactorapi/*", "*SMTP", "/S?TP"])
def test_a_path_is_given_with_or_without_its_base(command: Command, mockkf: MockKeyfactor, path: str) -> None:
    """The criterion path matches in any letter case and with `*`; other paths are not affected."""
    mockkf.faults.add(STEP, path=path, status=503)

    assert command.get().status_code == 503
    if path != "/keyfactorapi/*":
        assert command.test().status_code == 200


def test_a_base_path_of_another_case_is_one_too(command: Command, mockkf: MockKeyfactor) -> None:
    """The path is matched without its base path, in any spelling."""
    mockkf.faults.add(STEP, path="/SMTP", method="put", version=1, status=503)

    assert command.put(1).status_code == 503
    assert command.put(2).status_code == 200
    assert command.get(1).status_code == 200


def test_a_call_that_finds_no_route_meets_faults_too(command: Command, mockkf: MockKeyfactor) -> None:
    """The fault applies to unknown paths and to calls without credentials."""
    mockkf.faults.add(STEP, page=503)

    assert command.call("GET", "/nowhere").status_code == 503
    assert command.call("GET", "/SMTP", auth=None).status_code == 503


def test_other_doors_are_not_touched(mockkf: MockKeyfactor) -> None:
    """The control API and the identity provider are not affected."""
    fault = mockkf.faults.add(STEP, status=503)

    assert requests.get(f"{mockkf.control_url}/journal", timeout=10).status_code == 200
    assert requests.get(f"{mockkf.idp.issuer}/keys", verify=mockkf.ca_file, timeout=10).status_code == 200

    assert fault.seen == 0


def test_a_sandbox_has_faults_of_its_own(mockkf: MockKeyfactor) -> None:
    """Faults of the main mock and of a sandbox do not affect each other; paths have no prefix."""
    with mockkf.sandbox("a") as sandbox:
        mockkf.faults.add(STEP, path="/SMTP", status=503)
        sandbox.faults.add(STEP, path="/SMTP", status=429)

        assert call(mockkf, mockkf.url).status_code == 503
        assert call(sandbox, sandbox.url).status_code == 429  # type: ignore[arg-type]


def test_a_body_is_needed_for_nothing(mockkf: MockKeyfactor, url: str) -> None:
    """The client gets its answer although its large body is not read."""
    mockkf.faults.add(STEP, status=503)

    answer = call(mockkf, url, "PUT", json={**body(2, {}), "SenderName": "x" * 500_000})

    assert answer.status_code == 503
