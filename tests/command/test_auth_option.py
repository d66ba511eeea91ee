"""The option `auth`: the schemes that the API accepts, and access without credentials."""

from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.scenario.reading import load_settings
from tests.command.test_auth import basic
from tests.support.command import ANONYMOUS, RECIPIENT, Command, changed
from tests.support.oauth import token_of

USER = "KEYEXAMPLE\\jsmith"
GIVEN = {
    "basic": basic(USER, "s3cret"),
    "bearer": "Bearer t0ken",
    "negotiate": "Negotiate YII=",
    "nothing": None,
}
"""The credentials of a request."""

TAKEN = {
    "any": {"basic": 200, "bearer": 200, "negotiate": 401, "nothing": 401},
    "basic": {"basic": 200, "bearer": 401, "negotiate": 401, "nothing": 401},
    "bearer": {"basic": 401, "bearer": 200, "negotiate": 401, "nothing": 401},
    "off": {"basic": 200, "bearer": 200, "negotiate": 200, "nothing": 200},
}
"""The status for each value of the option."""


def get(command: Command, authorization: str | None) -> requests.Response:
    """GET /SMTP with these credentials, or without any."""
    headers = {} if authorization is None else {"Authorization": authorization}
    return command.call("GET", "/SMTP", auth=None, headers=headers)


@pytest.mark.parametrize("auth", TAKEN)
@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("declared", [False, True])
def test_the_option_says_what_is_taken(mockkf: MockKeyfactor, auth: str, given: str, declared: bool) -> None:
    """With or without declared accounts, valid credentials of another scheme are 401."""
    accounts: dict[str, Any] = {
        "users": [{"name": USER, "password": "s3cret"}],
        "clients": [{"name": "pipeline", "token": "t0ken"}],
    }
    command = changed(mockkf, auth=auth, **(accounts if declared else {}))

    answer = get(command, GIVEN[given])

    assert answer.status_code == TAKEN[auth][given]
    assert (answer.content == b"") == (answer.status_code == 401)


@pytest.mark.parametrize(
    ("auth", "given", "words"),
    [
        ("basic", "bearer", "The option auth accepts only Basic credentials."),
        ("bearer", "basic", "The option auth accepts only Bearer credentials."),
        ("basic", "nothing", "Credentials are required"),
        ("any", "nothing", "Credentials are required"),
    ],
)
def test_a_refusal_says_why(mockkf: MockKeyfactor, auth: str, given: str, words: str) -> None:
    """The reason names the option, and does not quote the credentials."""
    reason = get(changed(mockkf, auth=auth), GIVEN[given]).headers["X-Mockkf-Reason"]

    assert words in reason
    assert "t0ken" not in reason
    assert mockkf.journal[-1].user is None


@pytest.mark.parametrize(
    ("given", "user"), [("nothing", "anonymous"), ("negotiate", "anonymous"), ("basic", USER), ("bearer", "Bearer")]
)
def test_without_a_sign_in_callers_are_who_they_say(mockkf: MockKeyfactor, given: str, user: str) -> None:
    """The journal has the name in the credentials, or `anonymous` without credentials."""
    assert get(changed(mockkf, auth="off"), GIVEN[given]).status_code == 200

    assert mockkf.journal[-1].user == user


def test_without_a_sign_in_everything_is_allowed(mockkf: MockKeyfactor) -> None:
    """All calls are allowed, even if users with roles are declared."""
    users = [{"name": USER, "password": "s3cret", "roles": []}]
    command = changed(mockkf, auth="off", users=users)
    body = {**ANONYMOUS, "TestRecipient": RECIPIENT}

    calls = [("GET", "/SMTP"), ("PUT", "/SMTP"), ("POST", "/SMTP/Test"), ("GET", "/PamProviders")]
    assert [command.call(*call, version=1, auth=None, json=body).status_code for call in calls] == [200] * 4

    mockkf.mailbox.expect_one()


def test_who_signs_in_all_the_same_is_held_to_it(mockkf: MockKeyfactor) -> None:
    """A wrong password of a declared user is 401, and its permissions are its own."""
    users = [{"name": USER, "password": "s3cret", "roles": []}]
    command = changed(mockkf, auth="off", users=users)

    assert get(command, basic(USER, "wrong")).status_code == 401
    assert get(command, basic(USER, "s3cret")).status_code == 403
    assert get(command, None).status_code == 200


def test_a_token_of_the_identity_provider_is_a_bearer_token(mockkf: MockKeyfactor) -> None:
    """With `basic` it opens nothing."""
    command = changed(mockkf, auth="basic")
    assert get(command, f"Bearer {token_of(mockkf)}").status_code == 401

    command = changed(
        mockkf, auth="bearer", idp_clients=[{"name": "command-email", "secret": "MySuperSecretClientSecret"}]
    )
    assert get(command, f"Bearer {token_of(mockkf)}").status_code == 200
    assert mockkf.journal[-1].user == "command-email"


@pytest.mark.parametrize("auth", TAKEN)
def test_the_control_api_is_not_touched(mockkf: MockKeyfactor, auth: str) -> None:
    """The control API has its own option; the token endpoint checks its clients."""
    changed(mockkf, auth=auth)

    assert requests.get(f"{mockkf.control_url}/journal", timeout=10).status_code == 200
    assert token_of(mockkf)


@pytest.mark.parametrize("auth", TAKEN)
def test_it_can_be_said_anywhere(auth: str, tmp_path: Path) -> None:
    """As an argument, a variable and in a scenario."""
    path = tmp_path / "scenario.toml"
    path.write_text(f'auth = "{auth}"\n', "utf-8")

    assert load_settings({}, auth=auth).auth == auth
    assert load_settings({"MOCKKF_AUTH": auth}).auth == auth
    assert load_settings({}, path).auth == auth


@pytest.mark.parametrize("auth", ["none", "Basic", "", True, ["basic"]])
def test_another_value_is_refused(auth: Any) -> None:
    """The error lists the allowed values."""
    with pytest.raises(ConfigurationError, match="auth must be one of any, basic, bearer, off, not"):
        load_settings({}, auth=auth)
