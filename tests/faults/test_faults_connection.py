"""Faults at http.connection: a kept connection is stale when the client uses it again."""

import http.client
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import urllib3
from urllib3.util.wait import wait_for_read

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.faults.answer import ANSWERS
from mockkf.scenario.reading import load_settings
from tests.support.command import BASIC_V2
from tests.support.web import PATIENCE, Wire

STEP = "http.connection"

TRIED = {(STEP, action) for action in ("drop", "tcp_reset", "hang", "delay")}
"""The actions that this file tests."""


@pytest.fixture(params=["http", "https"])
def url(request: pytest.FixtureRequest, mockkf: MockKeyfactor) -> str:
    """The API, over http and https."""
    return mockkf.url if request.param == "http" else mockkf.https_url


def headers(mock: MockKeyfactor) -> dict[str, str]:
    """Return the headers of a call."""
    user = b64encode(":".join(mock.credentials).encode()).decode()
    return {"Authorization": f"Basic {user}", "x-keyfactor-requested-with": "APIClient"}


@pytest.fixture
def session(mockkf: MockKeyfactor) -> Iterator[Callable[..., requests.Response]]:
    """Calls of one session, which keeps its connection."""
    with requests.Session() as session:
        session.trust_env = False
        session.verify = mockkf.ca_file
        session.headers.update(headers(mockkf))

        def call(url: str, path: str = "/SMTP", method: str = "GET", **options: Any) -> requests.Response:
            return session.request(method, f"{url}{path}", **{"timeout": PATIENCE, **options})

        yield call


