"""The secrets of a test mail: look-ups in the vaults at the time of sending, and their errors."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.pam import FAILURES, Provider
from mockkf.pam.provider import Address
from mockkf.scenario.reading import change_settings
from tests.support.command import ANONYMOUS, RECIPIENT, Command, changed

REQUESTS = Path(__file__).parents[2] / "fixtures" / "requests"
BASIC = {
    "local-pam": ("local-user@keyexample.com", "LocalPassword"),
    "cyberark": ("cyberark-user@keyexample.com", "CyberArkPassword"),
    "delinea": ("delinea-user@keyexample.com", "DelineaPassword"),
}
OAUTH = {
    "local-pam": ("local-client", "LocalClientSecret"),
    "cyberark": ("cyberark-client", "CyberArkClientSecret"),
    "delinea": ("delinea-client", "DelineaClientSecret"),
}
USER = {"Folder": "MyFolderName", "Object": "MyEmailUsername"}
PASSWORD = {"Folder": "MyFolderName", "Object": "MyEmailUserPassword"}
FAILED = "The test e-mail was not sent. It failed at the step pam.resolve: "
LISTED = "1 (Local), 2 (CyberArk), 3 (Delinea)"
LOCAL, CYBERARK, DELINEA = "PAM provider 1 (Local): ", "PAM provider 2 (CyberArk): ", "PAM provider 3 (Delinea): "
NO_PARAMETER = "is not a parameter of its secrets; allowed: Folder, Object"
NOT_FOUND = (
    "APPAP004E Password object matching query [Safe=MySafeName;Folder=MyFolderName;Object=none] was not found "
    "(Diagnostic Info: 5). Please check that there is a password object that answers your query in the Vault and that "
    "both the Provider and the application user have the appropriate permissions needed in order to use the password."
)
LACKING = "Required field {} was missing a value or was not defined as expected in dictionary."


def secret(provider: Any, **parameters: str) -> dict[str, Any]:
    """Return the address of a secret."""
    return {"Provider": provider, "Parameters": parameters}


def printed(name: str) -> Any:
    """Return a request body as printed in the documents."""
    return json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("kind", BASIC)
@pytest.mark.rule("pam-seed", "pam-moment")
def test_the_printed_basic_examples_log_on_with_what_the_vault_has(
    command: Command, mockkf: MockKeyfactor, kind: str
) -> None:
    """The printed bodies of POST SMTP Test 25.x deliver a mail; its login has user name and password of the vault."""
    body = printed(f"test-v2-basic-{kind}")

    answer = command.call("POST", "/SMTP/Test", json=body)

    assert answer.status_code == 200, answer.text
    message = mockkf.mailbox.expect_one(to=RECIPIENT)
    user, password = BASIC[kind]
    assert message.login is not None
    assert message.login.user == user
    assert message.login.used(password)
    for member in ("RelayUsername", "RelayPassword"):
        assert message.used_secret(int(body[member]["Provider"]), *body[member]["Parameters"].values())


@pytest.mark.parametrize("kind", OAUTH)
@pytest.mark.rule("pam-seed", "pam-moment")
def test_the_printed_oauth_examples_ask_for_a_token_with_what_the_vault_has(
    command: Command, mockkf: MockKeyfactor, kind: str
) -> None:
    """Client id and client secret are looked up for the token request; the mail is delivered."""
    body = printed(f"test-v2-oauth-{kind}")
    for member, value in zip(("ClientId", "ClientSecret"), OAUTH[kind], strict=True):
        assert mockkf.vaults[int(body[member]["Provider"])].holds(tuple(body[member]["Parameters"].values()), value)

    answer = command.call("POST", "/SMTP/Test", json=body)

    assert answer.status_code == 200, answer.text
    message = mockkf.mailbox.expect_one(to=RECIPIENT)
    for member in ("ClientId", "ClientSecret"):
        assert message.used_secret(int(body[member]["Provider"]), *body[member]["Parameters"].values())
    assert any(step.step == "idp.token" and step.detail.endswith(OAUTH[kind][0]) for step in mockkf.journal[-1].trace)


@pytest.mark.parametrize("body", [*BASIC, *OAUTH])
@pytest.mark.parametrize("login", ["basic", "oauth"])
@pytest.mark.rule("pam-stored", "username-shown")
def test_put_stores_the_address_and_looks_nothing_up(
    command: Command, mockkf: MockKeyfactor, body: str, login: str
) -> None:
    """PUT and GET answer addresses, v1 refuses; no secret is looked up, and no answer has its value."""
    sent = printed(f"put-v2-{login}-{body}")

    stored = command.call("PUT", "/SMTP", json=sent)

    assert stored.status_code == 200
    assert command.get().text == stored.text
    shown = {"basic": "RelayUsername", "oauth": "ClientId"}[login]
    assert stored.json()[shown] == {
        "SecretValue": None,
        "Parameters": sent[shown]["Parameters"],
        "Provider": int(sent[shown]["Provider"]),
    }
    assert mockkf.state.lookups == ()
    everything = stored.text + command.get(1).text + repr(mockkf.journal) + repr(mockkf.state.profile)
    assert not any(value in everything for value in (*BASIC[body], *OAUTH[body]))


@pytest.mark.parametrize(
    ("release", "local"), [("12.3", "LocalDB"), ("24.4", "LocalDB"), ("25.1", None), ("25.5", None)]
)
@pytest.mark.rule("pam-local-name", "pam-seed")
def test_three_providers_are_there(mockkf: MockKeyfactor, release: str, local: str | None) -> None:
    """The providers are Local, CyberArk and Delinea; Command's own type is LocalDB before release 25."""
    command = changed(mockkf, release=release)

    found = command.call("GET", "/PamProviders", params={"SortField": "Name"}).json()

    assert sorted((provider["Id"], provider["Name"], provider["ProviderType"]["Name"]) for provider in found) == [
        (1, "Local", local or "Command Secret Provider"),
        (2, "CyberArk", "CyberArk"),
        (3, "Delinea", "Thycotic"),
    ]


