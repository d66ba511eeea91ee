"""A secret is never printed: canaries wherever a secret can be, or be put by mistake, and a search for them."""

import json
import logging
import smtplib
import socket
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from mockkf import ConfigurationError, MockKeyfactor
from tests.support.canary import CANARY, CORE, Sent, heard, page, search, written
from tests.support.command import ANONYMOUS, BASIC_V2, RECIPIENT, Command, changed

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
THYCOTIC = "c09bbfa5-a081-4194-9dd2-31f3cc3fabcc"
ENTRIES = "/PamProviders/Local/1/Entries"


@pytest.fixture
def searched(
    mockkf: MockKeyfactor, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Callable[..., None]:
    """A search of all the mock has said by now, its logs at DEBUG and its prints included."""
    for name in ("", "mail.log", "mockkf", "mockkf.http", "mockkf.relay", "werkzeug", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)

    def everywhere(*answers: Sent) -> None:
        search(heard(mockkf, [*answers]))
        ours = [record for record in caplog.records if not record.name.startswith("urllib3")]
        search(("log", f"{record.getMessage()} {record.args} {record.exc_text}") for record in ours)
        search(("log as it is written", text) for text in written(ours))
        search(("print", text) for text in capfd.readouterr())

    return everywhere


def type_3(**changes: Any) -> dict[str, Any]:
    """A test mail with OAuth."""
    return {
        **ANONYMOUS,
        "RelayAuthenticationType": 3,
        "ClientId": {"SecretValue": "command-email"},
        "ClientSecret": {"SecretValue": "MySuperSecretClientSecret"},
        "TokenEndpoint": "https://idp.keyexample.com/oauth2/token",
        "TestRecipient": RECIPIENT,
        **changes,
    }


WRONG: dict[str, Any] = {
    "text": CANARY,
    "array": [CANARY],
    "array of objects": [{"SecretValue": CANARY}],
    "deep": {"SecretValue": {"SecretValue": CANARY}},
    "in an array": {"SecretValue": [CANARY]},
    "misspelt": {"SecretVale": CANARY},
    "other words": {"Value": CANARY, "Password": {"Clear": CANARY}},
    "as a name": {CANARY: "x"},
    "as a name of letters": {CORE: "x", "SecretValue": "y"},
    "with NUL": {"SecretValue": f"{CANARY}\0"},
    "with half a pair": {"SecretValue": f"{CANARY}\ud800"},
    "as provider": {"Provider": CANARY, "Parameters": {"SecretName": "x"}},
    "as parameters": {"Provider": 1, "Parameters": CANARY},
    "in an array of parameters": {"Provider": 1, "Parameters": [CANARY]},
    "deep in parameters": {"Provider": 1, "Parameters": {"SecretName": {"Name": CANARY}}},
    "and an address": {"SecretValue": CANARY, "Provider": 1, "Parameters": {"SecretName": "x"}},
}


@pytest.mark.parametrize("member", ["RelayPassword", "ClientSecret", "RelayPasword", "Password"])
@pytest.mark.parametrize("value", [{"SecretValue": CANARY}, *WRONG.values()], ids=["right", *WRONG])
def test_a_secret_in_a_body(command: Command, searched: Callable[..., None], member: str, value: Any) -> None:
    """Where it belongs, in a misspelt member or an unknown one, in any form: it is stored, used or refused unseen."""
    change: dict[str, Any] = {member: value}

    searched(command.put(1, **change), command.test(1, **change), command.put(**change), command.test(**change))


@pytest.mark.parametrize("strict", ["warn", "error", "off"])
@pytest.mark.rule("hidden-secrets")
def test_a_secret_that_is_stored_and_used(mockkf: MockKeyfactor, searched: Callable[..., None], strict: str) -> None:
    """A password, a client secret and headers on their way through PUT, GET and both kinds of test mail."""
    command = changed(mockkf, strict=strict, missing_password="keep", hidden_secrets="object")
    secret = {"SecretValue": CANARY}

    answers = [
        command.put(1, RelayPassword=CANARY),
        command.put(RelayPassword=secret, ClientSecret=secret),
        command.get(1),
        command.get(),
        command.call("PUT", "/SMTP", json=ANONYMOUS),
        command.test(1, RelayPassword=CANARY),
        command.test(RelayPassword=secret),
        command.test(RelayPassword=secret, Port=465),
        command.test(RelayPassword=secret, Port=25, UseSSL=False),
        command.call("POST", "/SMTP/Test", json=type_3(ClientSecret=secret)),
        command.call("POST", "/SMTP/Test", json=type_3(RequestHeaders=[{"Name": "X-Api-Key", "Value": CANARY}])),
    ]

    searched(*answers)
    search([("/setup", page(mockkf, "/setup"))])
    assert mockkf.mailbox.all


@pytest.mark.parametrize(
    "changes",
    [
        {"TokenEndpoint": f"https://user:{CORE}@idp.keyexample.com/token"},
        {"TokenEndpoint": f"https://idp.keyexample.com/token?key={CORE}#{CORE}"},
        {"RequestHeaders": [{"Name": "X-Api-Key", "Value": CANARY}, {"Name": "X-Other", "Value": f"Bearer {CANARY}"}]},
    ],
)
def test_a_secret_that_is_answered_is_not_written_down(
    command: Command, mockkf: MockKeyfactor, searched: Callable[..., None], changes: dict[str, Any]
) -> None:
    """TokenEndpoint and RequestHeaders are answered as they were stored (GET SMTP 25.x), but to nobody else."""
    stored = command.put(**changes)

    assert stored.status_code == 200
    assert CORE in stored.text
    assert command.get().text == stored.text
    assert [call.status for call in mockkf.journal] == [200, 200]
    assert "sender_account" in repr(mockkf.state.profile)
    searched(command.call("POST", "/SMTP/Test", json=type_3(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"TokenEndpoint": f"ftp://user:{CORE}@idp.keyexample.com/token"},
        {"TokenEndpoint": f"https://user:{CORE}@[idp/token?{CORE}"},
        {"TokenEndpoint": f"user:{CORE}@idp.keyexample.com/token"},
        {"TokenEndpoint": f"user:{CORE}@idp.keyexample.com"},
        {"TokenEndpoint": f"https:user:{CORE}@idp.keyexample.com"},
        {"TokenEndpoint": [f"https://user:{CORE}@idp.keyexample.com"]},
        {"RequestHeaders": {"X-Api-Key": CANARY}},
        {"RequestHeaders": CANARY},
        {"RequestHeaders": [CANARY]},
        {"RequestHeaders": [{"Name": "X-Api-Key", "Vlaue": CANARY}]},
        {"RequestHeaders": [{"Name": "Authorization", "Value": CANARY}]},
        {"RequestHeaders": [{"Name": "X-Api-Key", "Value": [CANARY]}]},
        {"RequestHeaders": [{"Name": "X-Api-Key", "Value": f"{CANARY}\n"}]},
        {"Host": f"https://user:{CORE}@smtp.keyexample.com/?key={CORE}"},
        {"Host": f"user:{CORE}@smtp.keyexample.com"},
        {"Host": [f"user:{CORE}@smtp.keyexample.com"]},
    ],
    ids=lambda changes: json.dumps(changes).replace(CORE, "…"),
)
def test_a_secret_in_what_is_refused(command: Command, searched: Callable[..., None], changes: dict[str, Any]) -> None:
    """A URL, a header or a host that cannot be taken is refused without repeating it."""
    answers = [command.put(**changes), command.call("POST", "/SMTP/Test", json=type_3(**changes))]

    assert {answer.status_code for answer in answers} == {400}
    searched(*answers)


CUT = json.dumps({**BASIC_V2, "RelayPassword": {"SecretValue": f"{CANARY}==&a=b"}})
RAW: list[tuple[dict[str, str], bytes]] = [
    (JSON, CUT[:-3].encode()),
    (JSON, CUT.replace("}", "]").encode()),
    (JSON, CUT.encode().replace(b"kanari", b"\xffkanari")),
    (JSON, CUT.encode("utf-16")),
    (JSON, f'"{CANARY}"'.encode()),
    (JSON, f'{{"RelayPassword": {CANARY}}}'.encode()),
    (JSON, f'{{"{CANARY}": 1, "RelayPassword": NaN}}'.encode()),
    (JSON, f"RelayPassword={CANARY}".encode()),
    (FORM, f"RelayPassword={quote(CANARY)}&RelayPasword={quote(CANARY)}&Password={quote(CANARY)}".encode()),
    (FORM, CUT.encode()),
    (FORM, f"{quote(CANARY)}={quote(CANARY)}".encode()),
    ({"Content-Type": "text/plain"}, CUT.encode()),
    ({"Content-Type": "multipart/form-data; boundary=x"}, f"--x\r\n\r\n{CANARY}\r\n--x--".encode()),
]


@pytest.mark.parametrize(("headers", "data"), RAW)
@pytest.mark.parametrize("version", [1, 2])
def test_a_secret_in_a_body_that_cannot_be_read(
    command: Command, searched: Callable[..., None], version: int, headers: dict[str, str], data: bytes
) -> None:
    """Broken JSON, wrong encodings, forms and other media types are refused without repeating them."""
    calls = (("PUT", "/SMTP"), ("POST", "/SMTP/Test"), ("POST", "/PamProviders"))

    searched(*(command.call(method, path, version, headers=headers, data=data) for method, path in calls))


@pytest.mark.parametrize(
    "path",
    [
        f"/SMTP?password={quote(CANARY)}",
        f"/Nowhere?password={quote(CANARY)}",
        f"/SMTP/Test?{CORE}",
        f"/PamProviders?password={CORE}",
        f'/PamProviders?QueryString=Name -eq "{CORE}"',
        f"/PamProviders?QueryString={CORE}",
        f'/PamProviders?QueryString=SecretValue -eq "{CORE}"',
        f"/PamProviders?PageReturned={CORE}&ReturnLimit={CORE}&SortAscending={CORE}",
        f"{ENTRIES}?secretValue={CORE}",
        f"/SMTP?{'x' * 65_600}{CORE}",
    ],
    ids=lambda path: path[:40].replace(CORE, "…"),
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "DELETE", "BREW"])
def test_a_secret_in_a_query(command: Command, searched: Callable[..., None], method: str, path: str) -> None:
    """The query of a call is in no answer, journal or log, neither that of a call that is understood nor of another."""
    searched(command.call(method, path, 1))


