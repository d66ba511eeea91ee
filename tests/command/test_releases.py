"""The releases of Command: calls, versions, requests and answers, and unknown releases."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.command.schemas import Format, Operation
from mockkf.command.schemas.body import Body
from mockkf.command.schemas.smtp import SmtpTextBody
from mockkf.config.settings import Settings
from mockkf.scenario import change_settings
from tests.support.command import ABSENT, ANONYMOUS, RECIPIENT, Command, body, changed

RELEASES = ("10.5", "11.4", "12.3", "12.5", "24.4", "25.1", "25.5")
BEFORE_25 = RELEASES[:5]
BASIC = "0 (anonymous) or 2 (basic)"
CALLS = {"GET": "/SMTP", "PUT": "/SMTP", "POST": "/SMTP/Test"}
PAM = {"Provider": 1, "Parameters": {"SecretName": "EmailSenderUsername"}}
OAUTH: dict[str, Any] = {
    "RelayAuthenticationType": 3,
    "RelayUsername": ABSENT,
    "RelayPassword": ABSENT,
    "ClientId": {"SecretValue": "command"},
    "ClientSecret": {"SecretValue": "MySuperSecretPassword"},
    "TokenEndpoint": "https://login.keyexample.com/token",
}


def asked(command: Command, method: str, version: int, **changes: Any) -> Any:
    """The answer to one of the three calls, made with the basic profile of this version."""
    recipient = {"TestRecipient": RECIPIENT} if method == "POST" else {}
    content = {} if method == "GET" else {"json": body(version, {**recipient, **changes})}
    return command.call(method, CALLS[method], version, **content)


def nature(command: Command) -> list[Any]:
    """The differences between releases: versions, members of answers, optional members."""
    answers = [asked(command, method, version) for method in CALLS for version in (1, 2)]
    lean = [
        asked(command, "PUT", 1, Id=ABSENT),
        asked(command, "POST", 1, Port=ABSENT),
        asked(command, "POST", 1, SenderName=ABSENT),
        asked(command, "PUT", 2, **OAUTH),
    ]
    return [
        (answer.status_code, answer.headers["Api-Supported-Versions"], answer.ok and answer.text)
        for answer in (*answers, *lean)
    ]


@pytest.mark.parametrize(
    ("release", "there"),
    [
        *((release, {"GET": "1.0", "PUT": "1.0", "POST": "1.0"}) for release in BEFORE_25),
        ("25.1", {"GET": "1.0, 2", "PUT": "1.0, 2", "POST": "1.0"}),
        ("25.5", {"GET": "1.0, 2", "PUT": "1.0, 2", "POST": "1.0, 2"}),
    ],
)
@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.rule("version-unsupported")
def test_a_call_has_its_versions(
    mockkf: MockKeyfactor, release: str, there: Mapping[str, str], method: str, version: int
) -> None:
    """An existing version is answered; any other is 400 that names the existing versions. A header lists them."""
    answer = asked(changed(mockkf, release=release), method, version)

    assert answer.headers["Api-Supported-Versions"] == there[method]
    if str(version) in there[method]:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400
        assert answer.json()["Message"] == (
            f"x-keyfactor-api-version must be 1 for {method} {CALLS[method]} in release {release}."
        )


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.rule("sender-address", "sender-address-value")
def test_get_v1_answers_the_sender_address(mockkf: MockKeyfactor, release: str) -> None:
    """In every release GET v1 has SenderAddress, equal to SenderAccount; PUT and Test do not."""
    command = changed(mockkf, release=release)
    stored = command.put(1, SenderAccount="a@example.com")

    assert command.get(1).json()["SenderAddress"] == "a@example.com"
    assert "SenderAddress" not in stored.text + command.test(1).text


@pytest.mark.parametrize("release", RELEASES)
def test_a_sender_address_is_taken_and_not_used(mockkf: MockKeyfactor, release: str) -> None:
    """SenderAddress in a request causes a warning; the mail comes from SenderAccount."""
    command = changed(mockkf, release=release)

    assert command.test(1, SenderAddress="old@example.com").status_code == 200

    assert mockkf.mailbox.expect_one().envelope.sender == "jsmith@keyexample.com"
    assert "deprecated-member" in {deviation.name for deviation in mockkf.journal[-1].deviations}


@pytest.mark.parametrize(
    ("release", "put", "test"),
    [
        *((release, "required", "optional") for release in BEFORE_25),
        ("25.1", "expected", "optional"),
        ("25.5", "expected", "expected"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_v1_needs_an_id(mockkf: MockKeyfactor, release: str, put: str, test: str, method: str) -> None:
    """PUT without Id is 400 up to 24.4 and a warning since 25.1; since 25.5 the same applies to a test mail."""
    answer = asked(changed(mockkf, release=release), method, 1, Id=ABSENT)

    need = put if method == "PUT" else test
    assert answer.status_code == (400 if need == "required" else 200)
    assert (need == "required") == (answer.json().get("Message") == "Id is required.")
    assert (need == "expected") == ("id-missing" in {deviation.name for deviation in mockkf.journal[-1].deviations})


@pytest.mark.parametrize("release", RELEASES)
def test_a_test_mail_of_10_5_needs_no_sender_name(mockkf: MockKeyfactor, release: str) -> None:
    """SenderName is optional for Test v1 in release 10.5, and required from 11.4 on."""
    answer = asked(changed(mockkf, release=release), "POST", 1, SenderName=ABSENT)

    if release == "10.5":
        assert answer.json()["SenderName"] == ""
        assert mockkf.mailbox.expect_one().headers["From"] == "jsmith@keyexample.com"
    else:
        assert answer.json()["Message"] == "SenderName is required."


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_v1_has_a_default_port(mockkf: MockKeyfactor, release: str, method: str) -> None:
    """PUT v1 takes 25 for a missing Port in every release, Test v1 from 25.5 on."""
    answer = asked(changed(mockkf, release=release), method, 1, Port=ABSENT)

    if method == "PUT" or release == "25.5":
        assert answer.json()["Port"] == 25
    else:
        assert answer.json()["Message"] == "Port is required."


@pytest.mark.parametrize(
    ("release", "version", "method", "types"),
    [
        *((release, 1, method, BASIC) for release in RELEASES for method in ("PUT", "POST")),
        ("25.1", 2, "PUT", BASIC),
        *(("25.5", 2, method, f"{BASIC} or 3 (OAuth client credentials)") for method in ("PUT", "POST")),
    ],
)
@pytest.mark.parametrize("number", [-1, 3, 5])
def test_oauth_is_there_in_v2_of_25_5_alone(
    mockkf: MockKeyfactor, release: str, version: int, method: str, types: str, number: int
) -> None:
    """RelayAuthenticationType is 0 or 2; 3 is known to version 2 from release 25.5 on."""
    answer = asked(changed(mockkf, release=release), method, version, RelayAuthenticationType=number)

    if number == 3 and "OAuth" in types:
        assert "ClientId is required when RelayAuthenticationType is 3" in answer.json()["Message"]
    else:
        assert answer.json()["Message"] == f"RelayAuthenticationType must be {types}."


@pytest.mark.parametrize("call", ["put", "test"])
@pytest.mark.rule("oauth-needs", "oauth-needs-put")
def test_oauth_needs_its_members(command: Command, call: str) -> None:
    """Type 3 takes ClientId, ClientSecret and TokenEndpoint; without, one message names all three."""
    needed = ("ClientId", "ClientSecret", "TokenEndpoint")

    assert getattr(command, call)(**OAUTH).status_code == 200

    refused = getattr(command, call)(**{**OAUTH, **dict.fromkeys(needed, ABSENT)})
    assert refused.status_code == 400
    assert all(f"{name} is required when RelayAuthenticationType is 3" in refused.json()["Message"] for name in needed)


@pytest.mark.parametrize("release", ["25.1", "25.5"])
def test_v2_answers_its_members(mockkf: MockKeyfactor, release: str) -> None:
    """25.1 has no OAuth and ignores its members; 25.5 has six more members."""
    command = changed(mockkf, release=release)

    answer = command.put(Scope="a")

    assert list(answer.json()) == [
        "Host",
        "Id",
        "Port",
        "RelayAuthenticationType",
        "RelayPassword",
        "RelayUsername",
        "SenderAccount",
        "SenderName",
        "UseSSL",
        *(["ClientId", "ClientSecret", "TokenEndpoint", "Scope", "Audience", "RequestHeaders"] * (release == "25.5")),
    ]
    assert command.get().text == answer.text


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        ("KEYEXAMPLE\\jsmith", "KEYEXAMPLE\\jsmith"),
        ({"SecretValue": "command@keyexample.com"}, "command@keyexample.com"),
        (PAM, "UnsupportedPAMSecret"),
    ],
)
@pytest.mark.rule("test-v1", "username-pam")
def test_the_only_test_of_25_1_takes_text_or_secret_objects(mockkf: MockKeyfactor, user: Any, shown: str) -> None:
    """It answers the profile with the user name as text, and one that a provider keeps as `UnsupportedPAMSecret`."""
    answer = changed(mockkf, release="25.1").test(1, RelayAuthenticationType=0, RelayUsername=user)

    assert answer.status_code == 200
    assert answer.json()["RelayUsername"] == shown
    assert "RelayPassword" not in answer.json()


def test_the_only_test_of_25_1_logs_on_with_secret_objects(mockkf: MockKeyfactor) -> None:
    """The login uses the values in secret objects."""
    command = changed(mockkf, release="25.1")

    command.test(1, RelayUsername={"SecretValue": "u"}, RelayPassword={"SecretValue": "p"})

    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert (login.user, login.used("p")) == ("u", True)


@pytest.mark.parametrize("release", [release for release in RELEASES if release != "25.1"])
def test_any_other_v1_test_takes_text(mockkf: MockKeyfactor, release: str) -> None:
    """Before and after 25.1 credentials of v1 are text."""
    answer = changed(mockkf, release=release).test(1, RelayUsername={"SecretValue": "u"})

    assert answer.json()["Message"] == "RelayUsername must be text, not an object."


@pytest.mark.parametrize(
    ("release", "known"),
    [
        ("10.0", "10.5"),
        ("10.4", "10.5"),
        ("11.3", "10.5"),
        ("12.4", "12.3"),
        ("25.0", "24.4"),
        ("25", "24.4"),
        ("25.2", "25.1"),
        ("25.3.1", "25.1"),
        ("25.4", "25.1"),
        ("25.9", "25.5"),
        ("25.10", "25.5"),
        ("26.0", "25.5"),
        ("99", "25.5"),
    ],
)
@pytest.mark.rule("release-between", "release-oauth")
def test_a_release_between_behaves_as_the_one_before(mockkf: MockKeyfactor, release: str, known: str) -> None:
    """The newest known release at or below it applies; an older release than 10.5 counts as 10.5."""
    assert nature(changed(mockkf, release=release)) == nature(changed(mockkf, release=known))


def test_known_releases_differ(mockkf: MockKeyfactor) -> None:
    """10.5, 11.4 to 24.4, 25.1 and 25.5 are four different things."""
    natures = {release: nature(changed(mockkf, release=release)) for release in RELEASES}

    assert all(natures[release] == natures["11.4"] for release in RELEASES[1:5])
    assert all(
        natures[one] != natures[other]
        for one in ("10.5", "11.4", "25.1", "25.5")
        for other in ("10.5", "11.4", "25.1", "25.5")
        if one != other
    )


@pytest.mark.parametrize("release", ["9.9", "9", "0.1"])
def test_what_is_older_than_10_0_is_refused(release: str) -> None:
    """No document reaches back that far."""
    with pytest.raises(ConfigurationError, match=f"^release must be 10.0 or later, not {release}$"):
        MockKeyfactor(release=release)


@pytest.mark.parametrize("release", ["10.0", "12.5.1", "25", "25.10", "25.1.0+patch", "99.1"])
@pytest.mark.rule("release-shown")
def test_clients_see_the_release_that_was_asked_for(mockkf: MockKeyfactor, release: str) -> None:
    """`X-Keyfactor-Product-Version` is not the known release, but the text the user gave."""
    answer = changed(mockkf, release=release).get(1)

    assert answer.headers["X-Keyfactor-Product-Version"] == release


@pytest.fixture
def _formats_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The formats that this test declares are gone after it."""
    monkeypatch.setattr(Format, "known", [*Format.known])


