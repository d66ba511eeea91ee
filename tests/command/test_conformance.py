"""Every member of every SMTP body, in every release and api version, against the tables typed by hand."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.command.contract import register
from mockkf.scenario.reading import change_settings
from tests.support.command import ABSENT, Command
from tests.support.conformance import ABSENT as MISSING
from tests.support.conformance import ANSWERED, NEVER, RELEASES, TAKEN, TYPES, Call

TEXTS: dict[str, Any] = {
    "Host": "mail.keyexample.com",
    "Id": 1,
    "Port": 587,
    "RelayAuthenticationType": 0,
    "RelayPassword": "MySuperSecretPassword",
    "RelayUsername": "KEYEXAMPLE\\jsmith",
    "SenderAccount": "jsmith@keyexample.com",
    "SenderAddress": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "TestRecipient": "mjones@keyexample.com",
    "UseSSL": False,
    "ClientId": "command-email",
    "ClientSecret": "MySuperSecretClientSecret",
    "TokenEndpoint": "https://login.keyexample.com/token",
    "Scope": "mail.send",
    "Audience": "https://mail.keyexample.com",
    "RequestHeaders": [{"Name": "X-Tenant", "Value": "keyexample"}],
}
"""A valid value for each member; in version 2 a secret is inside an object."""

SECRETS = ("RelayPassword", "RelayUsername", "ClientId", "ClientSecret")
WRONG: dict[str, Any] = {"Id": "one", "Port": "587", "RelayAuthenticationType": "2", "UseSSL": "yes"}
"""A value of a wrong type for members that are not text; for text it is a number."""

DOES = {
    "R": "required",
    "O": "optional",
    "2": "required for RelayAuthenticationType 2",
    "3": "required for RelayAuthenticationType 3",
    "D": "optional, but the documents require it (deviation id-missing)",
    "I": "deprecated, accepted and ignored",
}
"""The text of the register for each rule of the table."""


def cases(*rules: str) -> list[tuple[Call, str]]:
    """Every member with one of these rules, in every body."""
    return [(call, member) for call, table in TAKEN.items() for member, rule in table.items() if rule in rules]


def named(value: Any) -> str | None:
    """The id of a test: call, version and release."""
    return "-".join(map(str, value)) if isinstance(value, tuple) else None


class Caller:
    """A client that sends the documented requests of any release."""

    def __init__(self, mockkf: MockKeyfactor) -> None:
        self.mockkf = mockkf
        self.command = Command(mockkf)

    def start(self, release: str) -> None:
        """Restart the mock in this release."""
        self.mockkf.reset(settings=change_settings(self.mockkf.settings, release=release))

    def call(self, call: Call, **changes: Any) -> requests.Response:
        """Send a valid value for each member, with `changes`."""
        _, version, name = call
        method, path = name.split()
        body = {member: value for member, value in self.body(call, **changes).items() if value is not ABSENT}
        return self.command.call(method, path, version, **({"json": body} if call in TAKEN else {}))

    def body(self, call: Call, **changes: Any) -> dict[str, Any]:
        """A value for each member."""
        full = {member: TEXTS[member] for member in TAKEN.get(call, ())}
        wrapped = {member: {"SecretValue": full[member]} for member in SECRETS if call[1] == 2 and member in full}
        return {**full, **wrapped, **changes}


@pytest.fixture
def caller(mockkf: MockKeyfactor) -> Caller:
    """A client of the running mock."""
    return Caller(mockkf)


@pytest.mark.parametrize("given", [ABSENT, None], ids=["missing", "null"])
@pytest.mark.parametrize(("call", "member"), cases("R"), ids=named)
def test_a_required_member_is_required(caller: Caller, call: Call, member: str, given: Any) -> None:
    """Without it, or with null, the call is 400 and the message names it."""
    caller.start(call[0])

    answer = caller.call(call, **{member: given})

    assert (answer.status_code, answer.json()["Message"]) == (400, f"{member} is required.")


@pytest.mark.parametrize(("call", "member"), cases("O", "D", "2", "3"), ids=named)
def test_an_optional_member_may_be_missing(caller: Caller, call: Call, member: str) -> None:
    """Without it the call succeeds, as long as the kind of authentication does not need it."""
    caller.start(call[0])

    answer = caller.call(call, **{member: ABSENT})

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("call", "member"), cases("D"), ids=named)
def test_a_member_that_clients_leave_out_is_remarked_on(caller: Caller, call: Call, member: str) -> None:
    """If the documents require a member that real clients cannot send, the answer has a warning."""
    caller.start(call[0])

    answer = caller.call(call, **{member: ABSENT})

    assert f"the documents require {member}" in answer.headers["X-Mockkf-Reason"]


@pytest.mark.parametrize(("call", "member"), cases("2", "3"), ids=named)
def test_a_kind_of_authentication_needs_its_members(caller: Caller, call: Call, member: str) -> None:
    """A member that this RelayAuthenticationType needs is 400 when missing, and the message names it and the type."""
    caller.start(call[0])
    kind = int(TAKEN[call][member])

    answer = caller.call(call, **{member: ABSENT, "RelayAuthenticationType": kind})

    assert answer.status_code == 400
    assert answer.json()["Message"].startswith(f"{member} is required when RelayAuthenticationType is {kind} (")


@pytest.mark.parametrize("value", ["old@example.com", 5, None, {}])
@pytest.mark.parametrize(("call", "member"), cases("I"), ids=named)
def test_a_deprecated_member_may_be_anything(caller: Caller, call: Call, member: str, value: Any) -> None:
    """A deprecated member may have any value, and the answer does not contain it."""
    caller.start(call[0])

    answer = caller.call(call, **{member: value})

    assert answer.status_code == 200, answer.text
    assert member not in answer.json()


@pytest.mark.parametrize(("call", "member"), cases("R", "O", "D", "2", "3"), ids=named)
def test_a_wrong_type_is_refused(caller: Caller, call: Call, member: str) -> None:
    """A value of another JSON type is 400, and the message names the member."""
    caller.start(call[0])

    answer = caller.call(call, **{member: WRONG.get(member, 5)})

    assert answer.status_code == 400
    assert answer.json()["Message"].startswith(f"{member} must be ")


@pytest.mark.parametrize("call", ANSWERED, ids=named)
def test_an_answer_has_the_members_of_its_table(caller: Caller, call: Call) -> None:
    """All of them, in the order of the table, and nothing else."""
    caller.start(call[0])

    answer = caller.call(call)

    assert (answer.status_code, [*answer.json()]) == (200, ANSWERED[call].split())


@pytest.mark.parametrize("call", [call for call in TAKEN if call not in ANSWERED], ids=named)
def test_what_answers_nothing_answers_zero_bytes(caller: Caller, call: Call) -> None:
    """An operation without a table of answers is 200 with nothing."""
    caller.start(call[0])

    answer = caller.call(call)

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("call", ANSWERED, ids=named)
def test_a_hidden_value_is_never_answered(caller: Caller, call: Call) -> None:
    """With a complete stored profile, password and client secret are null in every answer."""
    release, version, _ = call
    caller.start(release)
    stored = caller.call((release, version, "PUT /SMTP"), RelayAuthenticationType=2)

    answer = caller.call(call, **({"RelayAuthenticationType": 2} if call in TAKEN else {}))

    assert (stored.status_code, answer.status_code) == (200, 200)
    for text in (stored.text, answer.text):
        assert not any(TEXTS[member] in text for member in NEVER)
    assert not any(answer.json().get(member) for member in NEVER)


@pytest.mark.parametrize("given", range(6))
@pytest.mark.parametrize(("release", "version"), TYPES)
def test_the_kinds_of_authentication_are_those_of_the_release(
    caller: Caller, release: str, version: int, given: int
) -> None:
    """RelayAuthenticationType accepts only the documented numbers."""
    caller.start(release)

    answer = caller.call((release, version, "PUT /SMTP"), RelayAuthenticationType=given)

    assert answer.status_code == (200 if given in TYPES[release, version] else 400)


@pytest.mark.parametrize("given", ["text", {"SecretValue": "text"}], ids=["text", "object"])
@pytest.mark.parametrize("call", [call for call in TAKEN if call[2] == "POST /SMTP/Test"], ids=named)
def test_a_secret_is_text_or_an_object(caller: Caller, call: Call, given: Any) -> None:
    """Version 1 accepts text, version 2 an object; the only version in 25.1 accepts both (table 806)."""
    caller.start(call[0])

    answer = caller.call(call, RelayUsername=given, RelayPassword=given, RelayAuthenticationType=2)

    fits = call[0] == "25.1" or isinstance(given, str) is (call[1] == 1)
    assert answer.status_code == (200 if fits else 400), answer.text


@pytest.mark.parametrize("call", MISSING, ids=named)
def test_what_a_release_does_not_have_is_refused(caller: Caller, call: Call) -> None:
    """A version that the endpoint does not have in this release is 400, and the message says which it has."""
    caller.start(call[0])

    answer = caller.call(call)

    assert answer.status_code == 400
    assert answer.json()["Message"] == f"x-keyfactor-api-version must be 1 for {call[2]} in release {call[0]}."


@pytest.mark.parametrize("release", RELEASES)
def test_the_register_of_rules_agrees(release: str) -> None:
    """The rules about members of SMTP bodies equal the tables."""
    numbers = tuple(map(int, release.split(".")))
    rules = [rule for rule in register(numbers) if " member " in rule.subject and "/SMTP" in rule.endpoint]

    said = {(rule.endpoint, rule.api_versions, rule.subject): rule.does for rule in rules}

    assert len(rules) == len(said)
    assert said == dict(tables(release))


def tables(release: str) -> Iterator[tuple[tuple[str, tuple[int, ...], str], str]]:
    """The tables of a release in the words of the register."""
    for (known, version, name), table in TAKEN.items():
        if known == release:
            yield from (((name, (version,), f"request member {member}"), DOES[rule]) for member, rule in table.items())
    for (known, version, name), members in ANSWERED.items():
        if known == release:
            for member in members.split():
                does = "null in the answer" if member in NEVER else "in the answer"
                yield (name, (version,), f"answer member {member}"), does