@pytest.mark.parametrize("number", [2, "2", "02"])
@pytest.mark.rule("pam-moment")
def test_a_changed_secret_is_used_by_the_next_mail(command: Command, mockkf: MockKeyfactor, number: Any) -> None:
    """Nothing is cached: each send looks up each secret once; Provider is a number or text."""
    sent: dict[str, Any] = {"RelayUsername": secret(number, **USER), "RelayPassword": secret(number, **PASSWORD)}
    command.test(**sent).raise_for_status()
    mockkf.vaults[2]["MyFolderName", "MyEmailUserPassword"] = "s3cret"

    command.test(**sent).raise_for_status()

    first, second = mockkf.mailbox.all
    assert first.login is not None
    assert second.login is not None
    assert first.login.used("CyberArkPassword")
    assert second.login.used("s3cret")
    assert [lookup.address["Object"] for lookup in mockkf.vaults[2].lookups] == [
        "MyEmailUsername",
        "MyEmailUserPassword",
    ] * 2


@pytest.mark.rule("pam-moment")
def test_the_order_of_parameters_says_nothing(command: Command, mockkf: MockKeyfactor) -> None:
    """The order of the parameters in an address does not matter."""
    command.test(RelayPassword=secret(2, Object="MyEmailUserPassword", Folder="MyFolderName")).raise_for_status()

    message = mockkf.mailbox.expect_one()
    assert message.used_secret("CyberArk", "MyFolderName", "MyEmailUserPassword")
    assert message.used_secret(2, "MyFolderName", "MyEmailUserPassword")
    assert not message.used_secret(2, "MyFolderName", "MyEmailUsername")
    assert not message.used_secret(1, "MyFolderName", "MyEmailUserPassword")


@pytest.mark.rule("pam-moment")
def test_anonymous_mail_looks_nothing_up(command: Command, mockkf: MockKeyfactor) -> None:
    """A secret that the type of login does not need is not looked up, even if it is unavailable."""
    body = {**ANONYMOUS, "TestRecipient": RECIPIENT, "RelayPassword": secret(9, Nonsense="x")}

    command.call("POST", "/SMTP/Test", json=body).raise_for_status()

    assert mockkf.state.lookups == ()


