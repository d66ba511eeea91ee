"""Sign-in to the API: it accepts tokens of the same identity provider."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import command_v11_client
import pytest
import requests
from command_v11_client.api.smtp import get_smtp, post_smtp_test
from command_v11_client.models import KeyfactorWebKeyfactorApiModelsSMTPSMTPTestRequest as Mail

from mockkf import MockKeyfactor
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, RECIPIENT, Command, changed
from tests.support.oauth import CLIENT, DECLARED, SECRET, VALID, all_shown, ask, leaks, send, token_of

READER = {**DECLARED, "roles": ["reader"]}
ROLES = [{"name": "reader", "permissions": ["/system_settings/read/"]}]


def get(command: Command, token: str) -> requests.Response:
    """GET /SMTP with this token."""
    return command.call("GET", "/SMTP", auth=None, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.rule("sign-in-token")
def test_a_token_of_a_declared_client_is_a_credential(mockkf: MockKeyfactor) -> None:
    """The journal contains the client's name, and no token."""
    command = changed(mockkf, idp_clients=[DECLARED])
    token = token_of(mockkf)

    assert get(command, token).status_code == 200

    assert mockkf.journal[0].user == CLIENT
    assert leaks(all_shown(mockkf), [token, SECRET]) == []


@pytest.mark.parametrize("dialect", VALID)
def test_the_client_is_known_in_every_dialect(mockkf: MockKeyfactor, dialect: str) -> None:
    """The client is recognized in the claims of every dialect."""
    command = changed(mockkf, idp_clients=[DECLARED], idp_dialect=dialect)

    assert get(command, token_of(mockkf, **VALID[dialect])).status_code == 200
    assert mockkf.journal[0].user == CLIENT


def test_a_client_has_the_permissions_of_its_roles(mockkf: MockKeyfactor) -> None:
    """A reader can read; a change is 403 with the client's name."""
    command = changed(mockkf, idp_clients=[READER], roles=ROLES)
    headers = {"Authorization": f"Bearer {token_of(mockkf)}"}

    refused = command.call("PUT", "/SMTP", auth=None, headers=headers, json=ANONYMOUS)

    assert get(command, token_of(mockkf)).status_code == 200
    assert refused.status_code == 403
    assert refused.json()["Message"].startswith(f"User {CLIENT} does not have the required permissions")


SPOILT: Mapping[str, Callable[[MockKeyfactor], str]] = {
    "expired": lambda mock: spoilt(mock, "expired"),
    "not_yet_valid": lambda mock: spoilt(mock, "not_yet_valid"),
    "rotated_key": lambda mock: spoilt(mock, "rotated_key"),
    "revoked": lambda mock: spoilt(mock, "revoked"),
    "tampered": lambda mock: token_of(mock)[:-8] + "AAAAAAAA",
    "words": lambda _: "words",
}
"""Invalid and expired tokens."""


def spoilt(mock: MockKeyfactor, scenario: str) -> str:
    """The token of a scenario."""
    mock.idp.play(scenario, times=1)
    return token_of(mock)


def before_reset(mock: MockKeyfactor) -> str:
    """A token of an earlier epoch."""
    token = token_of(mock)
    mock.reset(settings=change_settings(mock.settings, idp_clients=[DECLARED]))
    return token


@pytest.mark.parametrize("case", [*SPOILT, "of before the reset"])
def test_a_spoilt_token_is_401(mockkf: MockKeyfactor, case: str) -> None:
    """The body is empty, as for wrong credentials."""
    command = changed(mockkf, idp_clients=[DECLARED])

    answer = get(command, SPOILT.get(case, before_reset)(mockkf))

    assert (answer.status_code, answer.content) == (401, b"")
    assert mockkf.journal[-1].user is None


@pytest.mark.parametrize(
    "end",
    [
        lambda mock: mock.clock.advance("2h"),
        lambda mock: mock.idp.rotate(),
        lambda mock: mock.idp.revoke(),
    ],
    ids=["expired", "rotated_key", "revoked"],
)
def test_a_token_that_was_accepted_can_become_invalid(
    mockkf: MockKeyfactor, end: Callable[[MockKeyfactor], Any]
) -> None:
    """Its signature is remembered, and all else is checked at each call."""
    command = changed(mockkf, idp_clients=[DECLARED])
    token = token_of(mockkf)

    before = get(command, token).status_code
    end(mockkf)

    assert (before, get(command, token).status_code) == (200, 401)


