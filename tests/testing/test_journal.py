"""The journal: criteria, expectations and failure messages."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mockkf import Journal, MockKeyfactor
from mockkf.scenario.reading import change_settings
from tests.support.command import Command


@pytest.mark.parametrize(
    ("method", "path", "criteria"),
    [
        ("PUT", "/SMTP", {}),
        ("put", "smtp/", {}),
        ("PUT", "/KeyfactorAPI/SMTP", {}),
        ("PUT", re.compile("SMTP$"), {}),
        (None, "/SMTP", {"version": 2}),
        ("PUT", None, {"status": 200, "user": "KEYEXAMPLE\\jsmith", "reason": None, "id": 1}),
        ("PUT", "/SMTP", {"json__Port": 587, "json__UseSSL": True, "json__Host": re.compile("^smtp")}),
        ("PUT", "/SMTP", {"json__host": "smtp.keyexample.com", "json__Other": None}),
        ("PUT", "/SMTP", {"json__RequestHeaders__0__Name": re.compile(".")}),
        ("PUT", "/SMTP", {"json__Port": lambda port: port > 25}),
        ("PUT", "/SMTP", {"answer__Id": 1, "answer__Port": 587}),
        ("PUT", "/SMTP", {"header__x_keyfactor_api_version": "2", "header__X_None": None}),
        ("PUT", "/SMTP", {"deviation": None}),
    ],
)
def test_a_call_is_found_by_what_it_is(
    command: Command, mockkf: MockKeyfactor, method: str, path: Any, criteria: dict[str, Any]
) -> None:
    """The journal finds calls by method, path below the base path, and named criteria."""
    command.put(RequestHeaders=[{"Name": "X-A", "Value": "1"}])

    [call] = mockkf.journal.find(method, path, **criteria)
    assert call.method == "PUT"
    assert mockkf.journal.expect(method, path, **criteria) == call


@pytest.mark.parametrize(
    ("method", "path", "criteria"),
    [
        ("GET", "/SMTP", {}),
        ("PUT", "/SMTP/Test", {}),
        ("PUT", "/Other/SMTP", {}),
        ("PUT", "/SMTP", {"version": 1}),
        ("PUT", "/SMTP", {"json__UseSSL": 1}),
        ("PUT", "/SMTP", {"json__Port": "587"}),
        ("PUT", "/SMTP", {"json__Host__Name": "x"}),
        ("PUT", "/SMTP", {"answer__RelayPassword__Other": 1}),
        ("PUT", "/SMTP", {"deviation": "form-body"}),
        ("PUT", "/SMTP", {"step": "relay.message"}),
    ],
)
def test_a_call_is_not_found_by_what_it_is_not(
    command: Command, mockkf: MockKeyfactor, method: str, path: str, criteria: dict[str, Any]
) -> None:
    """A value must match completely, and true does not match 1."""
    command.put()

    assert mockkf.journal.find(method, path, **criteria) == ()
    mockkf.journal.expect_none(method, path, **criteria)


def test_deviations_and_steps_are_found_by_name(command: Command, mockkf: MockKeyfactor) -> None:
    """The journal finds calls by accepted deviations and by steps."""
    command.test(Other=1)

    call = mockkf.journal.expect("POST", "/SMTP/Test", deviation="unknown-member", step="relay.message")

    assert call.status == 200


def test_a_call_outside_the_base_path_is_another(mockkf: MockKeyfactor, command: Command) -> None:
    """A call without the base path is not a call of /SMTP."""
    mockkf.reset(settings=change_settings(mockkf.settings, base_paths=("/Other",)))
    command.mock.journal.expect_none("GET", "/SMTP")

    command.get()

    mockkf.journal.expect("GET", "/SMTP", status=200)
    assert mockkf.journal[0].path == "/Other/SMTP"


def test_a_failure_says_what_was_called_instead_nearest_first(command: Command, mockkf: MockKeyfactor) -> None:
    """The failure lists each call with its differences; with equally many, the more similar call is first."""
    command.get()
    command.put(Port=25, Host="other.example.com")
    command.put(Port=25, Host="smtp.keyexample.org")

    with pytest.raises(AssertionError) as failure:
        mockkf.journal.expect("PUT", "/SMTP", version=2, json__Port=587, json__Host="smtp.keyexample.com", timeout=0.01)

    assert str(failure.value).splitlines() == [
        "no call PUT /SMTP with version=2, json.Port=587, json.Host='smtp.keyexample.com' within 0.01 s; "
        "3 did not match, nearest first:",
        "  call 3: PUT /KeyfactorAPI/SMTP v2 200: json.Port is 25, json.Host is 'smtp.keyexample.org'",
        "  call 2: PUT /KeyfactorAPI/SMTP v2 200: json.Port is 25, json.Host is 'other.example.com'",
        "  call 1: GET /KeyfactorAPI/SMTP v2 200: method is 'GET', json.Port is missing, json.Host is missing",
    ]


def test_a_failure_shows_two_calls_where_one_was_expected(command: Command, mockkf: MockKeyfactor) -> None:
    """`expect` expects one match; the failure lists the other calls."""
    command.get()
    command.get()

    with pytest.raises(AssertionError, match="expected one call GET /SMTP, but 2 came") as failure:
        mockkf.journal.expect("GET", "/SMTP")
    assert "call 2: GET /KeyfactorAPI/SMTP v2 200" in str(failure.value)


def test_a_failure_shows_the_call_that_should_not_be_there(command: Command, mockkf: MockKeyfactor) -> None:
    """The failure of `expect_none` describes the call."""
    command.get()

    with pytest.raises(AssertionError, match=r"expected no call at all, but this one came:\n  call 1: GET"):
        mockkf.journal.expect_none()


@pytest.mark.parametrize(
    "criteria",
    [
        {"json__RelayPassword__SecretValue": "MySuperSecret"},
        {"json__RelayPassword": re.compile("MySuperSecret")},
        {"json__Pasword": "MySuperSecret"},
        {"answer__RelayPassword__SecretValue": "MySuperSecret"},
        {"header__Authorization": "Basic MySuperSecret"},
    ],
)
def test_a_failure_never_repeats_a_secret(command: Command, mockkf: MockKeyfactor, criteria: dict[str, Any]) -> None:
    """The failure shows neither the sent secret nor the expected one."""
    command.put(RelayPassword={"SecretValue": "MySuperSecret"})

    with pytest.raises(AssertionError) as failure:
        mockkf.journal.expect("PUT", "/SMTP", timeout=0, **criteria)

    assert "MySuperSecret" not in str(failure.value)
    assert "=********" in str(failure.value)


def test_an_unknown_criterion_names_those_there_are(mockkf: MockKeyfactor) -> None:
    """A misspelt criterion raises an error; it does not mean that no call matches."""
    with pytest.raises(TypeError, match=r"no criterion 'verison'; did you mean 'version'\?"):
        mockkf.journal.find(verison=2)


def test_the_journal_is_a_sequence_and_a_view(command: Command, mockkf: MockKeyfactor) -> None:
    """The journal behaves like a tuple of the present calls: length, index, slice, iteration and comparison."""
    journal = mockkf.journal
    assert journal == ()
    command.get()
    command.put()

    assert isinstance(journal, Journal)
    assert [call.method for call in journal] == ["GET", "PUT"]
    assert (len(journal), journal[-1].method, journal[:1]) == (2, "PUT", (journal[0],))
    assert journal == mockkf.journal == tuple(journal) != ()
    assert repr(journal) == f"<Journal: {', '.join(map(repr, journal))}>"
    mockkf.reset()
    assert journal == ()
    assert journal != 5


def test_waiting_is_woken_by_the_answer(command: Command, mockkf: MockKeyfactor) -> None:
    """`expect` finds a call that is answered during the wait."""
    with ThreadPoolExecutor() as others:
        waiting = others.submit(mockkf.journal.expect, "PUT", "/SMTP", timeout=30)
        command.get()
        command.put()

        assert waiting.result(10).method == "PUT"


def test_a_call_is_awaited_without_blocking(command: Command, mockkf: MockKeyfactor) -> None:
    """`aexpect` and `aexpect_none` do not block the event loop."""

    async def ask() -> str:
        waiting = asyncio.create_task(mockkf.journal.aexpect("PUT", "/SMTP", timeout=30))
        await mockkf.journal.aexpect_none()
        await asyncio.to_thread(command.put)
        return (await waiting).method

    assert asyncio.run(ask()) == "PUT"
