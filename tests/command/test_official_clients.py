"""Keyfactor's own Python clients, unmodified, against a running mock: each understands the other."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import command_v11_client
import command_v11_client.errors
import keyfactor_v_1_client.client
import pytest
from command_v11_client.api.pam_provider import (
    delete_pam_providers_id,
    get_pam_providers,
    get_pam_providers_id,
    get_pam_providers_types,
)
from command_v11_client.api.smtp import get_smtp, post_smtp_test, put_smtp
from command_v11_client.api.status import get_status_endpoints
from command_v11_client.models import (
    KeyfactorWebKeyfactorApiModelsSMTPSMTPRequest as ProfileOf11,
)
from command_v11_client.models import (
    KeyfactorWebKeyfactorApiModelsSMTPSMTPTestRequest as MailOf11,
)
from keyfactor_v_1_client.api.pam_provider import (
    pam_provider_create_pam_provider_type,
    pam_provider_delete_pam_provider,
)
from keyfactor_v_1_client.api.smtp import smtp_smtp, smtp_test_smtp, smtp_update_smtp
from keyfactor_v_1_client.api.status import status_get_endpoints
from keyfactor_v_1_client.models.keyfactor_api_models_smtpsmtp_request import (
    KeyfactorAPIModelsSMTPSMTPRequest as ProfileOf10,
)
from keyfactor_v_1_client.models.keyfactor_api_models_smtpsmtp_test_request import (
    KeyfactorAPIModelsSMTPSMTPTestRequest as MailOf10,
)
from keyfactor_v_1_client.models.keyfactor_api_pam_provider_type_create_request import (
    KeyfactorApiPAMProviderTypeCreateRequest as TypeOf10,
)

from mockkf import MockKeyfactor
from mockkf.scenario.reading import change_settings
from tests.support.command import RECIPIENT

MEMBERS: Mapping[str, Any] = {
    "id": 1,
    "host": "mail.keyexample.com",
    "port": 587,
    "relay_authentication_type": 2,
    "relay_username": "KEYEXAMPLE\\jsmith",
    "relay_password": "MySuperSecretPassword",
    "sender_account": "jsmith@keyexample.com",
    "sender_name": "Größe & Co",
    "use_ssl": True,
}
"""A profile, in the words of both clients."""


class Client(Protocol):
    """The calls of an official client that mockkf has."""

    def profile(self) -> Any:
        """GET /SMTP."""

    def change(self, **members: Any) -> Any:
        """PUT /SMTP."""

    def test(self, **members: Any) -> Any:
        """POST /SMTP/Test."""

    def endpoints(self) -> Any:
        """GET /Status/Endpoints."""


class V1:
    """The client of release 10: `keyfactor-v-1-client`. It sends PUT as a form."""

    def __init__(self, url: str, user: str, password: str, *, verify: str | bool) -> None:
        self.client = keyfactor_v_1_client.client.AuthenticatedClient(
            url, token=encoded(user, password), prefix="Basic", verify_ssl=verify
        )

    def profile(self) -> Any:
        """GET /SMTP."""
        return smtp_smtp.sync_detailed(client=self.client)

    def change(self, **members: Any) -> Any:
        """PUT /SMTP."""
        body = ProfileOf10(**members)
        return smtp_update_smtp.sync_detailed(client=self.client, form_data=body, json_body=body)

    def test(self, **members: Any) -> Any:
        """POST /SMTP/Test."""
        return smtp_test_smtp.sync_detailed(client=self.client, json_body=MailOf10(**members))

    def endpoints(self) -> Any:
        """GET /Status/Endpoints."""
        return status_get_endpoints.sync_detailed(client=self.client)


class V11:
    """The client of release 11: `keyfactor-command-sdk`. It sends members in camelCase, and no version."""

    def __init__(self, url: str, user: str, password: str, *, verify: str | bool) -> None:
        # The client never closes its connections.
        headers = {"Connection": "close"}
        self.client = command_v11_client.AuthenticatedClient(
            url, token=encoded(user, password), prefix="Basic", verify_ssl=verify, headers=headers
        )

    def profile(self) -> Any:
        """GET /SMTP."""
        return get_smtp.sync_detailed(client=self.client)

    def change(self, **members: Any) -> Any:
        """PUT /SMTP."""
        return put_smtp.sync_detailed(client=self.client, json_body=ProfileOf11(**members))

    def test(self, **members: Any) -> Any:
        """POST /SMTP/Test."""
        return post_smtp_test.sync_detailed(client=self.client, json_body=MailOf11(**members))

    def endpoints(self) -> Any:
        """GET /Status/Endpoints."""
        return get_status_endpoints.sync_detailed(client=self.client)


def encoded(user: str, password: str) -> str:
    """Basic credentials as these clients want them."""
    return b64encode(f"{user}:{password}".encode()).decode()


FITTING: Mapping[str, tuple[type[V1 | V11], str]] = {
    "v1-10.5": (V1, "10.5"),
    "v1-25.5": (V1, "25.5"),
    "v11-11.4": (V11, "11.4"),
    "v11-25.5": (V11, "25.5"),
}
"""The clients, each with releases that it fits."""

Restart = Callable[..., object]


@pytest.fixture(params=FITTING)
def fitting(request: pytest.FixtureRequest) -> tuple[type[V1 | V11], str]:
    """A client and a release that it fits."""
    return FITTING[request.param]


@pytest.fixture
def kind(fitting: tuple[type[V1 | V11], str], restart: Restart, monkeypatch: pytest.MonkeyPatch) -> type[V1 | V11]:
    """The client, against a mock of that release."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    restart()
    return fitting[0]


