"""The catalogue of PAM provider types: their parameters and their error texts."""

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import ClassVar, NamedTuple
from uuid import UUID

import pytest

from mockkf.model import Entry
from mockkf.pam import FAILURES, Provider, SecretUnavailable
from mockkf.pam.provider import DEFAULT_WORDS
from tests.support.inner import run_pytest


class Parameters(NamedTuple):
    """Return the own parameters of a type (`*`: confidential), and those of its secrets (`?`: optional)."""

    configured_by: str
    asks_for: str


TYPES = {
    "Command Secret Provider": Parameters("", "SecretName"),
    "LocalDB": Parameters("", "SecretName"),
    "CyberArk": Parameters("Safe AppId", "Folder Object"),
    "CyberArk-CentralCredentialProvider": Parameters("AppId Host Site", "Safe Folder Object"),
    "CyberArk-CentralCredentialProvider-ClientCert": Parameters(
        "AppId Host Site *PfxPassword PfxBase64 PfxFilePath", "Safe Folder Object"
    ),
    "CyberArk-SdkCredentialProvider": Parameters("AppId", "Safe Folder Object"),
    "Thycotic": Parameters("SecretServerUrl RuleName *RuleKey", "SecretId"),
    "Delinea-SecretServer": Parameters(
        "Host *Username *Password *ClientId *ClientSecret GrantType", "SecretId SecretFieldName"
    ),
    "Hashicorp-Vault": Parameters("Host *Token Path", "Secret Key"),
    "Azure-KeyVault": Parameters("KeyVaultUri AuthorityHost", "SecretId"),
    "Azure-KeyVault-ServicePrincipal": Parameters(
        "KeyVaultUri AuthorityHost TenantId ClientId *ClientSecret", "SecretId"
    ),
    "Akeyless": Parameters("Url *AccessId *AccessKey AuthType", "SecretName SecretType ?StaticSecretFieldName"),
    "BeyondTrust-PasswordSafe": Parameters("Host *APIKey Username ClientCertificate", "SystemId AccountId"),
    "GCP-SecretManager": Parameters("projectId", "secretId"),
    "1Password-CLI": Parameters("Vault *Token", "Item Field"),
}
SAYING = [scenario for scenario in FAILURES if scenario != "rotating"]
SAFE = {"Safe": "Mail", "Folder": "Root", "Object": "relay"}
NOT_IN_SAFE = (
    "Password object matching query [Safe=Mail;Folder=Root;Object=relay] was not found (Diagnostic Info: 5). "
    "Please check that there is a password object that answers your query in the Vault and that both the Provider "
    "and the application user have the appropriate permissions needed in order to use the password."
)


def address_of(kind: Provider) -> dict[str, str]:
    """Return an address with all parameters; each value is the name of the parameter."""
    return {name: f"the-{name}" for name in (*kind.asks_for, *kind.optional)}


@pytest.fixture
def acme() -> Iterator[None]:
    """Remove the type Acme-Vault after the test."""
    yield
    Provider.forget("Acme-Vault")


def test_the_table_names_every_type() -> None:
    """The catalogue has these types and no others."""
    own = {name for name, kind in Provider.types().items() if kind.__module__.startswith("mockkf.")}

    assert own == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_the_parameters_are_those_of_the_real_type(name: str) -> None:
    """Names, letter case, order, level and confidentiality are as documented."""
    kind = Provider.types()[name]

    configured = " ".join(f"*{own}" if own in kind.confidential else own for own in kind.configured_by)
    asked = " ".join((*kind.asks_for, *(f"?{name}" for name in kind.optional)))

    assert Parameters(configured, asked) == TYPES[name]
    assert kind.confidential <= set(kind.configured_by)


@pytest.mark.parametrize("name", TYPES)
def test_every_parameter_has_a_display_name(name: str) -> None:
    """The API shows display names, not the names of keys."""
    kind = Provider.types()[name]

    shown = {**kind.configured_by, **kind.display_names}

    names = {*kind.configured_by, *kind.asks_for, *kind.optional} - {"Safe", "Folder", "Object"}
    assert names <= set(shown)
    assert all(text.strip() for text in shown.values())


def test_the_built_in_types_have_the_ids_of_every_command() -> None:
    """CyberArk and Thycotic have their documented ids; the other ids are generated; all differ."""
    ids = {name: Provider.types()[name].type_id() for name in TYPES}

    assert ids["CyberArk"] == "16fc28fa-d2e4-4152-9895-ebf261b011b5"
    assert ids["Thycotic"] == "c09bbfa5-a081-4194-9dd2-31f3cc3fabcc"
    assert len(set(ids.values())) == len(TYPES)
    assert all(str(UUID(value)) == value for value in ids.values())


