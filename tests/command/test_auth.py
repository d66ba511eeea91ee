"""Authentication of users and clients, permissions of roles, and no password in any output."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, Command, changed

USER = "KEYEXAMPLE\\jsmith"
READ, MODIFY = "/system_settings/read/", "/system_settings/modify/"
USERS = [{"name": USER, "password": "s3cret"}, {"name": "other", "password": "an0ther"}]
CLIENTS = [{"name": "pipeline", "token": "t0ken"}]


def basic(user: str, password: str, charset: str = "utf-8") -> str:
    """An Authorization header for a user."""
    return "Basic " + b64encode(f"{user}:{password}".encode(charset)).decode()


def get(command: Command, authorization: str) -> requests.Response:
    """GET /SMTP with these credentials."""
    return command.call("GET", "/SMTP", auth=None, headers={"Authorization": authorization})


def with_permissions(mock: MockKeyfactor, *permissions: str) -> Command:
    """A client of a mock that knows one user, of one role, with these permissions."""
    return changed(
        mock,
        users=[{"name": USER, "password": "s3cret", "roles": ["some"]}],
        roles=[{"name": "some", "permissions": [*permissions]}],
    )


def called(command: Command) -> list[int]:
    """The statuses of GET, PUT and Test for that user."""
    calls = [("GET", "/SMTP"), ("PUT", "/SMTP"), ("POST", "/SMTP/Test")]
    body = {**ANONYMOUS, "TestRecipient": "mjones@keyexample.com"}
    return [command.call(*call, auth=(USER, "s3cret"), json=body).status_code for call in calls]


@pytest.mark.parametrize("authorization", [basic("anybody", "x"), "Bearer anything"])
@pytest.mark.rule("credentials-any")
def test_as_long_as_nobody_is_declared_anybody_may_call(command: Command, authorization: str) -> None:
    """Any Basic or Bearer credentials are accepted, with all permissions."""
    assert get(command, authorization).status_code == 200
    assert command.call("PUT", "/SMTP", auth=None, headers={"Authorization": authorization}, json=ANONYMOUS).ok


@pytest.mark.parametrize(
    ("authorization", "name"),
    [
        (basic(USER, "s3cret"), USER),
        (basic("keyexample\\JSmith", "s3cret"), USER),
        (basic("other", "an0ther"), "other"),
        ("Bearer t0ken", "pipeline"),
        ("bearer  t0ken", "pipeline"),
    ],
)
def test_declared_accounts_are_let_in(mockkf: MockKeyfactor, authorization: str, name: str) -> None:
    """Users use Basic, with any letter case of the name; clients use Bearer. The journal has the declared name."""
    command = changed(mockkf, users=USERS, clients=CLIENTS)

    assert get(command, authorization).status_code == 200

    assert mockkf.journal[-1].user == name


WRONG = [
    basic(USER, "S3cret"),
    basic(USER, "s3cre"),
    basic(USER, "s3cret2"),
    basic(USER, "an0ther"),
    basic("jsmith", "s3cret"),
    basic("", "s3cret"),
    basic("pipeline", "t0ken"),
    "Bearer T0ken",
    "Bearer s3cret",
    "Bearer",
    "Bearer tökén",
    "t0ken",
]


@pytest.mark.parametrize("authorization", WRONG)
@pytest.mark.rule("credentials-none")
def test_others_are_not(mockkf: MockKeyfactor, authorization: str) -> None:
    """Wrong credentials are 401 with an empty body; the reason does not quote them, and the journal has no user."""
    answer = get(changed(mockkf, users=USERS, clients=CLIENTS), authorization)

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"].startswith('Basic realm="')
    assert "cret" not in answer.headers["X-Mockkf-Reason"]
    assert mockkf.journal[-1].user is None


@pytest.mark.parametrize(
    ("users", "clients", "by_basic", "by_bearer"),
    [
        (USERS, None, 200, 401),
        (None, CLIENTS, 401, 200),
        ([], None, 401, 401),
        (None, [], 401, 401),
        ([], CLIENTS, 401, 200),
    ],
)
def test_with_one_kind_declared_nobody_else_may_call(
    mockkf: MockKeyfactor, users: Any, clients: Any, by_basic: int, by_bearer: int
) -> None:
    """An empty list refuses this scheme; so does a missing list beside another list."""
    given = {"users": users, "clients": clients}
    command = changed(mockkf, **{name: value for name, value in given.items() if value is not None})

    assert get(command, basic(USER, "s3cret")).status_code == by_basic
    assert get(command, "Bearer t0ken").status_code == by_bearer


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize(("password", "status"), [("pässwörd", 200), ("pässword", 401), ("passwörd", 401)])
def test_credentials_beyond_ascii_are_compared(mockkf: MockKeyfactor, charset: str, password: str, status: int) -> None:
    """In UTF-8 or in Latin-1, as clients send them."""
    command = changed(mockkf, users=[{"name": "Jürgen", "password": "pässwörd"}])

    assert get(command, basic("JÜRGEN", password, charset)).status_code == status


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        (["/"], [200, 200, 200]),
        (["/system_settings/"], [200, 200, 200]),
        (["/system_settings"], [200, 200, 200]),
        (["/System_Settings/"], [200, 200, 200]),
        ([READ], [200, 403, 403]),
        ([MODIFY], [403, 200, 200]),
        ([READ, MODIFY], [200, 200, 200]),
        (["/system_setting/modify/"], [403, 200, 200]),
        (["/system_setting/"], [200, 200, 200]),
        (["SystemSettings: Read"], [200, 403, 403]),
        (["systemsettings: modify"], [403, 200, 200]),
        ([f"{READ}more/"], [403, 403, 403]),
        (["/system_settings/rea"], [403, 403, 403]),
        (["/system"], [403, 403, 403]),
        (["/pam/", "PrivilegedAccessManagement: Read"], [403, 403, 403]),
        ([], [403, 403, 403]),
    ],
)
@pytest.mark.rule(
    "permission-read",
    "permission-modify",
    "permission-prefix",
    "permission-read-old",
    "permission-modify-old",
    "permission-test-old",
)
def test_a_permission_grants_what_it_begins(
    mockkf: MockKeyfactor, permissions: Sequence[str], statuses: list[int]
) -> None:
    """GET takes `/system_settings/read/`, PUT and Test `/system_settings/modify/`, each as it is or shortened at a `/`;
    the documents' singular and release 10's names are the same.
    """
    assert called(with_permissions(mockkf, *permissions)) == statuses


@pytest.mark.parametrize(
    ("account", "statuses"),
    [
        ({}, [200, 200, 200]),
        ({"roles": []}, [403, 403, 403]),
        ({"roles": ["reader"]}, [200, 403, 403]),
        ({"roles": ["reader", "writer"]}, [200, 200, 200]),
    ],
)
def test_roles_add_up(mockkf: MockKeyfactor, account: dict[str, Any], statuses: list[int]) -> None:
    """An account without the member `roles` may do everything, with an empty one nothing."""
    command = changed(
        mockkf,
        users=[{"name": USER, "password": "s3cret", **account}],
        roles=[{"name": "reader", "permissions": [READ]}, {"name": "writer", "permissions": [MODIFY]}],
    )

    assert called(command) == statuses


def test_a_client_has_roles_too(mockkf: MockKeyfactor) -> None:
    """Roles apply to tokens as to users."""
    command = changed(
        mockkf,
        clients=[{"name": "pipeline", "token": "t0ken", "roles": ["reader"]}],
        roles=[{"name": "reader", "permissions": [READ]}],
    )
    headers = {"Authorization": "Bearer t0ken"}

    assert get(command, headers["Authorization"]).status_code == 200
    assert command.call("PUT", "/SMTP", auth=None, headers=headers, json=ANONYMOUS).status_code == 403


@pytest.mark.rule("permission-lacking", "permission-code")
def test_a_lacking_permission_is_refused_in_the_recorded_words(mockkf: MockKeyfactor) -> None:
    """403 with code 0xA0140002 names user and permission; the reason does too."""
    command = with_permissions(mockkf, READ)

    answer = command.call("PUT", "/SMTP", auth=(USER, "s3cret"), json=ANONYMOUS)

    assert answer.status_code == 403
    assert answer.content == (
        rb'{"ErrorCode":"0xA0140002","Message":"User KEYEXAMPLE\\jsmith '
        rb'does not have the required permissions: /system_settings/modify/."}'
    )
    assert "required permissions: /system_settings/modify/" in answer.headers["X-Mockkf-Reason"]
    assert answer.headers["Api-Supported-Versions"] == "1.0, 2"


@pytest.mark.rule("permission-none", "error-escapes")
def test_an_account_without_a_role_is_refused_in_the_recorded_words(mockkf: MockKeyfactor) -> None:
    r"""403 with code 0xA0140002, and its apostrophe is \u0027 on the wire."""
    command = changed(mockkf, users=[{"name": "jsmith", "password": "s3cret", "roles": []}])

    answer = command.call("GET", "/SMTP", auth=("jsmith", "s3cret"))

    assert answer.status_code == 403
    assert answer.content == (
        rb'{"ErrorCode":"0xA0140002","Message":"User jsmith doesn\u0027t have the required permission"}'
    )
    assert "/system_settings/read/" in answer.headers["X-Mockkf-Reason"]


def test_a_lacking_permission_changes_nothing(mockkf: MockKeyfactor) -> None:
    """After a 403 the profile is unchanged, and no mail was sent."""
    command = with_permissions(mockkf, READ)
    before = command.call("GET", "/SMTP", auth=(USER, "s3cret")).text

    assert called(command) == [200, 403, 403]

    assert command.call("GET", "/SMTP", auth=(USER, "s3cret")).text == before
    mockkf.mailbox.expect_none()


def test_a_permission_is_looked_at_before_the_body(mockkf: MockKeyfactor) -> None:
    """A refused caller gets no errors of the body."""
    command = with_permissions(mockkf, READ)

    answer = command.call("PUT", "/SMTP", auth=(USER, "s3cret"), data=b"{", headers={"Content-Type": "text/plain"})

    assert answer.status_code == 403


def test_the_credentials_of_a_mock_are_those_of_its_first_user() -> None:
    """`.credentials` and `.environ()` contain accepted credentials, whatever accounts are declared."""
    with MockKeyfactor(users=USERS) as keyfactor:
        assert keyfactor.credentials == (USER, "s3cret")
        assert keyfactor.environ()["KEYFACTOR_PASSWORD"] == "s3cret"
        assert Command(keyfactor).get().status_code == 200


def test_no_password_or_token_is_ever_printed(mockkf: MockKeyfactor) -> None:
    """The reprs of settings, accounts, journal and mock do not contain them."""
    get(changed(mockkf, users=USERS, clients=CLIENTS), basic(USER, "s3cret"))
    get(Command(mockkf), "Bearer t0ken")

    settings = change_settings(mockkf.settings, users=USERS, clients=CLIENTS)
    shown = (
        f"{settings!r} {settings} {settings.users} {mockkf!r} {mockkf.journal!r} {mockkf.journal[0].request_headers}"
    )
    assert "s3cret" not in shown
    assert "t0ken" not in shown


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("users", [{"name": "a", "password": "s3cret", "role": []}]),
        ("users", [{"name": "", "password": "s3cret"}]),
        ("users", [{"name": "a", "password": ["s3cret"]}]),
        ("users", [{"name": "a", "password": "s3cret", "roles": "x"}]),
        ("users", [{"name": "a", "password": "s3cret", "roles": ["nobody"]}]),
        ("users", ({"name": "a", "password": "s3cret"},)),
        ("users", "a:s3cret"),
        ("users", {"a": "s3cret"}),
        ("clients", [{"name": "a", "token": "s3cret", "password": "s3cret"}]),
        ("clients", [{"name": "a", "token": {"value": "s3cret"}}]),
        ("clients", ["s3cret"]),
    ],
)
def test_no_password_or_token_is_in_an_error(mockkf: MockKeyfactor, option: str, wrong: Any) -> None:
    """The error about an account does not contain its secret."""
    with pytest.raises(ConfigurationError) as caught:
        change_settings(mockkf.settings, **{option: wrong})

    assert "s3cret" not in str(caught.value)