def test_a_secret_in_a_line_that_is_no_request(mockkf: MockKeyfactor, searched: Callable[..., None]) -> None:
    """What is refused before it is a call is not repeated with its query either."""
    address = urlsplit(mockkf.url)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as client:
        client.sendall(f"GET /SMTP?password={CORE}\x01 HTTP/1.1\r\n\r\n".encode())
        said = client.makefile("rb").read().decode()

    assert " 400 " in said
    search(iter([("answer", said)]))
    searched()


DECLARED: dict[str, Any] = {
    "users": [{"name": "KEYEXAMPLE\\jsmith", "password": CANARY}, {"name": "b", "password": f"{CANARY}2"}],
    "clients": [{"name": "pipeline", "token": CANARY}],
}


@pytest.mark.parametrize("declared", [{}, DECLARED], ids=["nobody declared", "declared"])
@pytest.mark.parametrize(
    "authorization",
    [
        f"Basic {b64encode(f'KEYEXAMPLE{chr(92)}jsmith:{CANARY}'.encode()).decode()}",
        f"basic {b64encode(f'somebody:{CANARY}'.encode()).decode()}",
        f"Basic {b64encode(CANARY.encode()).decode()}",
        f"Basic {CANARY}",
        f"Bearer {CANARY}",
        f"bearer  {CANARY} ",
        f"Bearer x{CANARY}",
        f"Digest {CANARY}",
        CANARY,
        f"{CANARY} {CANARY}",
    ],
    ids=range(10),
)
def test_a_secret_in_the_credentials_of_a_call(
    mockkf: MockKeyfactor, searched: Callable[..., None], authorization: str, declared: dict[str, Any]
) -> None:
    """Right or wrong, well-formed or not, credentials are shown by their scheme at most; so are other headers."""
    command = changed(mockkf, **declared)
    names = ("Cookie", "Proxy-Authorization", "X-Api-Key", "X-Keyfactor-Api-Key", "X-Keyfactor-Token", "Referer")
    headers = {"Authorization": authorization, **dict.fromkeys(names, CANARY)}

    searched(*(command.call("GET", path, auth=lambda request: request, headers=headers) for path in ("/SMTP", "/X")))