@pytest.mark.rule("pam-moment")
def test_an_entry_made_over_the_api_is_used(command: Command, mockkf: MockKeyfactor) -> None:
    """A test mail logs on with the value that POST …/Entries stores; PUT changes it, DELETE removes it."""
    path = "/PamProviders/Local/1/Entries"
    sent: dict[str, Any] = {"RelayPassword": secret(1, SecretName="mine")}
    command.call("POST", path, 1, json={"SecretName": "mine", "SecretValue": "one"}).raise_for_status()
    command.test(**sent).raise_for_status()
    command.call("PUT", path, 1, json={"SecretName": "mine", "SecretValue": "two"}).raise_for_status()
    command.test(**sent).raise_for_status()
    command.call("DELETE", path, 1, params={"secretName": "mine"}).raise_for_status()

    answer = command.test(**sent)

    assert answer.status_code == 400
    assert [
        message.login and message.login.used(value)
        for message, value in zip(mockkf.mailbox.all, ("one", "two"), strict=True)
    ] == [True, True]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (secret(1, SecretName="Nope"), f"{LOCAL}No secret with the name 'Nope' was found."),
        (secret(1, SecretName="emailsenderpassword"), f"{LOCAL}No secret with the name"),
        (secret(1, SecretName="{0.__class__} {Safe}"), LOCAL + "No secret with the name '{0.__class__} {Safe}'"),
        (secret(1, SecretName=""), f"{LOCAL}The parameter 'SecretName' is required."),
        (secret(1, SecretId="x"), f"{LOCAL}'SecretId' is not a parameter of its secrets; allowed: SecretName"),
        (secret(2, Folder="MyFolderName", Object="none"), f"{CYBERARK}{NOT_FOUND}"),
        (secret(2, Folder="MyFolderName"), f"{CYBERARK}{LACKING.format('Object')}"),
        (secret(2, Object="MyEmailUsername"), f"{CYBERARK}{LACKING.format('Folder')}"),
        (secret(2, Folder=" \t", Object="x"), f"{CYBERARK}{LACKING.format('Folder')}"),
        (secret(2, **PASSWORD, Safe="MySafeName"), f"{CYBERARK}'Safe' {NO_PARAMETER}"),
        (secret(2, folder="MyFolderName", Object="x"), f"{CYBERARK}'folder' {NO_PARAMETER}"),
        (secret(3, SecretId="9"), f"{DELINEA}Response status code does not indicate success: 400 (Bad Request)."),
        (secret(3, SecretId=""), f"{DELINEA}The given key 'SecretId' was not present in the dictionary."),
        (secret(0, SecretName="x"), f"there is no PAM provider 0; known providers: {LISTED}"),
        (secret(9, SecretName="x"), f"there is no PAM provider 9; known providers: {LISTED}"),
        (secret("2147483647", SecretName="x"), f"there is no PAM provider 2147483647; known providers: {LISTED}"),
    ],
)
@pytest.mark.parametrize("member", ["RelayUsername", "RelayPassword"])
@pytest.mark.rule("pam-failure")
def test_a_secret_that_cannot_be_had_is_400_in_the_providers_words(
    command: Command, mockkf: MockKeyfactor, member: str, address: dict[str, Any], words: str
) -> None:
    """Missing, unknown and empty parameters, unknown providers and secrets: no mail is sent, nothing changes."""
    before = mockkf.state.profile, mockkf.state.pam

    change: dict[str, Any] = {member: address}
    answer = command.test(**change)

    assert answer.status_code == 400
    assert answer.json()["ErrorCode"] == "0xA0110002"
    assert answer.json()["Message"].startswith(FAILED + words)
    assert mockkf.journal[-1].trace[-1].step == "pam.resolve"
    mockkf.mailbox.expect_none()
    assert mockkf.state.refusals == ()
    assert (mockkf.state.profile, mockkf.state.pam) == before