@pytest.mark.usefixtures("_formats_of_its_own")
def test_a_new_release_is_one_class(mockkf: MockKeyfactor) -> None:
    """One subclass of `Format` adds a release; other releases do not change."""

    class Answer(SmtpTextBody):
        """GET answers the host alone."""

        class Meta(Body.Meta):
            """One member."""

            fields = ("host",)

    class Invented(Format):
        """Version 3, and of the SMTP calls GET alone."""

        api_version = 3
        since = (99, 1)
        operations: ClassVar[Mapping[str, Operation]] = {"GET /SMTP": Operation(answer=Answer(), source="nobody")}

    invented = changed(mockkf, release="99.1")
    answer = invented.get(3)
    assert (answer.json(), answer.headers["Api-Supported-Versions"]) == (
        {"Host": "smtp.keyexample.com"},
        "1.0, 2, 3",
    )
    assert invented.call("PUT", "/SMTP", 3, json=ANONYMOUS).status_code == 400
    older = changed(mockkf, release="25.5")
    assert older.get(3).status_code == 400
    assert older.get(2).headers["Api-Supported-Versions"] == "1.0, 2"


@pytest.mark.usefixtures("_formats_of_its_own")
def test_releases_are_compared_as_numbers(mockkf: MockKeyfactor) -> None:
    """25.10 comes after 25.9, not after 25.1."""

    class Later(Format):
        """Something that 25.10 brings."""

        api_version = 4
        since = (25, 10)
        operations: ClassVar[Mapping[str, Operation]] = {"GET /SMTP": Operation(answer=SmtpTextBody(), source="nobody")}

    statuses = [changed(mockkf, release=release).get(4).status_code for release in ("25.1", "25.9", "25.10", "25.11")]

    assert statuses == [400, 400, 200, 200]