PROVIDER_VALUES: list[Any] = [
    CANARY,
    {"SecretValue": CANARY},
    [CANARY],
    {"Value": CANARY},
    {"SecretValue": {"SecretValue": CANARY}},
    {"Provider": 1, "Parameters": [CANARY]},
]


@pytest.mark.parametrize("value", PROVIDER_VALUES)
@pytest.mark.parametrize("member", ["Value", "Valeu", "SecretValue"])
@pytest.mark.rule("pam-secret-value")
def test_the_key_of_a_provider(command: Command, searched: Callable[..., None], member: str, value: Any) -> None:
    """A value of data type 2 is stored or refused, and never seen again."""
    values = [
        {"Value": "x", "ProviderTypeParam": {"Name": "SecretServerUrl"}},
        {"Value": "x", "ProviderTypeParam": {"Name": "RuleName"}},
        {member: value, "ProviderTypeParam": {"Name": "RuleKey"}},
    ]
    body = {"Name": "Mine", "ProviderType": {"Id": THYCOTIC}, "ProviderTypeParamValues": values}

    searched(
        command.call("POST", "/PamProviders", json=body),
        command.call("PUT", "/PamProviders", 1, json={**body, "Id": 3}),
        command.call("PUT", "/PamProviders", json={**body, "Id": 3, "Remote": False, "RuleKey": value}),
        command.call("GET", "/PamProviders"),
        command.call("GET", "/PamProviders", 1),
        command.call("GET", "/PamProviders/Types"),
    )