@pytest.mark.parametrize(
    ("number", "address", "words"),
    [
        (1, "EmailSenderPassword", "The secret 'EmailSenderPassword' has no value."),
        (2, ("MyFolderName", "MyEmailUserPassword"), "APPAP081E The content of the password object"),
        (3, "MyEmailUserPasswordId", "Secret 'MyEmailUserPasswordId' has no password"),
    ],
)
@pytest.mark.rule("pam-failure")
def test_an_empty_secret_is_none(
    command: Command, mockkf: MockKeyfactor, number: int, address: Any, words: str
) -> None:
    """An empty secret is an error of the provider, not a login without a password."""
    vault = mockkf.vaults[number]
    vault[address] = ""
    values = (address,) if isinstance(address, str) else address

    answer = command.test(RelayPassword=secret(number, **dict(zip(vault.asks_for, values, strict=True))))

    assert answer.status_code == 400
    assert words in answer.json()["Message"]
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize(
    "wrong",
    [
        secret(-1, SecretName="x"),
        secret("-1", SecretName="x"),
        secret("\uff11", SecretName="x"),
        secret("\u0661", SecretName="x"),
        secret("", SecretName="x"),
        secret("1.0", SecretName="x"),
        secret(1.0, SecretName="x"),
        {**secret(1, SecretName="x"), "Provider": True},
        secret(2**31, SecretName="x"),
        secret("9" * 5_000, SecretName="x"),
        secret([1], SecretName="x"),
        {"Provider": 1},
        {"Provider": 1, "Parameters": {}},
        {"Provider": 1, "Parameters": None},
        {"Provider": None, "Parameters": {"SecretName": "x"}},
        {"Provider": 1, "Parameters": ["SecretName"]},
        {"Provider": 1, "Parameters": {"SecretName": 1}},
        {"Provider": 1, "Parameters": {"SecretName": None}},
        {"Provider": 1, "Parameters": {"SecretName": {"a": {"b": []}}}},
        {"Provider": 1, "Parameters": {"SecretName": "x"}, "SecretValue": "y"},
        {"SecretValue": None, "Provider": None, "Parameters": None},
        {"SecretValue": ""},
        {},
        "1",
        [],
    ],
    ids=lambda wrong: json.dumps(wrong)[:60],
)
@pytest.mark.parametrize("call", ["put", "test"])
def test_what_is_no_secret_is_refused(command: Command, mockkf: MockKeyfactor, call: str, wrong: Any) -> None:
    """The answer is 400 with the member, before any look-up."""
    answer = getattr(command, call)(RelayPassword=wrong)

    assert answer.status_code == 400
    assert answer.json()["Message"].startswith("RelayPassword")
    assert mockkf.state.lookups == ()


@pytest.mark.rule("pam-remote")
def test_a_remote_provider_cannot_be_asked(command: Command, mockkf: MockKeyfactor) -> None:
    """Command cannot use a remote provider: 400 and no mail, even if the vault has the secret."""
    command.call("PUT", "/PamProviders", json={"Id": 2, "Name": "CyberArk", "Remote": True}).raise_for_status()

    answer = command.test(RelayPassword=secret(2, **PASSWORD))

    assert answer.status_code == 400
    assert answer.json()["Message"] == (
        f"{FAILED}PAM provider 2 (CyberArk) is remote: only an orchestrator can look up its secrets, not Command"
    )
    mockkf.mailbox.expect_none()
    assert mockkf.vaults[2].lookups == ()


@pytest.mark.rule("pam-failure")
def test_the_status_of_a_failure_is_an_option(mockkf: MockKeyfactor) -> None:
    """`test_failure_status` applies to look-ups as to all steps."""
    command = changed(mockkf, test_failure_status=502)

    assert command.test(RelayPassword=secret(1, SecretName="Nope")).status_code == 502


