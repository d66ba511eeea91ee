"""The access to the control API, and that no answer contains a secret."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.errors import ConfigurationError
from mockkf.remote import RemoteKeyfactor
from tests.control.routes import filled, routes
from tests.control.test_control import ask, is_a_refusal
from tests.support.command import Command

CANARY = "kanari7Vogel3"
HERE = "127.0.0.1:8480"


@pytest.mark.parametrize(
    "host",
    [
        HERE,
        "[::1]:8480",
        "192.0.2.7",
        "localhost",
        "LOCALHOST:1",
        "localhost.",
        "mock.localhost:8480",
        "a.b.localhost",
        "keyfactor:8480",
        "my_mock",
        "mock.example.com",
        "Mock.Example.COM.:80",
    ],
)
def test_a_name_of_ours_is_let_in(host: str) -> None:
    """The guard accepts addresses, localhost, names without a dot, and the names in `control_hosts`."""
    with MockKeyfactor(control_hosts=["mock.example.com"]) as keyfactor:
        assert ask(keyfactor, "", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example:8480", "evil.example.", "localhost.evil.example"],
)
def test_a_name_of_somebody_else_is_not(mockkf: MockKeyfactor, host: str) -> None:
    """Every request with a foreign host name is refused and has no effect."""
    epoch = mockkf.state.epoch

    for path, method in (("/reset", "POST"), ("/messages", "GET"), ("/nothing", "GET"), ("/reset", "OPTIONS")):
        answer = ask(mockkf, path, method, headers={"Host": host})
        assert is_a_refusal(answer, 403)
        assert "control_hosts" in answer.json()["error"]
    assert mockkf.state.epoch == epoch


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "Cross-Site", "Host": "localhost"},
        {"Origin": "http://evil.example", "Host": HERE, "Sec-Fetch-Site": "same-origin"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/reset"), ("GET", "/messages"), ("DELETE", "/faults")])
def test_a_page_of_another_origin_is_refused(
    mockkf: MockKeyfactor, headers: dict[str, str], method: str, path: str
) -> None:
    """A foreign page is refused by `Origin` or `Sec-Fetch-Site`; the request has no effect."""
    epoch = mockkf.state.epoch

    answer = ask(mockkf, path, method, headers=headers)

    assert is_a_refusal(answer, 403)
    assert mockkf.state.epoch == epoch


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": HERE, "Origin": f"http://{HERE}"},
        {"Host": HERE, "Origin": f"https://{HERE}", "Sec-Fetch-Site": "same-origin"},
        {"Host": "localhost", "Origin": "http://LOCALHOST"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_our_own_is_let_in(mockkf: MockKeyfactor, headers: dict[str, str]) -> None:
    """An origin with the same host and port is accepted, with http or https."""
    assert ask(mockkf, "/reset", "POST", headers=headers).status_code == 200


@pytest.fixture(scope="module")
def guarded() -> Iterator[MockKeyfactor]:
    """A mock whose control API requires a token."""
    with MockKeyfactor(control_token="s3sam") as keyfactor:
        yield keyfactor


REFUSED_TOKEN = 'Bearer realm="mockkf", error="invalid_token", error_description="The token is not valid here"'
"""The challenge for a token that is not the right one."""


@pytest.mark.parametrize("authorization", [None, "", "s3sam", "Basic s3sam", "Bearer", "Bearer s3sa", "Bearer s3sams"])
def test_without_the_token_nobody_is_let_in(guarded: MockKeyfactor, authorization: str | None) -> None:
    """Without the token the answer is 401 with WWW-Authenticate, also for unknown paths."""
    for path in ("", "/messages", "/nothing", "/ca.pem", "/v1/messages"):
        answer = ask(guarded, path, headers={"Authorization": authorization} if authorization is not None else {})
        assert is_a_refusal(answer, 401)
        has_token = (authorization or "").startswith("Bearer s")
        assert answer.headers["WWW-Authenticate"] == (REFUSED_TOKEN if has_token else 'Bearer realm="mockkf"')
    with guarded.sandbox("a") as sandbox:
        assert is_a_refusal(ask(sandbox, "/messages"), 401)


def test_with_the_token_everybody_is(guarded: MockKeyfactor) -> None:
    """The scheme matches in any letter case; health checks need no token."""
    health = guarded.control_url.removesuffix("/mockkf")

    assert ask(guarded, "", headers={"Authorization": "bearer s3sam"}).status_code == 200
    for path in ("/livez", "/readyz"):
        assert requests.get(f"{health}{path}", headers={"Authorization": ""}, timeout=10).status_code == 200


def test_a_mock_elsewhere_takes_the_token(guarded: MockKeyfactor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client takes the token from an argument or the environment, also for sandboxes."""
    with pytest.raises(ConfigurationError, match="requires its control_token"):
        RemoteKeyfactor(guarded.url)
    with RemoteKeyfactor(guarded.url, token="s3sam") as remote, remote.sandbox("a") as sandbox:
        assert sandbox.mailbox.find() == ()
    monkeypatch.setenv("MOCKKF_CONTROL_TOKEN", "s3sam")
    with RemoteKeyfactor(guarded.url) as remote:
        assert remote.reset() > 1