@pytest.mark.parametrize("release", ["26.2", "25.6", "25.10", "26.0", "26.2.1+abc", "99", "99.9"])
@pytest.mark.rule("release-newer")
def test_a_newer_release_is_answered_as_the_newest_known_one_with_a_remark(
    mockkf: MockKeyfactor, release: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Header, journal and log say that no document was seen; otherwise the answer is that of 25.5."""
    caplog.set_level("INFO", "mockkf")
    known = nature(changed(mockkf, release="25.5"))
    caplog.clear()
    command = changed(mockkf, release=release)
    remark = f"no document of release {release.partition('+')[0]} was seen; it behaves as 25.5"

    assert nature(command) == known

    answer = command.get()
    assert answer.headers["X-Mockkf-Reason"] == remark
    assert answer.headers["X-Keyfactor-Product-Version"] == release
    assert mockkf.journal[-1].reason == remark
    assert caplog.messages[-1] == f"GET /KeyfactorAPI/SMTP v2 200 ({remark})"
    assert command.put(Port=0).headers["X-Mockkf-Reason"].endswith(f"from 1 to 65535; {remark}")
    assert all(call.reason is not None and call.reason.count(remark) == 1 for call in mockkf.journal)


@pytest.mark.parametrize(
    ("release", "remark"),
    [
        ("24.9", "no document of release 24.9 was seen, only of 24.4 and 25.1; it behaves as 24.4"),
        ("24", "no document of release 24 was seen, only of 12.5 and 24.4; it behaves as 12.5"),
        ("11.7.2+abc", "no document of release 11.7.2 was seen, only of 11.6 and 12.0; it behaves as 11.4"),
        ("10.0", "no document of release 10.0 was seen, only of 10.1; it behaves as 10.5"),
    ],
)
@pytest.mark.rule("release-between")
def test_a_release_that_nobody_knows_has_a_remark(mockkf: MockKeyfactor, release: str, remark: str) -> None:
    """It names the nearest releases of which something was seen, and the one whose formats are used."""
    answer = changed(mockkf, release=release).call("GET", "/Status/Endpoints", 1)

    assert answer.headers["X-Mockkf-Reason"] == remark


@pytest.mark.parametrize("release", ["24.9", "99"])
def test_the_log_of_the_start_has_the_remark(release: str, caplog: pytest.LogCaptureFixture) -> None:
    """Without a handler for the log, Python prints it on stderr."""
    with MockKeyfactor(release=release):
        pass

    assert [record.levelname for record in caplog.records if "no document" in record.message] == ["WARNING"]


@pytest.mark.parametrize(("given", "near"), [("25,5", "25.5"), (24.4, "24.4"), ("v12.3", "12.3"), ("24-4", "24.4")])
def test_a_misspelt_release_is_refused_with_the_nearest(given: object, near: str) -> None:
    """The error lists the known releases and suggests one."""
    with pytest.raises(ConfigurationError, match=f'did you mean "{re.escape(near)}"'):
        change_settings(Settings(), release=given)


@pytest.mark.parametrize("release", ["25.5", "25.5.0", "25.5.1", "25.5.1+dc0db2c8", "25.4", "12.0", "24.4"])
@pytest.mark.rule("release-newer")
def test_a_release_with_documents_has_no_remark(mockkf: MockKeyfactor, release: str) -> None:
    """A release with formats, pages or recordings, and each patch of it, is answered without a remark."""
    answer = changed(mockkf, release=release).call("GET", "/Status/Endpoints", 1)

    assert "X-Mockkf-Reason" not in answer.headers