@pytest.mark.parametrize("scenario", [name for name in FAILURES if name != "rotating"])
@pytest.mark.parametrize(
    ("number", "parameters"),
    [(1, {"SecretName": "EmailSenderPassword"}), (2, PASSWORD), (3, {"SecretId": "MyEmailUserPasswordId"})],
)
@pytest.mark.rule("pam-failure")
def test_each_failure_can_be_played_in_each_dialect(
    command: Command, mockkf: MockKeyfactor, number: int, parameters: dict[str, str], scenario: str
) -> None:
    """A planned failure makes the next look-up fail with the text of the type; the look-up after it succeeds."""
    vault = mockkf.vaults[number]
    vault.play(scenario, times=1)

    answer = command.test(RelayPassword=secret(number, **parameters))

    configured = {"Safe": "MySafeName", "AppId": "Keyfactor", "RuleName": "Keyfactor"}
    configured["SecretServerUrl"] = "https://secrets.keyexample.com/SecretServer"
    words = Provider.named(vault.type).say(scenario, parameters, configured)
    assert answer.status_code == 400
    assert answer.json()["Message"] == f"{FAILED}PAM provider {number} ({vault.name}): {words}"
    mockkf.mailbox.expect_none()
    assert command.test(RelayPassword=secret(number, **parameters)).status_code == 200


def test_a_scenario_may_be_for_one_secret_alone(command: Command, mockkf: MockKeyfactor) -> None:
    """`at` selects the address; a failure without `times` lasts until the reset."""
    mockkf.vaults[2].play("timeout", at=("MyFolderName", "MyEmailUserPassword"))

    assert command.test(RelayUsername=secret(2, **USER)).status_code == 200
    for _ in range(3):
        assert command.test(RelayPassword=secret(2, **PASSWORD)).status_code == 400

    mockkf.reset()
    assert command.test(RelayPassword=secret(2, **PASSWORD)).status_code == 200


def test_scenarios_are_played_in_their_order(command: Command, mockkf: MockKeyfactor) -> None:
    """Each failure fires `times` times, then the next one applies."""
    mockkf.vaults[1].play("rate_limited", times=2)
    mockkf.vaults[1].play("unreachable", times=1)
    sent: dict[str, Any] = {"RelayPassword": secret(1, SecretName="EmailSenderPassword")}

    answers = [command.test(**sent) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 200]
    assert "Too many requests" in answers[1].json()["Message"]
    assert "network-related" in answers[2].json()["Message"]


def test_a_rotating_secret_is_another_one_each_time(command: Command, mockkf: MockKeyfactor) -> None:
    """`rotating` returns the value, then value-2, value-3; this exposes a client that caches."""
    mockkf.vaults[1].play("rotating")

    for _ in range(3):
        command.test(RelayPassword=secret(1, SecretName="EmailSenderPassword")).raise_for_status()

    used = ["LocalPassword", "LocalPassword-2", "LocalPassword-3"]
    for message, value in zip(mockkf.mailbox.all, used, strict=True):
        assert message.login is not None
        assert message.login.used(value)


@pytest.fixture
def acme() -> Iterator[None]:
    """A custom provider type."""

    class Acme(Provider):
        """Returns secrets by path; paths under /sealed are refused."""

        type_name = "Acme-Vault"
        asks_for = ("Path",)
        configured_by: ClassVar = {"Url": "Address of the vault"}
        words: ClassVar = {"not_found": "Acme ({Url}) has nothing at {Path}."}

        def read(self, vault: Any, address: Address) -> str:
            """Return the secret in capitals."""
            return super().read(vault, address).upper()

    yield
    Provider.forget(Acme.type_name)


@pytest.mark.usefixtures("acme")
def test_a_provider_of_ones_own_is_one_class(tmp_path: Path) -> None:
    """A class with a `type_name` can be used in a scenario like any other type."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(
        '[[pam.providers]]\nid = 7\nname = "Acme"\ntype = "Acme-Vault"\nparameters = { Url = "https://acme" }\n'
        '[[pam.providers.secrets]]\naddress = ["a/b"]\nvalue = "s3cret"\n'
    )

    with MockKeyfactor(scenario=scenario) as mock:
        command = Command(mock)
        found = command.test(RelayPassword=secret(7, Path="a/b"))
        lost = command.test(RelayPassword=secret(7, Path="c"))

        assert found.status_code == 200
        login = mock.mailbox.expect_one().login
        assert login is not None
        assert login.used("S3CRET")
        assert lost.json()["Message"] == f"{FAILED}PAM provider 7 (Acme): Acme (https://acme) has nothing at c."


SCENARIO = """
[[pam.providers]]
id = 2
name = "Vault of the team"
type = "Hashicorp-Vault"
parameters = { Host = "https://vault.keyexample.com", Token = "t0ken", Path = "v1/secret/data" }