def test_the_token_is_never_shown(guarded: MockKeyfactor) -> None:
    """No answer contains the token; the settings show only that it is set."""
    texts = [text for _, text in answers(guarded, "s3sam")]

    assert not [text for text in texts if "s3sam" in text]
    settings = ask(guarded, "/settings", headers={"Authorization": "Bearer s3sam"}).json()
    assert settings["options"]["control_token"] == "********"


def answers(mock: Any, token: str = "") -> Iterator[tuple[str, str]]:
    """Return the answers of every GET with headers, except `ready`, which has credentials for clients."""
    headers = {"Authorization": f"Bearer {token}"}
    for route in routes():
        if route.method == "GET" and route.path.startswith("/mockkf") and route.path != "/mockkf/ready":
            path = filled(route.path)
            answer = ask(mock, path, headers=headers)
            yield path, f"{answer.headers} {answer.text}"


def test_a_secret_is_in_no_answer(mockkf: MockKeyfactor) -> None:
    """No GET returns a stored secret, nor does the answer to the request that stores it."""
    account = {"name": "one", "password": CANARY}
    said: list[str] = []
    options = {
        "users": [account],
        "clients": [{"name": "two", "token": CANARY}],
        "idp_clients": [{"name": "three", "secret": CANARY}],
        "relay_users": [account],
        "hosts": [{"name": "smtp.keyexample.com", "users": [account]}],
    }
    secret = {"at": ["MyFolderName", "Mine"], "value": CANARY}
    provider = {
        "name": "four",
        "type": "Thycotic",
        "parameters": {"RuleKey": CANARY},
        "secrets": [{"address": ["1"], "value": CANARY}],
    }
    with mockkf.sandbox("a", pam_providers=[provider]) as sandbox:
        sent = (
            ("PATCH", "/settings", options),
            ("PUT", "/users", {"users": [account]}),
            ("PUT", "/vaults/2/secrets", secret),
            ("POST", "/vaults/2/compare", {"at": secret["at"], "expected": CANARY}),
            ("POST", "/profile/compare", {"member": "RelayPassword", "expected": CANARY}),
            ("PATCH", "/settings", {"users": [{"name": "one", "password": [CANARY]}]}),
            ("PATCH", "/settings", {"users": [account, CANARY]}),
            ("PATCH", "/settings", {"control_token": CANARY}),
            ("PUT", "/vaults/2/secrets", {"at": [CANARY], "value": CANARY}),
            ("POST", "/messages/1/used", {"expected": [CANARY]}),
            ("PUT", "/scenario", {"relay": {"users": [{"name": "one", "password": [CANARY]}]}}),
        )
        said += [ask(sandbox, path, method, json=body).text for method, path, body in sent]
        command = Command(sandbox)
        command.put(
            RelayAuthenticationType=3,
            RelayPassword={"SecretValue": CANARY},
            RelayUsername={"SecretValue": "one"},
            ClientId={"SecretValue": "three"},
            ClientSecret={"SecretValue": CANARY},
            TokenEndpoint=f"https://u:{CANARY}@login.keyexample.com/token?key={CANARY}",
            RequestHeaders=[{"Name": "X-Key", "Value": CANARY}],
        )
        command.test(RelayUsername={"SecretValue": "one"}, RelayPassword={"SecretValue": CANARY})
        command.test(RelayUsername={"SecretValue": "one"}, RelayPassword={"SecretValue": f"{CANARY}x"})
        ask(sandbox, "/snapshots", "POST")
        assert len(sandbox.mailbox.all) == 1, sandbox.journal
        assert ask(sandbox, "/messages/1/used", "POST", json={"expected": CANARY}).json() == {"used": True}

        leaks = [path for path, text in answers(sandbox) if CANARY in text]

    assert leaks == []
    assert [text for text in said if CANARY in text] == []
    assert json.loads(said[4]).keys() == {"error"}