@pytest.fixture
def restart(mockkf: MockKeyfactor, fitting: tuple[type[V1 | V11], str]) -> Restart:
    """Start the mock anew with other options, but in the same release."""
    return lambda **options: mockkf.reset(settings=change_settings(mockkf.settings, release=fitting[1], **options))


@pytest.fixture(params=["http", "https"])
def client(request: pytest.FixtureRequest, mockkf: MockKeyfactor, kind: type[V1 | V11]) -> Client:
    """The client, signed in over http or https."""
    secure = request.param == "https"
    return kind(
        mockkf.https_url if secure else mockkf.url, *mockkf.credentials, verify=mockkf.ca_file if secure else True
    )


def error(answer: Any) -> dict[str, Any]:
    """The two keys of a refusal."""
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_client_signs_in(client: Client) -> None:
    """`Status/Endpoints` is a list of texts."""
    answer = client.endpoints()

    assert answer.status_code == 200
    assert "GET /SMTP" in answer.parsed


def test_a_client_reads_the_profile(client: Client) -> None:
    """GET becomes the client's own model, with a value for each member."""
    answer = client.profile()

    assert answer.status_code == 200
    assert (answer.parsed.host, answer.parsed.port, answer.parsed.use_ssl) == ("smtp.keyexample.com", 25, False)
    assert answer.headers["X-Keyfactor-Product-Version"].split(".")[0] in {"10", "11", "25"}


def test_a_client_changes_the_profile_and_reads_it_back(client: Client) -> None:
    """What a client stores is what it then reads, but for the password."""
    stored = client.change(**MEMBERS)

    assert stored.status_code == 200, stored.content
    expected = {name: value for name, value in MEMBERS.items() if name != "relay_password"}
    for answer in (stored, client.profile()):
        assert {name: getattr(answer.parsed, name) for name in expected} == expected
        assert b"MySuperSecretPassword" not in answer.content


def test_a_client_sends_a_test_mail(client: Client, mockkf: MockKeyfactor) -> None:
    """The mail arrives, sent as the client said, and the client gets the settings back."""
    answer = client.test(**MEMBERS, test_recipient=RECIPIENT)

    assert answer.status_code == 200, answer.content
    assert (answer.parsed.test_recipient, answer.parsed.relay_username) == (RECIPIENT, "KEYEXAMPLE\\jsmith")
    message = mockkf.mailbox.expect_one(to=RECIPIENT, host="mail.keyexample.com", port=587, tls=True)
    assert message.headers["From"] == "Größe & Co <jsmith@keyexample.com>"
    assert message.login is not None
    assert message.login.used("MySuperSecretPassword")


@pytest.mark.parametrize("call", ["change", "test"])
def test_a_client_is_told_what_is_wrong(client: Client, call: str) -> None:
    """A 400 has its two keys, and names every wrong member; the client makes no model of it."""
    members = {**MEMBERS, "port": 70000, "sender_account": ""} | (
        {"test_recipient": "nobody"} if call == "test" else {}
    )

    answer = getattr(client, call)(**members)

    assert (answer.status_code, answer.parsed) == (400, None)
    assert error(answer)["ErrorCode"] == "0xA0110002"
    assert "Port must be a whole number from 1 to 65535" in error(answer)["Message"]
    assert "SenderAccount" in error(answer)["Message"]


def test_a_client_whose_mail_fails_is_told_the_step(client: Client, restart: Restart) -> None:
    """A test mail that the mail server refuses is 400 with the step and the server's words."""
    restart(relay_users=[{"name": "somebody", "password": "else"}])

    answer = client.test(**MEMBERS, test_recipient=RECIPIENT)

    assert (answer.status_code, answer.parsed) == (400, None)
    assert "at the step relay.login: mail.keyexample.com:587 answered 535 " in error(answer)["Message"]


def test_wrong_credentials_are_401(kind: type[V1 | V11], mockkf: MockKeyfactor, restart: Restart) -> None:
    """A user that is not declared is refused with an empty body, whatever it calls."""
    restart(users=[{"name": "KEYEXAMPLE\\somebody", "password": "else"}])
    client = kind(mockkf.url, "KEYEXAMPLE\\jsmith", "mockkf", verify=True)

    for answer in (client.endpoints(), client.profile(), client.change(**MEMBERS)):
        assert (answer.status_code, answer.content, answer.parsed) == (401, b"", None)