[[pam.providers.secrets]]
address = ["mail", "password"]
value = " s3cret "

[[pam.providers.secrets]]
address = ["mail", "empty"]
value = ""

[[pam.providers]]
name = "Far away"
type = "CyberArk"
remote = true
"""


def test_a_scenario_declares_providers(tmp_path: Path) -> None:
    """A provider replaces the one with its id, or gets the next id; a reset returns to the declared providers."""
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO)

    with MockKeyfactor(scenario=path) as mock:
        command = Command(mock)
        found = {provider["Id"]: provider for provider in command.call("GET", "/PamProviders").json()}
        assert {number: provider["Name"] for number, provider in found.items()} == {
            1: "Local",
            2: "Vault of the team",
            3: "Delinea",
            4: "Far away",
        }
        assert found[4]["Remote"] is True
        values = {value["ProviderTypeParam"]["Name"]: value["Value"] for value in found[2]["ProviderTypeParamValues"]}
        assert values["Host"] == "https://vault.keyexample.com"
        assert "t0ken" not in json.dumps(found)
        mock.vaults[2]["mail", "password"] = "changed"

        mock.reset()
        command.test(RelayPassword=secret(2, Secret="mail", Key="password")).raise_for_status()
        empty = command.test(RelayPassword=secret(2, Secret="mail", Key="empty"))

        login = mock.mailbox.expect_one().login
        assert login is not None
        assert login.used(" s3cret ")
        assert "The value of the key 'empty' in the secret 'mail' is empty." in empty.json()["Message"]


IN = "of Mine in pam_providers"
EXISTS = "exists already. To replace it, set the id"
PROVIDER = {"name": "Mine", "type": "CyberArk", "parameters": {}}


@pytest.mark.parametrize(
    ("providers", "message"),
    [
        ([{"name": "Mine"}], "pam_providers must be a list of tables, each with name and type"),
        ([{**PROVIDER, "secret": []}], "pam_providers must be a list of tables, each with name and type"),
        ([{**PROVIDER, "name": ""}], "pam_providers: name and type must be non-empty text"),
        ([{**PROVIDER, "id": -1}], "id of Mine in pam_providers must be a whole number from 0 to 2147483647, not -1"),
        (
            [{**PROVIDER, "id": True}],
            "id of Mine in pam_providers must be a whole number from 0 to 2147483647, not True",
        ),
        (
            [{**PROVIDER, "id": "\uff11"}],
            "id of Mine in pam_providers must be a whole number from 0 to 2147483647, not '\uff11'",
        ),
        ([{**PROVIDER, "remote": 1}], "remote of Mine in pam_providers must be true or false, not 1"),
        ([{**PROVIDER, "parameters": ["s3cret"]}], f"parameters {IN} must be a table"),
        (
            [{**PROVIDER, "parameters": {"Safe": 5}}],
            f"parameters {IN} must contain only text; the value of 'Safe' is not text",
        ),
        ([{**PROVIDER, "secrets": "s3cret"}], f"secrets {IN} must be a list of tables, each with address and value"),
        (
            [{**PROVIDER, "secrets": [{"value": "s3cret"}]}],
            f"secrets {IN} must be a list of tables, each with address and value",
        ),
        (
            [{**PROVIDER, "secrets": [{"address": "a", "value": "s3cret"}]}],
            f"address of a secret {IN} must be a list of texts",
        ),
        (
            [{**PROVIDER, "secrets": [{"address": ["a", "b"], "value": 5318008}]}],
            f"value of a secret {IN} must be text",
        ),
    ],
)
def test_a_wrong_provider_in_a_scenario_is_named(mockkf: MockKeyfactor, providers: Any, message: str) -> None:
    """The error has the name of the provider and no value of a secret."""
    with pytest.raises(ConfigurationError, match=f"^{re.escape(message)}$") as caught:
        change_settings(mockkf.settings, pam_providers=providers)

    assert "s3cret" not in str(caught.value)
    assert "5318008" not in str(caught.value)


@pytest.mark.parametrize(
    ("providers", "message"),
    [
        ([{**PROVIDER, "type": "CyberArc"}], "type of Mine must be one of 1Password-CLI, "),
        ([{**PROVIDER, "type": "xyz"}], "type of Mine must be one of 1Password-CLI, "),
        ([{**PROVIDER, "name": "Local"}], f"A PAM provider with the name 'Local' {EXISTS} 1."),
        ([PROVIDER, PROVIDER], f"A PAM provider with the name 'Mine' {EXISTS} 4."),
        ([{**PROVIDER, "id": 7}, {**PROVIDER, "id": 7, "name": "Other"}], "two PAM providers have the id 7"),
        ([{**PROVIDER, "parameters": {"Saef": "x"}}], "Mine has no parameter 'Saef'; did you mean 'Safe'?"),
        ([{**PROVIDER, "parameters": {"Folder": "x"}}], "Mine has no parameter 'Folder'; there are: Safe, AppId"),
        (
            [{**PROVIDER, "secrets": [{"address": ["a"], "value": "s3cret"}]}],
            "the address of a secret of Mine must be the values of Folder and Object",
        ),
    ],
)
def test_providers_that_do_not_fit_stop_the_start(providers: Any, message: str) -> None:
    """A mock does not start with unusable providers."""
    with pytest.raises(ConfigurationError, match=f"^{re.escape(message)}") as caught:
        MockKeyfactor(pam_providers=providers)

    assert "s3cret" not in str(caught.value)


def _page(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading of `docs/pam.md`."""
    page = (REQUESTS.parents[1] / "docs" / "pam.md").read_text("utf-8")
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|( .*)\|$", section, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows[1:]]


