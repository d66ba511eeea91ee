"""Deviations: requests that the documents do not allow; `strict` decides whether they are accepted or rejected."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.model import DEVIATIONS
from mockkf.scenario import change_settings
from tests.support.command import ABSENT, Command, body, changed

Send = Callable[[Command, Mapping[str, Any]], requests.Response]


def put(version: int, **deviant: Any) -> Send:
    """A PUT of the basic profile with this deviation."""
    return lambda command, changes: command.put(version, **{**deviant, **changes})


MAIL_USER = "command@keyexample.com"


def with_accounts(command: Command, *users: str, **options: Any) -> Command:
    """A client of the same mock, whose mail server now has these users; other options stay."""
    declared = [{"name": user, "password": "s3cret"} for user in users]
    given = {"relay_users": declared, **options} if users else options
    command.mock.reset(settings=change_settings(command.mock.runtime.settings, **given))
    return command


DEVIANT: dict[str, tuple[Send, str]] = {
    "requested-with-missing": (
        lambda command, changes: command.call(
            "PUT", "/SMTP", json=body(2, {**changes}), headers={"x-keyfactor-requested-with": None}
        ),
        "the documents require the header x-keyfactor-requested-with",
    ),
    "id-missing": (put(1, Id=ABSENT), "the documents require Id"),
    "id-other": (put(2, Id=7), "Id should be 1, the Id of the only profile, not 7"),
    "unknown-member": (put(2, SenderNam="x"), "SenderNam is not documented and is ignored; did you mean SenderName?"),
    "member-case": (put(2, useSsl=True, UseSSL=ABSENT), "useSsl is documented as UseSSL"),
    "form-body": (
        lambda command, changes: command.call("PUT", "/SMTP", 1, data=body(1, {**changes})),
        "the body should be JSON; it was sent as a form",
    ),
    "deprecated-version": (put(1), "version 1 of PUT /SMTP is deprecated; use version 2"),
    "deprecated-member": (put(2, SenderAddress="x"), "SenderAddress is deprecated; send SenderAccount"),
    "provider-as-text": (
        put(2, RelayPassword={"Provider": "1", "Parameters": {"SecretName": "x"}}),
        "RelayPassword.Provider should be a number; it was given as text",
    ),
    "null-value": (put(1, UseSSL=None), "UseSSL should not be null; leave it out"),
    "username-form": (put(1, RelayUsername="jsmith"), "RelayUsername should have the form DOMAIN\\user"),
    "sender-unknown": (
        lambda command, changes: with_accounts(command, MAIL_USER).put(**changes),
        "SenderAccount should be an account of the mail server for a type with a login; accounts: "
        "command@keyexample.com",
    ),
    "provider-unknown": (
        put(2, RelayPassword={"Provider": 99, "Parameters": {"SecretName": "x"}}),
        "there is no PAM provider 99; known providers: 1 (Local), 2 (CyberArk), 3 (Delinea)",
    ),
    "type-undocumented": (
        put(2, RelayAuthenticationType=4),
        "RelayAuthenticationType must be 0 (anonymous) or 2 (basic) or 3 (OAuth client credentials); "
        "4 has no documented meaning",
    ),
}
"""A request for each deviation, and the sentence about it."""

USUAL = [name for name in DEVIANT if DEVIATIONS[name].usual is None]
STRICT = [*((name, "{}") for name in USUAL), *((name, f"{name}={{}}") for name in DEVIANT)]
"""Deviations, and how their level is set: for all, or by name."""


def test_the_table_has_every_deviation() -> None:
    """The tests cover exactly the registered deviations."""
    assert set(DEVIANT) == set(DEVIATIONS)


@pytest.mark.parametrize(("name", "strict"), STRICT)
@pytest.mark.rule(
    "deviation-requested-with-missing",
    "deviation-id-missing",
    "deviation-id-other",
    "deviation-unknown-member",
    "deviation-member-case",
    "deviation-form-body",
    "deviation-deprecated-version",
    "deviation-deprecated-member",
    "deviation-provider-as-text",
    "deviation-null-value",
    "deviation-username-form",
    "deviation-sender-unknown",
    "deviation-provider-unknown",
    "deviation-type-undocumented",
)
@pytest.mark.parametrize("level", ["off", "warn", "error"])
def test_a_deviation_is_treated_as_strictly_as_asked(mockkf: MockKeyfactor, name: str, strict: str, level: str) -> None:
    """`off` accepts, `warn` adds a warning to journal and header, `error` is 400; for all or for one name."""
    send, sentence = DEVIANT[name]

    answer = send(changed(mockkf, strict=strict.format(level)), {})

    remarks = {deviation.name: deviation.sentence for deviation in mockkf.journal[-1].deviations}
    assert answer.status_code == (400 if level == "error" else 200), answer.text
    assert remarks.get(name) == (sentence if level == "warn" else None)
    assert (sentence in answer.headers.get("X-Mockkf-Reason", "")) == (level != "off")
    assert (sentence in answer.json().get("Message", "")) == (level == "error")


IN_A_VALID_PROFILE = {"provider-unknown", "sender-unknown"}
"""The deviations that are looked for when all else is right."""


@pytest.mark.parametrize("name", sorted({*DEVIANT} - IN_A_VALID_PROFILE))
@pytest.mark.rule("all-at-once")
def test_a_refused_deviation_is_named_together_with_wrong_members(mockkf: MockKeyfactor, name: str) -> None:
    """One message names the deviation and whatever else is wrong, and nothing is stored."""
    send, sentence = DEVIANT[name]
    command = changed(mockkf, strict=f"off,{name}=error")

    answer = send(command, {"Port": 0})

    assert answer.status_code == 400
    assert "Port must be a whole number from 1 to 65535" in answer.json()["Message"]
    assert sentence in answer.json()["Message"]
    assert mockkf.state.profile == mockkf.settings.profile


@pytest.mark.parametrize("name", DEVIANT)
def test_a_refused_deviation_does_not_refuse_others(mockkf: MockKeyfactor, name: str) -> None:
    """With one name at `error`, a request that deviates in another way passes."""
    other = "id-other" if name == "unknown-member" else "unknown-member"
    send, _ = DEVIANT[other]

    assert send(changed(mockkf, strict=f"off,{name}=error"), {}).status_code == 200


@pytest.mark.parametrize("strict", ["off", "warn", "error", "off,id-other=off"])
@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.rule("deviation-type-undocumented")
def test_an_undocumented_type_is_refused_unless_it_is_named(mockkf: MockKeyfactor, strict: str, number: int) -> None:
    """A global level does not accept types 1 and 4."""
    answer = changed(mockkf, strict=strict).put(RelayAuthenticationType=number)

    assert answer.status_code == 400
    assert f"{number} has no documented meaning" in answer.json()["Message"]


def test_a_test_mail_of_an_undocumented_type_fails_at_the_login(mockkf: MockKeyfactor) -> None:
    """An accepted type can be stored, but its login is undocumented."""
    command = changed(mockkf, strict="type-undocumented=warn")

    stored, sent = command.put(RelayAuthenticationType=4), command.test(RelayAuthenticationType=4)

    assert (stored.status_code, stored.json()["RelayAuthenticationType"]) == (200, 4)
    assert sent.status_code == 400
    assert "step relay.login: RelayAuthenticationType 4 has no documented meaning" in sent.json()["Message"]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("requested-with-missing", {"version": 2, "headers": {"x-keyfactor-requested-with": None}}),
        ("requested-with-missing", {"version": 2, "headers": {"x-keyfactor-requested-with": ""}}),
        ("deprecated-version", {"version": 1}),
    ],
)
@pytest.mark.parametrize("level", ["off", "warn", "error"])
def test_a_call_without_a_body_can_deviate_too(
    mockkf: MockKeyfactor, name: str, call: dict[str, Any], level: str
) -> None:
    """Missing headers are handled on GET as on PUT."""
    answer = changed(mockkf, strict=f"{name}={level}").call("GET", "/SMTP", **call)

    assert answer.status_code == (400 if level == "error" else 200)
    assert (name in {deviation.name for deviation in mockkf.journal[-1].deviations}) == (level == "warn")


@pytest.mark.parametrize(
    ("release", "path", "deprecated"),
    [
        ("10.5", "/SMTP", False),
        ("24.4", "/SMTP", False),
        ("24.4", "/PamProviders", False),
        ("25.1", "/SMTP", True),
        ("25.1", "/SMTP/Test", False),
        ("25.5", "/SMTP", True),
        ("25.5", "/SMTP/Test", True),
        ("25.1", "/PamProviders", False),
        ("25.5", "/PamProviders", False),
        ("25.5", "/PamProviders/1", False),
        ("25.5", "/PamProviders/Types", False),
    ],
)
@pytest.mark.rule("deviation-deprecated-version")
def test_version_1_of_smtp_is_deprecated_from_25_1_where_there_is_another(
    mockkf: MockKeyfactor, release: str, path: str, deprecated: bool
) -> None:
    """Before 25.1, without a version 2, and in PAM, version 1 causes no warning."""
    command = changed(mockkf, release=release)

    answer = command.test(1) if path == "/SMTP/Test" else command.call("GET", path, 1)

    assert answer.status_code == 200
    assert ("deprecated" in answer.headers.get("X-Mockkf-Reason", "")) == deprecated


def test_a_request_as_documented_passes_the_strictest(mockkf: MockKeyfactor) -> None:
    """With `error` for all, the documented calls succeed without warnings."""
    command = changed(mockkf, strict="error")

    answers = [command.get(), command.put(), command.test()]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not any("X-Mockkf-Reason" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"RelayPassword": {"secretvalue": "x"}}, "RelayPassword.secretvalue is documented as SecretValue"),
        (
            {"RelayUsername": {"SecretValue": "x", "Managed": True}},
            "RelayUsername.******** is not documented and is ignored; "
            "documented members: SecretValue, Parameters, Provider",
        ),
        ({"RequestHeaders": [{"name": "X-A", "Value": "1"}]}, "RequestHeaders[0].name is documented as Name"),
    ],
)
@pytest.mark.rule("deviation-member-case", "deviation-unknown-member")
def test_a_deviation_inside_a_member_is_named_with_its_path(
    command: Command, mockkf: MockKeyfactor, changes: dict[str, Any], remark: str
) -> None:
    """Deviations in nested objects are found too."""
    assert command.put(**changes).status_code == 200

    assert [deviation.sentence for deviation in mockkf.journal[-1].deviations] == [remark]


def test_a_remark_never_repeats_a_value(command: Command, mockkf: MockKeyfactor) -> None:
    """A warning names the member, and not its value."""
    command.put(Pasword="s3cret", RelayPassword={"secretvalue": "s3cret"})

    assert len(mockkf.journal[-1].deviations) == 2
    assert "s3cret" not in repr(mockkf.journal) + repr(mockkf.journal[-1].request)


@pytest.mark.parametrize(("path", "version"), [("/SMTP", 2), ("/SMTP/Test", 1), ("/SMTP/Test", 2)])
@pytest.mark.rule("deviation-form-body", "media-type-wrong")
def test_a_form_is_read_by_put_v1_alone(command: Command, path: str, version: int) -> None:
    """Any other call answers 415."""
    answer = command.call("POST" if path.endswith("Test") else "PUT", path, version, data={"Host": "a"})

    assert answer.status_code == 415


@pytest.mark.rule("deviation-form-body")
def test_a_form_is_converted_from_text(command: Command) -> None:
    """Numbers and booleans become JSON values, with any letter case of the name; empty means not given."""
    form = {
        "host": "mail.example.com",
        "Id": "1",
        "Port": "587",
        "RelayAuthenticationType": "2",
        "RelayUsername": "u",
        "RelayPassword": "p",
        "SenderAccount": "a@example.com",
        "SenderName": "A",
        "UseSSL": "True",
    }

    answer = command.call("PUT", "/SMTP", 1, data=form)

    assert answer.status_code == 200
    assert (answer.json()["Host"], answer.json()["Port"], answer.json()["UseSSL"]) == ("mail.example.com", 587, True)
    assert command.call("PUT", "/SMTP", 1, data={**form, "Port": ""}).json()["Port"] == 25


def test_a_form_is_checked_as_json_is(command: Command) -> None:
    """Text that is no number or truth value is refused, every wrong member at once."""
    form = {**body(1, {}), "Port": "many", "UseSSL": "yes", "SenderName": ""}

    answer = command.call("PUT", "/SMTP", 1, data=form)

    assert answer.status_code == 400
    for said in ("Port must be a whole number", "UseSSL must be true or false", "SenderName is required"):
        assert said in answer.json()["Message"]


def test_a_password_in_a_form_is_masked(command: Command, mockkf: MockKeyfactor) -> None:
    """The journal masks secret and unknown members of a form, as of JSON."""
    command.call("PUT", "/SMTP", 1, data={**body(1, {"RelayPassword": "s3cret"}), "Pasword": "s3cret"})

    request = mockkf.journal[-1].request
    assert (request["RelayPassword"], request["Pasword"]) == ("********", "********")
    assert request["RelayUsername"] == "KEYEXAMPLE\\jsmith"
    assert "s3cret" not in repr(request) + repr(mockkf.journal)


@pytest.mark.parametrize(
    ("release", "version", "members"),
    [
        ("25.5", 1, ["Port", "RelayAuthenticationType", "UseSSL"]),
        ("25.5", 2, ["RelayAuthenticationType", "UseSSL"]),
        ("25.1", 1, ["Port", "RelayAuthenticationType", "UseSSL"]),
        ("25.1", 2, ["RelayAuthenticationType", "UseSSL"]),
        ("12.5", 1, ["Port", "RelayAuthenticationType", "UseSSL"]),
    ],
)
@pytest.mark.rule("deviation-null-value", "null-in")
def test_null_is_remarked_on_where_the_interface_forbids_it(
    mockkf: MockKeyfactor, release: str, version: int, members: list[str]
) -> None:
    """Other members may be null, and every null means not given."""
    command = changed(mockkf, release=release, strict="deprecated-version=off")
    others = ["Scope", "Audience", "RelayUsername", "RelayPassword"]

    answer = command.put(version, **dict.fromkeys((*members, *others)))

    assert answer.status_code == 200
    assert [deviation.sentence for deviation in mockkf.journal[-1].deviations if deviation.name == "null-value"] == [
        f"{member} should not be null; leave it out" for member in members
    ]


def test_a_null_port_of_v2_is_simply_missing(command: Command, mockkf: MockKeyfactor) -> None:
    """A required member is required, and null is not remarked on besides."""
    assert command.put(Port=None).json()["Message"] == "Port is required."
    assert mockkf.journal[-1].deviations == ()


@pytest.mark.parametrize(
    ("version", "changes", "remarked"),
    [
        (1, {"RelayUsername": "jsmith"}, True),
        (1, {"RelayUsername": "jsmith@keyexample.com"}, True),
        (1, {"RelayUsername": "\\jsmith"}, True),
        (1, {"RelayUsername": "KEYEXAMPLE\\"}, True),
        (1, {"RelayUsername": "KEYEXAMPLE\\jsmith"}, False),
        (1, {"RelayUsername": "key.example.com\\j smith"}, False),
        (1, {"RelayAuthenticationType": 0, "RelayUsername": ""}, False),
        (2, {"RelayUsername": {"SecretValue": "jsmith"}}, False),
    ],
)
@pytest.mark.rule("deviation-username-form")
def test_a_user_name_of_v1_has_a_domain(
    mockkf: MockKeyfactor, version: int, changes: dict[str, Any], remarked: bool
) -> None:
    r"""The documents of v1 want DOMAIN\user; the remark does not repeat the name."""
    command = changed(mockkf, strict="username-form=warn")

    for answer in (command.put(version, **changes), command.test(version, **changes)):
        assert answer.status_code == 200
        names = {deviation.name for deviation in mockkf.journal[-1].deviations}
        assert ("username-form" in names) == remarked
        assert "jsmith" not in answer.headers.get("X-Mockkf-Reason", "")


@pytest.mark.parametrize("level", ["off", "warn", "error"])
def test_a_global_level_does_not_look_at_user_names(mockkf: MockKeyfactor, level: str) -> None:
    """Mail servers without Active Directory take any name, so only the name of the deviation turns it on."""
    command = changed(mockkf, strict=f"{level},deprecated-version=off")

    assert command.put(1, RelayUsername="jsmith").status_code == 200
    assert mockkf.journal[-1].deviations == ()


HOST = {"name": "smtp.keyexample.com", "users": [{"name": MAIL_USER, "password": "x"}]}


@pytest.mark.parametrize(
    ("options", "sender", "remarked"),
    [
        ({}, "any@example.com", False),
        ({"relay_users": [{"name": MAIL_USER, "password": "x"}]}, MAIL_USER.upper(), False),
        ({"relay_users": [{"name": MAIL_USER, "password": "x"}]}, "other@keyexample.com", True),
        ({"relay_users": [{"name": MAIL_USER, "password": "x"}]}, "command", True),
        ({"relay_users": [{"name": "KEYEXAMPLE\\JSmith", "password": "x"}]}, "jsmith@keyexample.com", False),
        ({"relay_users": [{"name": "KEYEXAMPLE\\JSmith", "password": "x"}]}, "mjones@keyexample.com", True),
        ({"relay_users": []}, MAIL_USER, True),
        ({"hosts": [HOST]}, MAIL_USER, False),
        ({"hosts": [HOST]}, "other@keyexample.com", True),
        ({"hosts": [{**HOST, "send_as": {MAIL_USER: ["team@keyexample.com"]}}]}, "team@keyexample.com", False),
        ({"hosts": [{"name": "SMTP.keyexample.com", "users": HOST["users"]}]}, "other@keyexample.com", True),
        ({"hosts": [{**HOST, "name": "other.example.com"}]}, "any@example.com", False),
        ({"hosts": [{"name": "smtp.keyexample.com"}]}, "any@example.com", False),
        (
            {"hosts": [{"name": "smtp.keyexample.com"}], "relay_users": [{"name": MAIL_USER, "password": "x"}]},
            "any@example.com",
            False,
        ),
        (
            {
                "relay_users": [{"name": MAIL_USER, "password": "x"}],
                "relay_oauth": {"send_as": {"pipeline": ["robot@keyexample.com"]}},
            },
            "robot@keyexample.com",
            False,
        ),
    ],
)
@pytest.mark.rule("deviation-sender-unknown")
def test_a_sender_should_be_an_account_of_the_declared_mail_server(
    mockkf: MockKeyfactor, options: dict[str, Any], sender: str, remarked: bool
) -> None:
    """Where accounts are declared, a profile with a login names one of them; type 0 may name any sender."""
    command = changed(mockkf, **options)

    for version in (1, 2):
        command.put(version, SenderAccount=sender)
        command.test(version, SenderAccount=sender)
        command.put(version, SenderAccount=sender, RelayAuthenticationType=0)

    found = [{deviation.name for deviation in call.deviations} for call in mockkf.journal]
    assert ["sender-unknown" in names for names in found] == [remarked, remarked, False] * 2


def test_a_refused_sender_sends_nothing(mockkf: MockKeyfactor) -> None:
    """With `error`, neither PUT nor Test takes effect."""
    command = with_accounts(changed(mockkf, strict="sender-unknown=error"), MAIL_USER)

    assert [command.put().status_code, command.test().status_code] == [400, 400]
    assert mockkf.state.profile == mockkf.settings.profile
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("release", ["11.4", "24.4", "25.1", "25.5"])
@pytest.mark.rule("deviation-deprecated-version")
def test_the_document_calls_smtp_deprecated_alone(mockkf: MockKeyfactor, release: str) -> None:
    """In the OpenAPI document of version 1, the same calls are deprecated that cause the warning."""
    query = {"release": release, "api-version": "1"}
    paths = requests.get(f"{mockkf.control_url}/openapi.json", query, timeout=10).json()["paths"]

    found = {path for path, calls in paths.items() if any(call.get("deprecated") for call in calls.values())}

    of_smtp = {"24.4": set(), "25.1": {"/SMTP"}, "25.5": {"/SMTP", "/SMTP/Test"}}
    assert found == of_smtp.get(release, set())