@pytest.mark.parametrize("scenario", SAYING)
@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_its_own_words_for_every_scenario(name: str, scenario: str) -> None:
    """Every type has its own texts, and every placeholder in them is replaced."""
    kind = Provider.named(name)
    configured = {own: f"the-{own}" for own in kind.configured_by if own not in kind.confidential}

    said = kind.say(scenario, address_of(kind), configured)

    assert said
    assert said != DEFAULT_WORDS[scenario]
    assert not any(f"({own})" in said for own in (*kind.asks_for, *kind.optional, *configured))


@pytest.mark.parametrize("name", TYPES)
def test_words_speak_of_known_parameters_and_of_no_confidential_one(name: str) -> None:
    """A placeholder is a parameter of the address, or a parameter of the provider that is not secret."""
    kind = Provider.named(name)
    open_ones = {*kind.asks_for, *kind.optional, *kind.configured_by} - kind.confidential

    places = {place for words in kind.words.values() for _, place, _, _ in Formatter().parse(words) if place}

    assert places <= open_ones


@pytest.mark.parametrize(
    ("name", "scenario", "address", "configured", "said"),
    [
        ("CyberArk", "not_found", SAFE, {"Safe": "Mail"}, f"APPAP004E {NOT_IN_SAFE}"),
        ("CyberArk-SdkCredentialProvider", "access_denied", SAFE, {}, f"APPAP004E {NOT_IN_SAFE}"),
        (
            "CyberArk-CentralCredentialProvider",
            "not_found",
            SAFE,
            {},
            "Failed to retrieve secret from CyberArk Central Credential Provider. Status Code: 404 (NotFound). "
            f'Response message: {{"ErrorCode":"APPAP004E","ErrorMsg":"{NOT_IN_SAFE}"}}',
        ),
        (
            "Delinea-SecretServer",
            "access_denied",
            {"SecretId": "7", "SecretFieldName": "password"},
            {},
            "Response status code does not indicate success: 400 (Bad Request).",
        ),
        (
            "Hashicorp-Vault",
            "access_denied",
            {"Secret": "mail", "Key": "password"},
            {},
            "The remote server returned an error: (403) Forbidden.",
        ),
        (
            "GCP-SecretManager",
            "not_found",
            {"secretId": "mail"},
            {"projectId": "prod"},
            'Status(StatusCode="NotFound", Detail="Secret [projects/prod/secrets/mail] not found or has no versions.")',
        ),
        (
            "Akeyless",
            "not_found",
            {"SecretName": "/mail", "SecretType": "static_text"},
            {},
            "Secret '/mail' not found in Akeyless",
        ),
        (
            "Akeyless",
            "auth_failed",
            {"SecretName": "/mail", "SecretType": "static_text"},
            {},
            "Unable to authenticate to Akeyless API (HTTP 401). Check AccessId and AccessKey configuration.",
        ),
        (
            "BeyondTrust-PasswordSafe",
            "approval_required",
            {"SystemId": "1", "AccountId": "2"},
            {},
            "Request to Beyond Insight Password Safe was not successful - Forbidden - 4034",
        ),
    ],
)
def test_documented_words_are_word_for_word(
    name: str, scenario: str, address: dict[str, str], configured: dict[str, str], said: str
) -> None:
    """The texts are the real ones where they are known, with the address filled in."""
    assert Provider.named(name).say(scenario, address, configured) == said


def test_azure_names_status_code_and_secret() -> None:
    """The text of Key Vault has status, error code and message."""
    said = Provider.named("Azure-KeyVault").say("not_found", {"SecretId": "mail"})

    assert said.startswith(
        "Status: 404 (Not Found) ErrorCode: SecretNotFound A secret with (name/id) mail was not found in this key vault"
    )


@pytest.mark.parametrize(
    ("scenario", "status", "code"),
    [
        ("not_found", "404 (NotFound)", "APPAP004E"),
        ("auth_failed", "403 (Forbidden)", "APPAP306E"),
        ("ambiguous", "400 (BadRequest)", "APPAP227E"),
        ("change_in_progress", "500 (InternalServerError)", "APPAP282E"),
    ],
)
def test_the_central_provider_answers_with_status_and_code(scenario: str, status: str, code: str) -> None:
    """The codes of CCP have the documented HTTP statuses, with and without a client certificate."""
    for name in ("CyberArk-CentralCredentialProvider", "CyberArk-CentralCredentialProvider-ClientCert"):
        said = Provider.named(name).say(scenario, SAFE, {"AppId": "Keyfactor"})

        assert f'Status Code: {status}. Response message: {{"ErrorCode":"{code}","ErrorMsg":"' in said


