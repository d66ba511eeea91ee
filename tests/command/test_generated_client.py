"""A client that openapi-python-client generates from the document of each release works against that release."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.command.openapi import document
from mockkf.command.schemas import operations, versions
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, RECIPIENT
from tests.support.conformance import RELEASES
from tests.support.generated_client import GeneratedClient

ACME_OR_CYBER = 'Name -eq "Acme" OR Name -eq "CyberArk"'
ENTRIES = "pam_providers.{}_pam_providers_local_by_provider_id_entries"
BASIC: dict[str, Any] = {**ANONYMOUS, "Id": 1, "RelayAuthenticationType": 2}
SECRETS = {"RelayUsername": "KEYEXAMPLE\\jsmith", "RelayPassword": "s3cret"}


class Client:
    """The generated functions, called with the headers that the documents ask for."""

    def __init__(self, generated: GeneratedClient, session: Any, release: tuple[int, ...]) -> None:
        self._generated = generated
        self._session = session
        self._release = release

    def version(self, name: str) -> int:
        """The newest api version of an operation, which the document describes."""
        return max(versions(name, self._release))

    def has(self, name: str) -> bool:
        """Whether the release has an operation."""
        return name in operations(self._release)

    def call(self, name: str, operation: str, session: Any = None, **values: Any) -> Any:
        """One call; the answer has `status_code`, `headers` and `parsed`."""
        headers = {
            "x_keyfactor_requested_with": "APIClient",
            "x_keyfactor_api_version": str(self.version(operation)),
        }
        return self._generated.call(name)(client=session or self._session, **headers, **values)

    def stranger(self, mockkf: MockKeyfactor) -> Any:
        """The answer to a call without credentials."""
        with self._generated.package.Client(base_url=mockkf.url, httpx_args={"trust_env": False}) as session:
            return self.call("smtp.get_smtp", "GET /SMTP", session)

    def body(self, name: str, **members: Any) -> Any:
        """The typed body with these members."""
        return self._generated.model(name).from_dict(members)

    def secrets(self, operation: str, **given: Any) -> dict[str, Any]:
        """The members with user name and password; in version 2 they are objects."""
        texts = {**SECRETS, **given}
        as_objects = self.version(operation) == 2 or (self._release == (25, 1) and "Test" in operation)
        return {
            name: {"SecretValue": text} if as_objects and isinstance(text, str) else text
            for name, text in texts.items()
        }


@pytest.fixture(scope="session")
def generate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[int, ...]], GeneratedClient]:
    """The client of a release, generated once for each distinct document."""
    folder = tmp_path_factory.mktemp("clients")
    known: dict[str, GeneratedClient] = {}

    def of(release: tuple[int, ...]) -> GeneratedClient:
        found = document(release)
        found["info"]["version"] = "any"
        for called in (called for item in found["paths"].values() for called in item.values()):
            del called["x-mockkf-grade"], called["x-mockkf-source"]
        digest = sha256(json.dumps(found).encode()).hexdigest()[:12]
        if digest not in known:
            known[digest] = GeneratedClient(found, folder, f"command_{digest}")
        return known[digest]

    return of


@pytest.fixture(params=RELEASES)
def client(
    request: pytest.FixtureRequest, mockkf: MockKeyfactor, generate: Callable[[tuple[int, ...]], GeneratedClient]
) -> Iterator[Client]:
    """The client of a release, and the mock with that release."""
    mockkf.reset(settings=change_settings(mockkf.settings, release=request.param))
    release = tuple(map(int, request.param.split(".")))
    generated = generate(release)
    assert generated.problems == []
    connect = generated.package.AuthenticatedClient
    with connect(base_url=mockkf.url, token="t0ken", httpx_args={"trust_env": False}) as session:
        yield Client(generated, session, release)


def test_a_generated_client_works(client: Client, mockkf: MockKeyfactor) -> None:
    """It stores a profile, sends a test mail, reads pages, deletes, and has types for refusals: in every release."""
    _profile(client)
    _mail(client, mockkf)
    _providers(client)
    if client.has("POST /PamProviders/Local/{providerId}/Entries"):
        _entries(client)
    _refusals(client, mockkf)


def _profile(client: Client) -> None:
    stored = client.call(
        "smtp.put_smtp", "PUT /SMTP", body=client.body("PutSMTPRequest", **BASIC, **client.secrets("PUT /SMTP"))
    )
    read = client.call("smtp.get_smtp", "GET /SMTP")

    assert (stored.status_code, read.status_code) == (200, 200)
    assert read.parsed.host == ANONYMOUS["Host"]
    name = read.parsed.relay_username
    assert getattr(name, "secret_value", name) == SECRETS["RelayUsername"]


def _mail(client: Client, mockkf: MockKeyfactor) -> None:
    secrets = client.secrets("POST /SMTP/Test")
    if isinstance(secrets["RelayPassword"], dict):
        mockkf.vaults[1]["mail"] = "v4ult"
        secrets["RelayPassword"] = {"Provider": 1, "Parameters": {"SecretName": "mail"}}
    body = client.body("PostSMTPTestRequest", **BASIC, **secrets, TestRecipient=RECIPIENT)

    sent = client.call("smtp.post_smtp_test", "POST /SMTP/Test", body=body)

    assert sent.status_code == 200, sent.content
    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert login.used("v4ult" if isinstance(secrets["RelayPassword"], dict) else "s3cret")


def _providers(client: Client) -> None:
    kind = client.call(
        "pam_providers.post_pam_providers_types",
        "POST /PamProviders/Types",
        body=client.body("PostPamProvidersTypesRequest", Name="Acme", Parameters=[{"Name": "Url", "DataType": 2}]),
    ).parsed
    value = {"Value": "https://vault.example", "ProviderTypeParam": {"Name": "Url"}}
    provider = client.call(
        "pam_providers.post_pam_providers",
        "POST /PamProviders",
        body=client.body(
            "PostPamProvidersRequest",
            Name="Acme",
            ProviderType={"Id": str(kind.id)},
            ProviderTypeParamValues=[value],
        ),
    ).parsed
    page = client.call(
        "pam_providers.get_pam_providers",
        "GET /PamProviders",
        page_returned=2,
        return_limit=1,
        query_string=ACME_OR_CYBER,
    )
    gone = [
        client.call("pam_providers.delete_pam_providers_by_id", "DELETE /PamProviders/{id}", id=provider.id),
        client.call("pam_providers.delete_pam_providers_types_by_id", "DELETE /PamProviders/Types/{id}", id=kind.id),
    ]

    assert ([found.name for found in page.parsed], page.headers["X-Total-Count"]) == (["CyberArk"], "2")
    assert provider.provider_type.provider_type_params[0].name == "Url"
    assert [answer.status_code for answer in gone] == [204, 204]


def _entries(client: Client) -> None:
    path = "/PamProviders/Local/{providerId}/Entries"
    body = client.body("PostPamProvidersLocalByProviderIdEntriesRequest", SecretName="new", SecretValue="s3cret")
    created = client.call(ENTRIES.format("post"), f"POST {path}", provider_id=1, body=body)
    page = client.call(ENTRIES.format("get"), f"GET {path}", provider_id=1, query_string='SecretName -eq "new"')
    gone = client.call(ENTRIES.format("delete"), f"DELETE {path}", provider_id=1, secret_name="new")

    assert created.parsed.secret_name == "new"
    assert [(entry.secret_name, entry.description) for entry in page.parsed] == [("new", None)]
    assert gone.status_code == 204


def _refusals(client: Client, mockkf: MockKeyfactor) -> None:
    absent = client.call("pam_providers.get_pam_providers_by_id", "GET /PamProviders/{id}", id=99)
    wrong = client.call("smtp.put_smtp", "PUT /SMTP", body=client.body("PutSMTPRequest", **{**BASIC, "Host": " "}))
    stranger = client.stranger(mockkf)

    assert (absent.status_code, absent.parsed.error_code[:2]) == (404, "0x")
    assert (wrong.status_code, "Host" in wrong.parsed.message) == (400, True)
    assert (stranger.status_code, stranger.parsed) == (401, "")
