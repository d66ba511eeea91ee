"""Clients with a pool of connections against a running mock: no call fails, however often the mock is reset."""

import http.client
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest
import requests
import urllib3

from mockkf import MockKeyfactor
from tests.support.web import PATIENCE

CALLS = 120

Call = Callable[[], int]
"""One call of the API; it returns the status."""


def headers(mock: MockKeyfactor) -> dict[str, str]:
    """Return the headers of a call."""
    user = b64encode(":".join(mock.credentials).encode()).decode()
    return {"Authorization": f"Basic {user}", "x-keyfactor-requested-with": "APIClient"}


@contextmanager
def by_requests(mock: MockKeyfactor, url: str) -> Iterator[Call]:
    """A session of requests."""
    with requests.Session() as session:
        session.trust_env = False
        yield lambda: session.get(url, headers=headers(mock), verify=mock.ca_file, timeout=PATIENCE).status_code


@contextmanager
def by_httpx(mock: MockKeyfactor, url: str) -> Iterator[Call]:
    """A client of httpx."""
    trust = ssl.create_default_context(cafile=mock.ca_file)
    with httpx.Client(verify=trust, trust_env=False, timeout=PATIENCE) as client:
        yield lambda: client.get(url, headers=headers(mock)).status_code


@contextmanager
def by_urllib3(mock: MockKeyfactor, url: str) -> Iterator[Call]:
    """A pool of urllib3, which does not retry."""
    with urllib3.PoolManager(ca_certs=mock.ca_file, retries=False, timeout=PATIENCE) as pool:
        yield lambda: pool.request("GET", url, headers=headers(mock)).status


@contextmanager
def by_http_client(mock: MockKeyfactor, url: str) -> Iterator[Call]:
    """A connection of http.client, which does not connect again."""
    parts = urlsplit(url)
    trust = ssl.create_default_context(cafile=mock.ca_file)
    connection = (
        http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=PATIENCE, context=trust)
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    )

    def call() -> int:
        connection.request("GET", parts.path, headers=headers(mock))
        answer = connection.getresponse()
        answer.read()
        connection.auto_open = 0
        return answer.status

    with closing(connection):
        yield call


@pytest.mark.rule("connections-kept")
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("client", [by_requests, by_httpx, by_urllib3, by_http_client])
def test_no_call_of_a_pooled_client_fails(
    mockkf: MockKeyfactor, client: Callable[[MockKeyfactor, str], AbstractContextManager[Call]], scheme: str
) -> None:
    """Hundreds of calls with resets between them: each is answered, and counts in the epoch in which it was sent."""
    url = mockkf.https_url if scheme == "https" else mockkf.url

    with client(mockkf, f"{url}/SMTP") as call:
        statuses = []
        for number in range(CALLS):
            statuses.append(call())
            assert len(mockkf.journal) == number % 3 + 1
            if number % 3 == 2:
                mockkf.reset()

    assert statuses == [200] * CALLS
    assert mockkf.state.late == ()
