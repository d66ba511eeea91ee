"""The challenges of a 401: how they are written, and what they say about the credentials of the request."""

import urllib.request
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from tests.support.command import changed

BASIC = 'Basic realm="Keyfactor Command", charset="UTF-8"'
BEARER = 'Bearer realm="Keyfactor Command"'
INVALID = f'{BEARER}, error="invalid_token", error_description="The token is not valid here"'


def challenges(mock: MockKeyfactor, authorization: str | None = None) -> list[str]:
    """Return each header WWW-Authenticate of the answer to a call."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = requests.get(f"{mock.url}/SMTP", headers=headers, timeout=10)
    assert answer.status_code == 401
    return [*answer.raw.headers.getlist("WWW-Authenticate")]


@pytest.mark.parametrize(("auth", "offered"), [("any", [BASIC, BEARER]), ("basic", [BASIC]), ("bearer", [BEARER])])
@pytest.mark.rule("challenge")
def test_each_scheme_has_a_header_of_its_own(mockkf: MockKeyfactor, auth: str, offered: list[str]) -> None:
    """A challenge has its realm (RFC 7617, 2), and clients that read one challenge find it."""
    changed(mockkf, auth=auth)

    assert challenges(mockkf) == offered
    assert mockkf.journal[-1].answer_headers["WWW-Authenticate"] == ", ".join(offered)


@pytest.mark.parametrize(
    ("authorization", "bearer"),
    [
        (None, BEARER),
        ("Negotiate abc", BEARER),
        ("Bearer", BEARER),
        ("Basic YTpi", BEARER),
        ("Bearer wrong", INVALID),
    ],
)
@pytest.mark.rule("challenge")
def test_a_refused_token_is_called_invalid(mockkf: MockKeyfactor, authorization: str | None, bearer: str) -> None:
    """The error is there for a token, and not for a call without one (RFC 6750, 3.1)."""
    changed(mockkf, users=[], clients=[])

    assert challenges(mockkf, authorization) == [BASIC, bearer]


def test_a_broken_answer_keeps_both_challenges(mockkf: MockKeyfactor) -> None:
    """A fault that breaks the body of a 401 does not drop a header."""
    mockkf.faults.add("http.request", answer="wrong_type")

    assert challenges(mockkf) == [BASIC, BEARER]


@pytest.mark.parametrize("auth", ["any", "basic"])
@pytest.mark.rule("challenge")
def test_urllib_signs_in_by_the_challenge(mockkf: MockKeyfactor, auth: str) -> None:
    """A client that waits for a challenge with a realm finds it."""
    changed(mockkf, auth=auth)
    passwords: Any = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, mockkf.url, *mockkf.credentials)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(passwords)
    )

    with opener.open(f"{mockkf.url}/SMTP", timeout=10) as answer:
        assert answer.status == 200