def test_a_nested_folder_is_quoted_as_json_quotes_it() -> None:
    r"""CCP names the folder `Root\Mail` in JSON, the SDK in plain text."""
    address = {**SAFE, "Folder": "Root\\Mail"}

    central = Provider.named("CyberArk-CentralCredentialProvider").say("not_found", address)
    sdk = Provider.named("CyberArk-SdkCredentialProvider").say("not_found", address)

    assert "Folder=Root\\\\Mail;" in central
    assert "Folder=Root\\Mail;" in sdk


@pytest.mark.parametrize(
    ("name", "parameter", "said"),
    [
        (
            "CyberArk-CentralCredentialProvider",
            "Folder",
            "Required field Folder was missing a value or was not defined as expected in dictionary.",
        ),
        ("Delinea-SecretServer", "SecretId", "Instance parameter 'SecretId' not provided"),
        ("Azure-KeyVault", "SecretId", "Dictionary instanceParameters is missing a value for SecretId"),
        ("Akeyless", "SecretName", "instance configuration parameter 'SecretName' not provided"),
        ("Hashicorp-Vault", "Secret", "The given key 'Secret' was not present in the dictionary."),
        ("BeyondTrust-PasswordSafe", "SystemId", "The given key 'SystemId' was not present in the dictionary."),
        ("GCP-SecretManager", "secretId", "The given key 'secretId' was not present in the dictionary."),
    ],
)
def test_a_missing_parameter_is_missed_in_the_words_of_the_type(name: str, parameter: str, said: str) -> None:
    """Each type names the missing parameter in its own text."""
    assert Provider.named(name).missing.format(name=parameter) == said


@pytest.mark.parametrize("name", TYPES)
def test_every_type_names_what_is_missing(name: str) -> None:
    """Every type has its own text, and it names the parameter."""
    kind = Provider.types()[name]

    assert kind.missing != Provider.missing
    assert "SomeName" in kind.missing.format(name="SomeName")


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        (
            "Delinea-SecretServer",
            {"SecretId": "MyEmailUserPasswordId", "SecretFieldName": "password"},
            "Unable to parse 'MyEmailUserPasswordId' as an integer",
        ),
        (
            "Akeyless",
            {"SecretName": "/mail", "SecretType": "dynamic"},
            "Invalid secret type 'dynamic' specified, please use one of [static_text, static_json, static_kv]",
        ),
        (
            "Akeyless",
            {"SecretName": "/mail", "SecretType": "static_kv"},
            "Akeyless configuration is invalid, please review server logs.",
        ),
        (
            "BeyondTrust-PasswordSafe",
            {"SystemId": "1", "AccountId": "two"},
            "The input string 'two' was not in a correct format.",
        ),
        (
            "CyberArk-CentralCredentialProvider",
            {**SAFE, "Object": "a&b"},
            "Failed to retrieve secret from CyberArk Central Credential Provider. Status Code: 400 (BadRequest). "
            'Response message: {"ErrorCode":"CASVL010E","ErrorMsg":"Invalid characters in Object."}',
        ),
    ],
)
def test_an_address_the_type_cannot_use_is_refused(name: str, address: dict[str, str], said: str) -> None:
    """The types that check their parameters refuse with their own text."""
    with pytest.raises(SecretUnavailable) as refusal:
        Provider.named(name).check(address)

    assert str(refusal.value) == said


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Delinea-SecretServer", {"SecretId": "7", "SecretFieldName": "password"}),
        ("Akeyless", {"SecretName": "/mail", "SecretType": "static_text"}),
        ("Akeyless", {"SecretName": "/mail", "SecretType": "static_kv", "StaticSecretFieldName": "password"}),
        ("BeyondTrust-PasswordSafe", {"SystemId": "1", "AccountId": "2"}),
        ("Thycotic", {"SecretId": "MyEmailUserPasswordId"}),
        ("CyberArk-CentralCredentialProvider", {**SAFE, "Object": "Operating System-Unix"}),
        ("CyberArk-SdkCredentialProvider", {**SAFE, "Object": "a&b"}),
    ],
)
def test_an_address_the_type_can_use_is_let_pass(name: str, address: dict[str, str]) -> None:
    """A valid address raises nothing, and its secret is read."""
    kind = Provider.named(name)

    kind.check(address)

    assert kind.read({tuple(address.values()): Entry("s3cret")}, address) == "s3cret"