def test_the_page_has_the_catalogue() -> None:
    """The page has each type with its parameters of a secret (brackets: optional) and its own (italics: secret)."""
    types = {name: kind for name, kind in Provider.types().items() if kind.__module__.startswith("mockkf.")}
    expected = [
        [
            f"`{name}`",
            ", ".join([*(f"`{asked}`" for asked in kind.asks_for), *(f"(`{asked}`)" for asked in kind.optional)]),
            ", ".join(f"*`{own}`*" if own in kind.confidential else f"`{own}`" for own in kind.configured_by)
            or "nothing",
        ]
        for name, kind in types.items()
    ]

    assert _page("Catalogue") == sorted(expected, key=lambda row: row[0].strip("`").lower())


def test_the_page_has_the_scenarios() -> None:
    """The page has each of `mockkf.pam.FAILURES`, in order."""
    assert [row[0].strip("`") for row in _page("Failures")] == [*FAILURES]


def test_the_page_has_the_secrets_that_are_there(mockkf: MockKeyfactor) -> None:
    """The page has every address and value, and no others."""
    number = 0
    found: dict[int, list[tuple[str, ...]]] = {}
    for provider, address, value in _page("Secrets of a new mock"):
        number = int(provider[0]) if provider.strip("| ") else number
        key = tuple(re.findall("`([^`]+)`", address))
        found.setdefault(number, []).append(key)
        assert mockkf.vaults[number].holds(key, value.strip("`"))

    assert found == {vault.id: [*vault] for vault in mockkf.vaults}


def test_providers_are_an_argument_too(mockkf: MockKeyfactor) -> None:
    """`pam_providers` has the content of the table."""
    command = changed(
        mockkf, pam_providers=[{**PROVIDER, "id": 5, "secrets": [{"address": ["Root", "mail"], "value": "s3cret"}]}]
    )

    command.test(RelayPassword=secret("5", Folder="Root", Object="mail")).raise_for_status()

    assert mockkf.mailbox.expect_one().used_secret("Mine", "Root", "mail")