def test_declared_clients_do_not_shut_out_users(mockkf: MockKeyfactor) -> None:
    """Basic credentials stay valid while OAuth is tested, if no users are declared."""
    command = changed(mockkf, idp_clients=[DECLARED])

    assert command.get().status_code == 200
    assert send(command).status_code == 200
    assert get(command, "anything").status_code == 401


def test_declared_users_shut_out_tokens_of_strangers(mockkf: MockKeyfactor) -> None:
    """The identity provider issues a token to every client, but the API accepts only declared clients."""
    command = changed(mockkf, users=[{"name": "me", "password": "s3cret"}])

    assert get(command, token_of(mockkf)).status_code == 401


def test_fixed_tokens_go_on_working(mockkf: MockKeyfactor) -> None:
    """Clients with a token of the scenario and clients of the identity provider can both be declared."""
    command = changed(mockkf, clients=[{"name": "pipeline", "token": "t0ken"}], idp_clients=[DECLARED])

    assert get(command, "t0ken").status_code == 200
    assert get(command, token_of(mockkf)).status_code == 200
    assert [call.user for call in mockkf.journal] == ["pipeline", CLIENT]


def test_without_clients_a_token_names_its_caller(mockkf: MockKeyfactor, command: Command) -> None:
    """Without declared accounts any token is accepted; the journal names the client of a real token."""
    get(command, token_of(mockkf, client_id="somebody"))
    get(command, "anything")

    assert [call.user for call in mockkf.journal] == ["somebody", "Bearer"]


# The clients


@pytest.mark.parametrize("declared", [None, [{"name": "first", "secret": "s3cret"}, DECLARED]])
def test_the_environment_has_what_clients_read(mockkf: MockKeyfactor, declared: Any) -> None:
    """Token URL, client id and secret are those of an accepted client, the first declared one if any."""
    if declared is not None:
        changed(mockkf, idp_clients=declared)
    environ = mockkf.environ()
    names = ("KEYFACTOR_AUTH_CLIENT_ID", "KEYFACTOR_AUTH_CLIENT_SECRET")

    token = requests.post(
        environ["KEYFACTOR_AUTH_TOKEN_URL"],
        data={"grant_type": "client_credentials"},
        auth=(environ[names[0]], environ[names[1]]),
        verify=environ["REQUESTS_CA_BUNDLE"],
        timeout=10,
    ).json()["access_token"]

    assert get(Command(mockkf), token).status_code == 200
    assert mockkf.journal[0].user == environ[names[0]]


@pytest.fixture
def sdk(mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`keyfactor-command-sdk` in its OAuth mode, as its documents configure it."""
    changed(mockkf, release="11.4", idp_clients=[READER], roles=ROLES)
    for name, value in mockkf.environ().items():
        monkeypatch.setenv(name, value)
    client = command_v11_client.AuthenticatedClient(
        mockkf.https_url,
        token="",
        verify_ssl=mockkf.ca_file,
        headers={"Connection": "close"},  # the client never closes its connections
        idp_args={"tokenURL": mockkf.idp.token_url, "clientId": CLIENT, "clientSecret": SECRET},
    )
    yield client
    client.get_httpx_client().close()


def test_the_official_client_signs_in_by_oauth(mockkf: MockKeyfactor, sdk: Any) -> None:
    """It gets a token and calls the API with it, unchanged."""
    answer: Any = get_smtp.sync_detailed(client=sdk)

    assert (answer.status_code, answer.parsed.host) == (200, "smtp.keyexample.com")
    assert mockkf.journal[0].user == CLIENT
    [request] = mockkf.idp.requests
    assert (request.client, request.authentication) == (CLIENT, "form")


def test_the_official_client_is_told_what_it_may_not(mockkf: MockKeyfactor, sdk: Any) -> None:
    """A test mail needs a permission that the role lacks: 403."""
    members: dict[str, Any] = {
        "host": "smtp.keyexample.com",
        "sender_account": "jsmith@keyexample.com",
        "sender_name": "Command",
        "test_recipient": RECIPIENT,
    }

    answer = post_smtp_test.sync_detailed(client=sdk, json_body=Mail(**members))

    assert answer.status_code == 403
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("scenario", ["wrong_secret", "rate_limited", "server_error", "no_access_token", "html"])
def test_clients_meet_the_same_scenarios(mockkf: MockKeyfactor, scenario: str) -> None:
    """Faults of token requests also fire for clients of the API."""
    mockkf.idp.play(scenario, times=1)

    answer = ask(mockkf)

    assert answer.status_code in {200, 401, 429, 502, 503}
    assert not answer.headers["Content-Type"].endswith("json") or not answer.json().get("access_token")
    assert ask(mockkf).json()["access_token"]