def test_a_lacking_permission_is_403(kind: type[V1 | V11], mockkf: MockKeyfactor, restart: Restart) -> None:
    """A user that may only read can read; a change is refused in the recorded words."""
    restart(
        roles=[{"name": "readers", "permissions": ["/system_settings/read/"]}],
        users=[{"name": "KEYEXAMPLE\\reader", "password": "secret", "roles": ["readers"]}],
    )
    client = kind(mockkf.url, "KEYEXAMPLE\\reader", "secret", verify=True)

    refused = client.change(**MEMBERS)

    assert client.profile().status_code == 200
    assert (refused.status_code, refused.parsed) == (403, None)
    assert error(refused) == {
        "ErrorCode": "0xA0140002",
        "Message": "User KEYEXAMPLE\\reader does not have the required permissions: /system_settings/modify/.",
    }


def test_the_sdk_of_11_raises_on_what_its_interface_does_not_list(mockkf: MockKeyfactor) -> None:
    """With `raise_on_unexpected_status`, a 400 is an exception with the status and the body."""
    mockkf.reset(settings=change_settings(mockkf.settings, release="11.4"))
    client = V11(mockkf.url, *mockkf.credentials, verify=True)
    client.client.raise_on_unexpected_status = True

    with pytest.raises(command_v11_client.errors.UnexpectedStatus, match="400") as raised:
        client.change(**{**MEMBERS, "host": ""})

    assert "Host must not be empty" in json.loads(raised.value.content)["Message"]


def test_what_the_clients_do_otherwise_is_remarked_on(kind: type[V1 | V11], mockkf: MockKeyfactor) -> None:
    """The journal names each deviation of a client: the form of the one, the letter case of the other."""
    client = kind(mockkf.url, *mockkf.credentials, verify=True)

    client.change(**MEMBERS)

    [call] = mockkf.journal
    expected = {V1: "form-body", V11: "member-case"}[kind]
    assert expected in {deviation.name for deviation in call.deviations}


def test_strict_refuses_what_a_client_does_otherwise(
    kind: type[V1 | V11], mockkf: MockKeyfactor, restart: Restart
) -> None:
    """With `strict` at error, the same call is 400 and nothing is stored."""
    restart(strict={{V1: "form-body", V11: "member-case"}[kind]: "error"})
    client = kind(mockkf.url, *mockkf.credentials, verify=True)

    assert client.change(**MEMBERS).status_code == 400
    assert client.profile().parsed.host == "smtp.keyexample.com"


@pytest.fixture
def v11(mockkf: MockKeyfactor) -> Any:
    """The client of release 11 against its release."""
    mockkf.reset(settings=change_settings(mockkf.settings, release="11.4"))
    return V11(mockkf.url, *mockkf.credentials, verify=True).client


def test_the_client_of_11_lists_providers(v11: Any) -> None:
    """A page of providers and one of them, each with its type, and the types."""
    found: Any = get_pam_providers.sync_detailed(client=v11, query_string='Name -eq "CyberArk"', return_limit=5)
    one: Any = get_pam_providers_id.sync_detailed(2, client=v11)
    types: Any = get_pam_providers_types.sync_detailed(client=v11)

    assert (found.status_code, found.headers["x-total-count"], len(found.parsed)) == (200, "1", 1)
    assert found.parsed[0] == one.parsed
    assert [parameter.name for parameter in one.parsed.provider_type.provider_type_params] == [
        "Safe",
        "Folder",
        "Object",
        "AppId",
    ]
    assert {kind.name for kind in types.parsed} == {"LocalDB", "CyberArk", "Thycotic"}


def test_the_client_of_11_deletes_a_provider(v11: Any) -> None:
    """204, and an unknown one is 404 in the two-key body."""
    gone: Any = delete_pam_providers_id.sync_detailed(3, client=v11)
    again: Any = delete_pam_providers_id.sync_detailed(3, client=v11)

    assert (gone.status_code, again.status_code) == (204, 404)
    assert error(again)["Message"].startswith("Unable to find 'PAM Provider' with Id '3'")


def test_the_client_of_10_makes_a_type_and_deletes_a_provider(mockkf: MockKeyfactor) -> None:
    """What that client has of PAM: a new type comes back with its id."""
    mockkf.reset(settings=change_settings(mockkf.settings, release="10.5"))
    client = V1(mockkf.url, *mockkf.credentials, verify=True).client

    made: Any = pam_provider_create_pam_provider_type.sync_detailed(client=client, json_body=TypeOf10(name="Mine"))
    gone: Any = pam_provider_delete_pam_provider.sync_detailed(3, client=client)

    assert (made.status_code, made.parsed.name) == (200, "Mine")
    assert gone.status_code == 204