def test_a_secret_that_is_not_there_is_a_key_error() -> None:
    """`read` raises KeyError; the caller, which knows the provider, adds the error text."""
    with pytest.raises(KeyError):
        Provider.named("CyberArk").read({}, {"Folder": "Root", "Object": "relay"})


def test_a_type_that_nobody_described_behaves_plainly() -> None:
    """An unknown type reads the secret, checks nothing and has the default texts."""
    kind = Provider.named("Some-Unheard-Of-Type")
    address = {"Anything": "x"}

    kind.check(address)

    assert kind.read({("x",): Entry("s3cret")}, address) == "s3cret"
    assert kind.say("not_found", address) == "The secret was not found."
    assert "Some-Unheard-Of-Type" not in Provider.types()


@pytest.mark.usefixtures("acme")
def test_two_types_cannot_have_one_name() -> None:
    """The second class is a TypeError that names both; the first stays registered."""

    class First(Provider):
        """The first class with the name."""

        type_name = "Acme-Vault"

    with pytest.raises(TypeError, match=r"'Acme-Vault': .*\.First and .*\.Second"):

        class Second(Provider):
            """The second class with the name."""

            type_name = "Acme-Vault"

    assert Provider.types()["Acme-Vault"] is First


@pytest.mark.usefixtures("acme")
def test_a_type_of_ones_own_says_plainly_what_it_has_no_words_for() -> None:
    """A type may have texts for only some failures."""

    class Acme(Provider):
        """A type with the text of one failure."""

        type_name = "Acme-Vault"
        asks_for = ("Path",)
        words: ClassVar = {"not_found": "Acme has nothing at {Path}, {Sector}."}

    kind = Provider.named("Acme-Vault")

    assert isinstance(kind, Acme)
    assert kind.say("not_found", {"Path": "a/{b}"}) == "Acme has nothing at a/{b}, (Sector)."
    assert kind.say("timeout", {"Path": "a"}) == "The provider did not answer in time."


@pytest.mark.usefixtures("acme")
def test_a_type_that_is_forgotten_is_unknown_again() -> None:
    """The name becomes free; forgetting an unknown type has no effect."""

    class Acme(Provider):
        """A temporary type."""

        type_name = "Acme-Vault"

    assert Provider.types()["Acme-Vault"] is Acme

    Provider.forget("Acme-Vault")
    Provider.forget("Acme-Vault")

    assert "Acme-Vault" not in Provider.types()


CONFTEST = """
from mockkf.pam import Provider

class Acme(Provider):
    type_name = "Acme-Vault"
    asks_for = ("Path",)
    configured_by = {"Sector": "Acme Sector"}
    words = {"not_found": "Acme has nothing at {Path} in {Sector}."}
"""
TEST = """
import pytest
from mockkf.errors import StepFailed
from mockkf.model import Entry, PamProvider, PamRegistry, Secret
from mockkf.pam import Provider, resolve, with_catalogued
from mockkf.model import PamRegistry

@pytest.fixture
def registry():
    registry = with_catalogued(PamRegistry(), "Acme-Vault")
    kind = registry.type_named("Acme-Vault")
    sector = next(known.id for known in kind.parameters if known.name == "Sector")
    registry = registry.with_provider(PamProvider(0, "Ours", kind.id, values={sector: "7G"}))
    return registry.with_secret(1, ("mail/relay",), Entry("s3cret"))

def test_it_is_known():
    assert Provider.types()["Acme-Vault"].__name__ == "Acme"

def test_it_gives_its_secrets(registry):
    assert resolve(Secret(provider=1, parameters={"Path": "mail/relay"}), registry) == "s3cret"

def test_it_refuses_in_its_own_words(registry):
    with pytest.raises(StepFailed, match="Acme has nothing at mail/other in 7G."):
        resolve(Secret(provider=1, parameters={"Path": "mail/other"}), registry)
"""


def test_a_type_of_ones_own_is_one_class_in_a_conftest(tmp_path: Path) -> None:
    """Its definition is enough: a separate pytest run finds the type, reads from it, and gets its error text."""
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")

    result = run_pytest(tmp_path, TEST, "-W", "error")

    assert result.returncode == 0, result.stdout
    assert "3 passed" in result.stdout