@pytest.fixture
def bare(mockkf: MockKeyfactor, url: str) -> Iterator[http.client.HTTPConnection]:
    """A connection of http.client, which notices nothing between two calls."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        trust = ssl.create_default_context(cafile=mockkf.ca_file)
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(parts.netloc, context=trust, timeout=1)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=1)
    with closing(connection):
        yield connection


def call(mock: MockKeyfactor, connection: http.client.HTTPConnection) -> int:
    """Make a call on a connection and return the status."""
    connection.request("GET", "/KeyfactorAPI/SMTP", headers=headers(mock))
    answer = connection.getresponse()
    answer.read()
    return answer.status


# What a client meets


@pytest.mark.parametrize(
    ("fault", "errors"),
    [
        ({"drop": True}, (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError)),
        ({"drop": "after"}, (http.client.RemoteDisconnected,)),
        ({"tcp_reset": True}, (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError)),
        ({"tcp_reset": "after"}, (ConnectionResetError, ssl.SSLEOFError)),
        ({"hang": True}, (TimeoutError,)),
    ],
    ids=str,
)
def test_the_second_call_fails(
    mockkf: MockKeyfactor,
    bare: http.client.HTTPConnection,
    fault: dict[str, Any],
    errors: tuple[type[Exception], ...],
) -> None:
    """The first call is answered completely; the second meets the stale connection and is not executed."""
    planned = mockkf.faults.add(STEP, **fault)

    assert call(mockkf, bare) == 200
    with pytest.raises(errors):
        call(mockkf, bare)

    assert (planned.seen, planned.fired) == (1, 1)
    assert len(mockkf.journal) == 1
    assert mockkf.journal.connections == ()


def test_a_client_that_looks_before_it_sends_connects_again(mockkf: MockKeyfactor, url: str) -> None:
    """urllib3 notices a connection that ended while it was idle, every time."""
    planned = mockkf.faults.add(STEP, drop=True)

    with urllib3.PoolManager(ca_certs=mockkf.ca_file).connection_from_url(url) as pool:
        for _ in range(20):
            assert pool.urlopen("GET", f"{url}/SMTP", headers=headers(mockkf), retries=False).status == 200
            # The end leaves with the answer, unless something stops the mock for 200 ms between them.
            assert pool.pool is not None
            assert wait_for_read(pool.pool.queue[-1].sock, PATIENCE)

    assert planned.fired == 20


@pytest.mark.parametrize(
    ("preset", "error"),
    [
        ("gateway.closed_connection", requests.exceptions.ConnectionError),
        ("gateway.reset_connection", requests.exceptions.ConnectionError),
        ("gateway.dead_connection", requests.exceptions.ReadTimeout),
    ],
)
def test_a_client_cannot_notice_it_in_advance(
    mockkf: MockKeyfactor, session: Callable[..., requests.Response], url: str, preset: str, error: type[Exception]
) -> None:
    """The connection ends when the next call comes, or never answers; after the failure, the client connects again."""
    planned = mockkf.faults.add(preset)

    session(url)
    with pytest.raises(error):
        session(url, method="PUT", json=BASIC_V2, timeout=0.3)
    assert session(url).json()["Port"] == 25

    assert planned.fired == 1
    assert [entry.method for entry in mockkf.journal] == ["GET", "GET"]


# When it happens


def test_with_a_delay_a_call_that_comes_in_time_is_served(
    mockkf: MockKeyfactor, session: Callable[..., requests.Response], url: str
) -> None:
    """The delay is the time for which the connection is idle before the action."""
    planned = mockkf.faults.add(STEP, drop=True, delay=3600)

    assert [session(url).status_code for _ in range(3)] == [200, 200, 200]
    assert planned.fired == 3


@pytest.mark.parametrize("action", ["drop", "tcp_reset"])
def test_after_the_delay_the_connection_ends(mockkf: MockKeyfactor, action: str) -> None:
    """As with a proxy that closes connections which are idle for too long."""
    mockkf.faults.add(STEP, **{action: True, "delay": 0.05})
    with closing(Wire(_connected(mockkf, mockkf.url))) as client:
        client.send(_request(mockkf, mockkf.url))

        assert client.answer()[0] == 200
        assert client.is_closed()


def test_a_delay_alone_is_refused(mockkf: MockKeyfactor) -> None:
    """It would have no effect."""
    with pytest.raises(ConfigurationError, match="in addition to delay; allowed: drop, tcp_reset, hang"):
        mockkf.faults.add(STEP, delay=1)


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"drop": True, "delay": 3600}, {"tcp_reset": "after"}], ids=str)
def test_a_reset_ends_the_effect(
    mockkf: MockKeyfactor, session: Callable[..., requests.Response], url: str, fault: dict[str, Any]
) -> None:
    """A connection that is not stale yet is as good as any other in the next test."""
    mockkf.faults.add(STEP, **fault)
    session(url)

    mockkf.reset()

    assert [session(url).status_code for _ in range(3)] == [200, 200, 200]


def test_a_silent_connection_is_closed_at_the_reset(mockkf: MockKeyfactor, bare: http.client.HTTPConnection) -> None:
    """Its client gets no answer in the next test either."""
    mockkf.faults.add(STEP, hang=True)
    call(mockkf, bare)
    bare.timeout = PATIENCE
    bare.request("GET", "/KeyfactorAPI/SMTP", headers=headers(mockkf))

    mockkf.reset()

    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        bare.getresponse()
    assert mockkf.journal == ()


def test_criteria_are_those_of_the_call_before(
    mockkf: MockKeyfactor, session: Callable[..., requests.Response], url: str
) -> None:
    """Method, path and version select the answer after which the connection becomes stale."""
    planned = mockkf.faults.add(STEP, drop="after", method="PUT", path="/SMTP", version=2)

    session(url)
    session(url, "/SMTP/Test", "POST")
    session(url, method="PUT", json=BASIC_V2, headers={"x-keyfactor-api-version": "2"})
    with pytest.raises(requests.exceptions.ConnectionError):
        session(url)

    assert (planned.seen, planned.fired) == (1, 1)


def test_a_connection_that_ends_anyway_does_not_cross_the_step(mockkf: MockKeyfactor, url: str) -> None:
    """A client that sends `Connection: close` does not use up the fault."""
    planned = mockkf.faults.add(STEP, drop=True)

    requests.get(
        f"{url}/SMTP", headers={**headers(mockkf), "Connection": "close"}, verify=mockkf.ca_file, timeout=PATIENCE
    )

    assert planned.seen == 0


def test_the_control_api_keeps_its_connections(mockkf: MockKeyfactor) -> None:
    """Only answers of Command's API cross the step, so that a test can plan the fault over a kept connection."""
    with requests.Session() as session:
        planned = {"step": STEP, "drop": True}
        assert session.post(f"{mockkf.control_url}/faults", json=planned, timeout=PATIENCE).status_code == 201
        session.post(mockkf.idp.token_url.replace("https", "http"), timeout=PATIENCE, verify=mockkf.ca_file)

        assert session.get(f"{mockkf.control_url}/faults", timeout=PATIENCE).json()["faults"][0]["seen"] == 0