@pytest.mark.parametrize("value", [CANARY, {"SecretValue": CANARY}, [CANARY], f"{CANARY}\0", f"{CANARY}\ud800"])
@pytest.mark.parametrize("member", ["SecretValue", "SecretVale", "Value"])
@pytest.mark.rule("pam-entry-value")
def test_the_value_of_an_entry(command: Command, searched: Callable[..., None], member: str, value: Any) -> None:
    """It is stored or refused, and never seen again."""
    calls = [
        ("POST", ENTRIES, {"SecretName": "mine", member: value}),
        ("POST", ENTRIES, {"SecretName": "EmailSenderPassword", member: value}),
        ("PUT", ENTRIES, {"SecretName": "EmailSenderPassword", member: value}),
        ("PUT", ENTRIES, {"SecretName": "none", member: value}),
        ("POST", "/PamProviders/Local/2/Entries", {"SecretName": "x", member: value}),
    ]

    searched(
        *(command.call(method, path, 1, json=body) for method, path, body in calls), command.call("GET", ENTRIES, 1)
    )


@pytest.mark.rule("pam-moment", "pam-failure")
def test_the_secret_of_a_vault(command: Command, mockkf: MockKeyfactor, searched: Callable[..., None]) -> None:
    """Put in from Python, used by mails that arrive and by mails that fail."""
    vault = mockkf.vaults[2]
    for name in ("MyEmailUserPassword", "MyEmailUserClientSecret", "other"):
        vault["MyFolderName", name] = CANARY
    address = {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUserPassword"}}
    client = {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUserClientSecret"}}
    answers = [command.put(RelayPassword=address), command.test(RelayPassword=address), command.get()]
    assert mockkf.mailbox.find()

    answers.append(command.call("POST", "/SMTP/Test", json=type_3(ClientSecret=client)))
    for scenario in ("rotating", "not_found", "empty_value", "ambiguous", "malformed_response"):
        vault.play(scenario, times=1)
        answers.append(command.test(RelayPassword=address))

    searched(*answers)
    with pytest.raises(KeyError) as caught:
        vault["MyFolderName"] = CANARY
    search(("exception", text) for text in traceback.format_exception(caught.value, chain=True))


@pytest.mark.parametrize("declared", [{}, {"relay_users": [{"name": "jsmith", "password": f"{CANARY}!"}]}])
def test_a_login_at_the_mail_server(
    mockkf: MockKeyfactor, searched: Callable[..., None], declared: dict[str, Any]
) -> None:
    """Whoever logs on, rightly, wrongly or in broken words: log, transcript and refusals have none of it."""
    command = changed(mockkf, **declared)
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=5) as client:
        client.ehlo()
        for line in (
            f"AUTH {CANARY}",
            f"AUTH PLAIN {CANARY}",
            f"AUTH PLAIN {CANARY} {CANARY}",
            f"AUTH XOAUTH2 {b64encode(f'user=x{chr(1)}auth=Bearer {CANARY}{chr(1) * 2}'.encode()).decode()}",
            f"AUTH PLAIN {b64encode(f'{chr(0)}jsmith{chr(0)}{CANARY}'.encode()).decode()}",
        ):
            client.docmd(line)
        client.docmd(b64encode(CANARY.encode()).decode())
        client.sendmail("a@example.com", ["b@example.com"], "Subject: x\r\n\r\ny\r\n")

    searched(command.test(RelayPassword={"SecretValue": CANARY}))


@pytest.mark.parametrize(
    "line",
    [
        f"PASS {CANARY}",
        f"pass  {CORE}",
        f"LOGIN jsmith {CANARY}",
        f"a1 LOGIN jsmith {CORE}",
        b64encode(CANARY.encode()).decode(),
        b64encode(f"{chr(0)}jsmith{chr(0)}{CANARY}".encode()).decode(),
        f"PLAIN {b64encode(CANARY.encode()).decode()}",
        f"X-Token: {b64encode(f'--{CORE}'.encode()).decode()}",
    ],
)
def test_a_login_in_the_words_of_another_protocol(
    mockkf: MockKeyfactor, searched: Callable[..., None], line: str
) -> None:
    """PASS, LOGIN and base64 without AUTH are in no transcript, of a mail or of a refusal, and in no log."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=5) as client:
        client.ehlo()
        client.docmd(line)
        client.docmd("RCPT TO:<b@example.com>")
        client.sendmail("a@example.com", ["b@example.com"], "Subject: x\r\n\r\ny\r\n")

    assert mockkf.mailbox.expect_one().transcript.count("********") == 1
    assert mockkf.state.refusals[0].transcript.count("********") == 1
    searched()


def users(**entry: Any) -> list[dict[str, Any]]:
    """A user with something wrong."""
    return [{"name": "a", "password": CANARY, **entry}]


CONFIGURATIONS: list[dict[str, Any]] = [
    {"users": CANARY},
    {"users": [CANARY]},
    {"users": users(roles=["none"])},
    {"users": users(roles="none")},
    {"users": users(passwort=CANARY)},
    {"users": users(name="")},
    {"users": [{"name": "a", "password": [CANARY]}]},
    {"users": [{"name": "a", "password": {"value": CANARY}}]},
    {"clients": [{"name": "a", "token": [CANARY]}]},
    {"clients": [{"name": "a", "tokn": CANARY}]},
    {"clients": CANARY},
    {"relay_users": [{"name": "a", "password": [CANARY]}]},
    {"relay_users": {"a": CANARY}},
    {"relay_users": CANARY},
    {"pam_providers": CANARY},
    {"pam_providers": [{"name": "a", "type": "CyberArk", "secrets": CANARY}]},
    {"pam_providers": [{"name": "a", "type": "CyberArk", "secrets": {"x": CANARY}}]},
    {"pam_providers": [{"name": "a", "type": "CyberArk", "secrets": [{"address": ["a", "b"], "value": [CANARY]}]}]},
    {"pam_providers": [{"name": "a", "type": "CyberArk", "secrets": [{"address": "a", "value": CANARY}]}]},
    {"pam_providers": [{"name": "a", "type": "CyberArk", "secrets": [{"address": ["a"], "value": CANARY}]}]},
    {"pam_providers": [{"name": "a", "type": "CyberArk", "parameters": CANARY}]},
    {"pam_providers": [{"name": "a", "type": "Thycotic", "parameters": {"RuleKey": [CANARY]}}]},
    {"pam_providers": [{"name": "a", "type": "Thycotic", "parameters": {"RulKey": CANARY}}]},
    {"pam_providers": [{"name": "Local", "type": "Thycotic", "parameters": {"RuleKey": CANARY}}]},
    {"profile": {**BASIC_V2, "RelayPasword": CANARY}},
    {"profile": {**BASIC_V2, "RelayPassword": CANARY}},
    {"profile": {**BASIC_V2, "RelayPassword": {"SecretVale": CANARY}}},
    {"profile": {**BASIC_V2, "TokenEndpoint": f"ftp://u:{CORE}@x"}},
    {"profile": {**BASIC_V2, "Host": f"https://u:{CORE}@x"}},
    {"profile": CANARY},
    {"idp_clients": CANARY},
    {"idp_clients": [{"name": "a", "secret": [CANARY]}]},
]


@pytest.mark.parametrize("options", CONFIGURATIONS, ids=lambda options: json.dumps(options)[:70].replace(CORE, "…"))
def test_a_secret_in_a_scenario_that_is_wrong(options: dict[str, Any]) -> None:
    """What is wrong is said with names; no value of a secret is in the error, its traceback or its chain."""
    with pytest.raises(ConfigurationError) as caught:
        MockKeyfactor(**options)

    search(
        iter(
            [
                ("exception", f"{caught.value} {caught.value!r} {caught.value.args} {vars(caught.value)}"),
                ("chain", "".join(str(error) for error in _chain(caught.value))),
            ]
        )
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "text",
    [
        f'[[users]]\nname = "a"\npassword = "{CANARY}',
        f'[[users]]\nname = "a"\npassword = {CORE}\n',
        f'[[users]]\nname = "a"\npassword = "{CANARY}"\npassword = "{CANARY}"\n',
        f'[[relay.users]]\nname = "a"\npassword = "{CANARY}"\nroles = 1\n',
        f'[[pam.providers]]\nname = "a"\ntype = "CyberArk"\nsecrets = ["{CANARY}"]\n',
    ],
)
def test_a_secret_in_a_scenario_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """Where TOML is broken is said by line and column, without what stands there."""
    path = tmp_path / "scenario.toml"
    path.write_text(text)

    with pytest.raises(ConfigurationError) as caught:
        MockKeyfactor(scenario=path)

    search(("chain", f"{error} {error!r}") for error in _chain(caught.value))


def test_all_secrets_of_a_scenario(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A mock with a canary in every table that has secrets starts, works and shows none of them."""
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "scenario.toml"
    path.write_text(
        f'[[users]]\nname = "a"\npassword = "{CANARY}"\n[[clients]]\nname = "b"\ntoken = "{CANARY}"\n'
        f'[[relay.users]]\nname = "local-user@keyexample.com"\npassword = "{CANARY}"\n'
        f'[profile]\nHost = "smtp.keyexample.com"\nSenderAccount = "a@example.com"\nSenderName = "A"\n'
        f'RelayAuthenticationType = 2\nRelayUsername = {{ SecretValue = "u" }}\n'
        f'RelayPassword = {{ SecretValue = "{CANARY}" }}\n'
        f'[[pam.providers]]\nid = 3\nname = "Vault"\ntype = "Thycotic"\nparameters = {{ RuleKey = "{CANARY}" }}\n'
        f'[[pam.providers.secrets]]\naddress = ["x"]\nvalue = "{CANARY}"\n'
    )

    with MockKeyfactor(scenario=path) as mock:
        command = Command(mock)
        answers: list[Sent] = [
            command.get(),
            command.call("GET", "/PamProviders", 1),
            command.test(
                RelayUsername={"Provider": 1, "Parameters": {"SecretName": "EmailSenderUsername"}},
                RelayPassword={"Provider": 3, "Parameters": {"SecretId": "x"}},
            ),
            command.test(),
        ]

        assert [answer.status_code for answer in answers if answer is not None] == [200, 200, 200, 400]
        search(heard(mock, answers))
        search((path, page(mock, path)) for path in ("/setup", "/inbox/scenario.toml"))
        search(("log", record.getMessage()) for record in caplog.records if not record.name.startswith("urllib3"))


def test_the_search_finds_what_it_looks_for() -> None:
    """A canary is found in clear, in any escape, and in base64 wherever it begins."""
    for text in (
        CANARY,
        quote(CANARY, safe=""),
        json.dumps(CANARY),
        *(b64encode(b"x" * before + CANARY.encode() + b"y" * 5).decode() for before in range(6)),
    ):
        with pytest.raises(AssertionError):
            search(iter([("here", text)]))