# Where it is shown


def test_the_trace_and_the_reason_name_the_fault(
    mockkf: MockKeyfactor, session: Callable[..., requests.Response], url: str
) -> None:
    """Those of the call after whose answer the connection became stale."""
    mockkf.faults.add(STEP, drop=True, times=1)

    answer = session(url)

    said = "fault 1 at http.connection (drop='before', times=1) fired"
    assert said in answer.headers["X-Mockkf-Reason"]
    assert (mockkf.journal[0].status, mockkf.journal[0].reason) == (200, said)
    assert [(step.step, step.fault) for step in mockkf.journal[0].trace] == [("http.request", None), (STEP, 1)]


def test_a_scenario_can_have_it(tmp_path: Path) -> None:
    """As any other fault, with a preset or with its members."""
    path = tmp_path / "stale.toml"
    path.write_text(
        '[[faults]]\nstep = "http.connection"\ntcp_reset = "after"\n[[faults]]\npreset = "gateway.dead_connection"\n'
    )

    faults = load_settings({}, path).faults

    assert [str(fault) for fault in faults] == [
        "fault 0 at http.connection (tcp_reset='after')",
        "fault 0 at http.connection (hang=True, times=1, preset='gateway.dead_connection')",
    ]


# What other faults do to a kept connection


@pytest.mark.parametrize(
    "fault",
    [
        {"drop": True},
        {"drop": "after"},
        {"tcp_reset": True},
        {"page": 502},
        *({"answer": answer} for answer in ANSWERS if answer not in {"drip", "reset_mid_body"}),
    ],
    ids=str,
)
def test_a_fault_of_the_wire_ends_a_kept_connection(mockkf: MockKeyfactor, url: str, fault: dict[str, Any]) -> None:
    """The connection has no further answer."""
    request = _request(mockkf, url)
    with closing(Wire(_connected(mockkf, url))) as client:
        client.send(request)
        assert client.answer()[0] == 200
        mockkf.faults.add("http.request", **fault)
        client.send(request)
        rest = b""
        try:
            while octets := client.socket.recv(65536):
                rest += octets
        except OSError:
            pass

    assert rest.count(b"HTTP/1.1 ") <= 1


@pytest.mark.parametrize("status", [401, 429, 503])
def test_a_status_keeps_the_connection(
    mockkf: MockKeyfactor, session: Callable[..., requests.Response], url: str, status: int
) -> None:
    """The answer of a fault is an answer like any other."""
    mockkf.faults.add("http.request", status=status, times=1)

    assert "Connection" not in session(url).headers
    assert session(url).status_code == 200


def _request(mock: MockKeyfactor, url: str) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers(mock).items())
    return f"GET {urlsplit(url).path}/SMTP HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode()


def _connected(mock: MockKeyfactor, url: str) -> Any:
    parts = urlsplit(url)
    plain = socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)
    if parts.scheme == "http":
        return plain
    context = ssl.create_default_context(cafile=mock.ca_file)
    context.options |= ssl.OP_IGNORE_UNEXPECTED_EOF
    return context.wrap_socket(plain, server_hostname=parts.hostname)
