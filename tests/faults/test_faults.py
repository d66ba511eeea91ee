"""Planned faults: steps, criteria, actions and limits, and the errors for invalid ones."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.config.settings import Settings
from mockkf.faults import PRESETS, STEPS, at, read
from mockkf.faults.action_type import ActionType
from mockkf.faults.parsing import WHEN
from mockkf.faults.steps import IDLE
from mockkf.model import Fault
from mockkf.scenario.reading import change_settings
from tests.faults import test_faults_connection, test_faults_http, test_faults_outside, test_faults_relay
from tests.support.command import RECIPIENT, Command, changed
from tests.support.oauth import send

PAGE = (Path(__file__).parents[2] / "docs" / "faults.md").read_text("utf-8")
REPLY = "451 4.3.0 try later"
SECRET = {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUserClientSecret"}}

FITS: Mapping[str, tuple[list[Any], list[Any]]] = {
    "method": (["POST", "post", "P*"], ["GET"]),
    "path": (["/SMTP/Test", "/KeyfactorAPI/SMTP/Test", "*/test"], ["/SMTP", "SMTP/Test"]),
    "version": ([2, "2"], [1, 22]),
    "provider": ([2, "CyberArk", "cyber?rk"], [1, "Cyber"]),
    "at": (
        ["MyFolderName", ["MyFolderName", "MyEmailUserClientSecret"]],
        ["Folder", ["MyEmailUserClientSecret"], ["*"]],
    ),
    "client": (["command-email", "COMMAND-*"], ["command", "other"]),
    "scope": (["mail.send", "Mail.*"], ["mail", "mail.read"]),
    "listener": (["submission", "sub*"], ["smtp", "smtps"]),
    "helo": (["keyfactor", "KEYFACTOR", "key*r"], ["key"]),
    "user": (["jsmith@keyexample.com", "*@keyexample.com"], ["jsmith", "*@example.com"]),
    "mechanism": (["XOAUTH2", "xoauth?"], ["PLAIN"]),
    "sender": (["jsmith@keyexample.com", "*"], ["jsmith"]),
    "to": ([RECIPIENT, RECIPIENT.upper(), "*@keyexample.com"], ["mjones", "*@example.com", "*@keyexample?com?"]),
    "subject": (["Keyfactor Command SMTP test", "*smtp TEST"], ["SMTP"]),
}
"""Values of each criterion that match the test mail below, and values that do not."""

HOSTS: Mapping[str, tuple[list[Any], list[Any]]] = {
    "host": (["{}.keyexample.com", "{}.KEYEXAMPLE.*"], ["keyexample.com", "{}"]),
    "port": ([0, "0"], [25, 5870]),
}
"""Matching and other values of host and port, which differ for each server."""

CRITERIA = [
    (step, criterion, value, good)
    for step, criteria in STEPS.items()
    for criterion in criteria
    for good, values in zip((True, False), {**FITS, **HOSTS}[criterion], strict=True)
    for value in values
]


def cross(command: Command, **changes: Any) -> int:
    """Return the status of a test mail that passes every step."""
    return send(command, Port=587, Scope="mail.send", ClientSecret=SECRET, **changes).status_code


def harmless(step: str) -> dict[str, Any]:
    """Return the members of a fault that a call survives."""
    return {"delay": 0.0001, **({"drop": True} if step in IDLE else {})}


def statuses(command: Command, calls: int) -> list[int]:
    """Return the status of each of this many calls."""
    return [command.get().status_code for _ in range(calls)]


# Where, and for which calls


def test_every_action_is_tried() -> None:
    """Every action at every step has a test of its effect; a new action needs one too."""
    files = (test_faults_connection, test_faults_http, test_faults_outside, test_faults_relay)
    tried = {one for file in files for one in file.TRIED}

    assert tried == {(step, action) for step in STEPS for action in at(step)}


def test_a_test_mail_crosses_the_steps_in_order(command: Command, mockkf: MockKeyfactor) -> None:
    """The trace has each step with the fault that fired there; with STARTTLS, EHLO is sent twice."""
    faults = [mockkf.faults.add(step, **harmless(step), times=1) for step in STEPS]

    assert cross(command) == 200

    assert [fault.fired for fault in faults] == [1] * len(STEPS)
    told = {step.step: step.fault for step in mockkf.journal[-1].trace if step.fault is not None}
    assert [*told] == [*STEPS]
    assert [*told.values()] == [fault.id for fault in faults]


def test_one_fault_at_each_step_is_counted_for_the_steps_own_calls(command: Command, mockkf: MockKeyfactor) -> None:
    """A fault at one step does not fire at another."""
    faults = {step: mockkf.faults.add(step, **harmless(step)) for step in STEPS}

    command.get()

    assert {step for step, fault in faults.items() if fault.seen} == {"http.request", "http.connection"}


@pytest.mark.parametrize(("step", "criterion", "value", "good"), CRITERIA)
def test_a_criterion_chooses_calls(
    command: Command, mockkf: MockKeyfactor, step: str, criterion: str, value: Any, good: bool
) -> None:
    """Values match in any letter case, with `*` and `?`; a call that does not match is not counted."""
    if criterion == "host":
        value = value.format("idp" if step.startswith("idp.") else "smtp")
    if criterion == "port" and not int(value):
        value = type(value)(443 if step.startswith("idp.") else 587)
    fault = mockkf.faults.add(step, **{criterion: value}, **harmless(step))

    assert cross(command) == 200

    assert (fault.seen > 0, fault.fired > 0) == (good, good)


def test_all_criteria_must_fit(command: Command, mockkf: MockKeyfactor) -> None:
    """One criterion that does not match is enough to exclude a call."""
    both = mockkf.faults.add("relay.recipient", to="*@keyexample.com", port=587, delay=0.0001)
    one = mockkf.faults.add("relay.recipient", to="*@keyexample.com", port=25, delay=0.0001)

    command.test()

    assert (both.fired, one.fired) == (1, 0)


def test_a_pattern_is_no_regular_expression(command: Command, mockkf: MockKeyfactor) -> None:
    """Every character except `*` and `?` is literal."""
    mockkf.faults.add("relay.recipient", to="a.b+[c]@x.test", reply=REPLY)

    assert command.test(TestRecipient="aXb+c@x.test").status_code == 200
    assert command.test(TestRecipient="A.B+[C]@x.test").status_code == 400


def test_a_criterion_that_is_none_is_left_out(command: Command, mockkf: MockKeyfactor) -> None:
    """A member that is None is ignored."""
    fault = mockkf.faults.add("http.request", path=None, status=503, times=None)

    assert command.get().status_code == 503
    assert repr(fault) == "<fault 1 at http.request (status=503): matched 1 time, fired 1 time>"


# When


@pytest.mark.parametrize(
    ("when", "fires"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"times": 1}, [1]),
        ({"times": 3}, [1, 2, 3]),
        ({"after": 2}, [3, 4, 5, 6, 7, 8]),
        ({"after": 0}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"after": 2, "times": 2}, [3, 4]),
        ({"every": 1}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"every": 3}, [1, 4, 7]),
        ({"every": 3, "times": 2}, [1, 4]),
        ({"after": 1, "every": 2}, [2, 4, 6, 8]),
        ({"after": 1, "every": 2, "times": 3}, [2, 4, 6]),
        ({"after": 9}, []),
    ],
)
def test_a_fault_fires_when_it_is_to(
    command: Command, mockkf: MockKeyfactor, when: dict[str, int], fires: list[int]
) -> None:
    """The fault skips `after` calls, then fires at every `every`th, at most `times` times; it counts all calls."""
    fault = mockkf.faults.add("http.request", status=503, **when)

    found = statuses(command, 8)

    assert [number for number, status in enumerate(found, 1) if status == 503] == fires
    assert (fault.fired, fault.seen) == (len(fires), 8)


def test_a_chance_is_the_same_in_every_run() -> None:
    """The same seed gives the same calls in another mock; another seed gives other calls."""
    runs = []
    with MockKeyfactor() as one, MockKeyfactor() as two:
        for mock, seed in ((one, 7), (two, 7), (one, 8)):
            mock.reset()
            mock.faults.add("http.request", status=503, chance=0.5, seed=seed)
            runs.append(statuses(Command(mock), 16))

    assert runs[0] == runs[1] != runs[2]
    assert {*runs[0]} == {200, 503}


def test_a_chance_is_about_what_it_says() -> None:
    """A chance of 0.1, 0.5 and 0.9 selects about this share of many calls."""
    for chance in (0.1, 0.5, 0.9):
        fault = read("http.request", {"status": 503, "chance": chance, "seed": 1})
        due = [Fault(**{**vars(fault), "seen": seen}).is_due for seen in range(1, 2001)]
        assert abs(sum(due) / len(due) - chance) < 0.05


def test_a_chance_may_be_limited(command: Command, mockkf: MockKeyfactor) -> None:
    """`times` limits also a fault with a chance."""
    fault = mockkf.faults.add("http.request", status=503, chance=0.9, seed=1, times=2)

    assert statuses(command, 10).count(503) == 2
    assert (fault.fired, fault.seen) == (2, 10)


def test_a_limit_holds_for_calls_at_the_same_time(command: Command, mockkf: MockKeyfactor) -> None:
    """Of many concurrent calls, exactly `times` are refused."""
    fault = mockkf.faults.add("http.request", status=503, times=5)

    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(lambda _: command.get().status_code, range(24))]

    assert (found.count(503), found.count(200)) == (5, 19)
    assert (fault.fired, fault.seen) == (5, 24)


# Several faults


def test_limited_faults_come_first_in_order(command: Command, mockkf: MockKeyfactor) -> None:
    """Faults with `times` fire first, then the newest one without; each counts every call that it matches."""
    statuses_of = {
        501: mockkf.faults.add("http.request", status=501),
        502: mockkf.faults.add("http.request", status=502, times=1),
        503: mockkf.faults.add("http.request", status=503),
        504: mockkf.faults.add("http.request", status=504, times=2),
    }

    assert statuses(command, 5) == [502, 504, 504, 503, 503]

    assert {status: (fault.fired, fault.seen) for status, fault in statuses_of.items()} == {
        501: (0, 5),
        502: (1, 5),
        503: (2, 5),
        504: (2, 5),
    }


def test_a_fault_that_is_not_due_leaves_the_call_to_others(command: Command, mockkf: MockKeyfactor) -> None:
    """A fault that is not due does not prevent another from firing."""
    mockkf.faults.add("http.request", status=502, times=1, after=2)
    mockkf.faults.add("http.request", status=503, every=2)
    mockkf.faults.add("http.request", method="PUT", status=504)

    assert statuses(command, 5) == [503, 200, 502, 200, 503]


def test_one_that_is_removed_fires_no_more(command: Command, mockkf: MockKeyfactor) -> None:
    """The removed fault keeps its last counts; the other faults remain."""
    gone = mockkf.faults.add("http.request", status=503)
    stays = mockkf.faults.add("http.request", status=502)
    command.get()
    stays.remove()

    assert command.get().status_code == 503
    gone.remove()
    gone.remove()

    assert command.get().status_code == 200
    assert (stays.fired, stays.seen, gone.fired, gone.seen) == (1, 1, 1, 2)
    assert len(mockkf.faults) == 0


def test_all_are_cleared(command: Command, mockkf: MockKeyfactor) -> None:
    """No removed fault fires, at any step."""
    for step in STEPS:
        mockkf.faults.add(step, hang=True)

    mockkf.faults.clear()

    assert cross(command) == 200
    assert [*mockkf.faults] == []


def test_faults_can_be_listed(mockkf: MockKeyfactor) -> None:
    """Faults are listed in order of planning and found by id; the error for an unknown id lists the known ones."""
    first = mockkf.faults.add("relay.banner", drop=True)
    second = mockkf.faults.add("gmail.bad_credentials")

    assert [fault.id for fault in mockkf.faults] == [first.id, second.id] == [1, 2]
    assert (mockkf.faults[2].step, len(mockkf.faults)) == ("relay.login", 2)
    with pytest.raises(KeyError, match="no fault 7; there are: 1, 2"):
        mockkf.faults[7]
    first.remove()
    with pytest.raises(KeyError, match="no fault 1; there are: 2"):
        mockkf.faults[1]
    assert mockkf.faults.add("relay.banner", drop=True).id == 3


def test_there_is_an_end_to_faults(mockkf: MockKeyfactor) -> None:
    """Planning more faults than the limit is an error."""
    for _ in range(1000):
        mockkf.faults.add("relay.banner", drop=True)

    with pytest.raises(ConfigurationError, match="already 1000 faults, which is the maximum; remove some first"):
        mockkf.faults.add("relay.banner", drop=True)


# Resets and scenarios


def test_a_reset_ends_faults(command: Command, mockkf: MockKeyfactor) -> None:
    """A reset removes all faults; the removed ones keep their counts, and ids start again at 1."""
    fault = mockkf.faults.add("http.request", status=503)
    command.get()

    mockkf.reset()

    assert command.get().status_code == 200
    assert (fault.fired, fault.seen) == (1, 1)
    assert mockkf.faults.add("relay.banner", drop=True).id == 1


SCENARIO = """
[[faults]]
step = "http.request"
method = "PUT"
status = 503
retry_after = 5
times = 1

[[faults]]
preset = "postfix.greylisting"
to = "*@slow.example"

[[faults]]
step = "pam.resolve"
provider = 2
at = ["MyFolderName", "MyEmailUserPassword"]
delay = 0.001
failure = "not_found"
"""

PLANNED: list[dict[str, Any]] = [
    {"step": "http.request", "method": "PUT", "status": 503, "retry_after": 5, "times": 1},
    {"preset": "postfix.greylisting", "to": "*@slow.example"},
    {
        "step": "pam.resolve",
        "provider": 2,
        "at": ["MyFolderName", "MyEmailUserPassword"],
        "delay": 0.001,
        "failure": "not_found",
    },
]


@pytest.mark.parametrize("source", ["toml", "python"])
def test_a_scenario_has_faults_from_the_beginning(tmp_path: Path, source: str) -> None:
    """A reset plans the faults of the scenario again, with new counts, and removes all others."""
    path = tmp_path / "scenario.toml"
    path.write_text(SCENARIO, "utf-8")
    options: dict[str, Any] = {"scenario": path} if source == "toml" else {"faults": PLANNED}

    with MockKeyfactor(**options) as mock:
        command = Command(mock)
        for _ in range(2):
            assert [fault.step for fault in mock.faults] == ["http.request", "relay.recipient", "pam.resolve"]
            assert [fault.fired for fault in mock.faults] == [0, 0, 0]
            assert [command.put().status_code, command.put().status_code] == [503, 200]
            assert [command.test(TestRecipient="x@slow.example").status_code for _ in range(2)] == [400, 200]
            mock.faults.add("http.request", status=500)
            mock.reset()


def test_settings_of_a_reset_bring_their_own(mockkf: MockKeyfactor) -> None:
    """Faults that are given with a reset are removed by the next reset."""
    command = changed(mockkf, faults=[{"step": "http.request", "status": 503}])
    assert command.get().status_code == 503

    mockkf.reset()

    assert command.get().status_code == 200


def test_a_snapshot_has_faults_and_counts(command: Command, mockkf: MockKeyfactor) -> None:
    """A restore returns to the counts and the next id of the snapshot."""
    mockkf.faults.add("http.request", status=503, times=2)
    command.get()
    snapshot = mockkf.snapshot()
    command.get()
    mockkf.faults.add("http.request", status=500)

    mockkf.restore(snapshot)

    assert [(fault.id, fault.fired) for fault in mockkf.faults] == [(1, 1)]
    assert statuses(command, 2) == [503, 200]
    assert mockkf.faults.add("relay.banner", drop=True).id == 2


def test_a_change_of_options_keeps_faults(command: Command, mockkf: MockKeyfactor) -> None:
    """A change of options keeps all faults and their counts, also those of the scenario."""
    mockkf.faults.add("http.request", status=503, times=2)
    command.get()

    mockkf.change(step_timeout=4)

    assert statuses(command, 2) == [503, 200]
    assert [(fault.fired, fault.seen) for fault in mockkf.faults] == [(2, 3)]


def test_faults_can_be_planned_before_the_start() -> None:
    """The faults apply from the first call."""
    mock = MockKeyfactor()
    mock.faults.add("http.request", status=503)

    with mock:
        assert Command(mock).get().status_code == 503


def test_two_mocks_share_no_faults(command: Command, mockkf: MockKeyfactor) -> None:
    """A fault of one sandbox does not apply to the calls of others."""
    with MockKeyfactor() as other:
        mine = mockkf.faults.add("http.request", status=503)
        mockkf.faults.add("relay.banner", drop=True)

        assert cross(Command(other)) == 200
        assert command.get().status_code == 503

    assert (mine.seen, len(other.faults)) == (1, 0)


# What is written of a fault


@pytest.mark.parametrize("where", [*STEPS, *PRESETS])
def test_a_fault_is_read_as_it_was_written(where: str) -> None:
    """The view without id and counts plans the same fault; numbers may be text."""
    members = {} if where in PRESETS else {"delay": "0.5", "hang": True, "times": "3", "after": 1, "every": 2}
    fault = read(where, members)
    written = {name: value for name, value in fault.view().items() if name not in {"id", "seen", "fired"}}

    assert change_settings(Settings(), faults=[written]).faults == (fault,)
    assert str(fault).startswith(f"fault 0 at {fault.step} (")


def test_what_there_is_can_be_asked_for(mockkf: MockKeyfactor) -> None:
    """The list has the steps with their criteria and actions, and the presets with a sentence."""
    assert mockkf.faults.steps["relay.resolve"] == {
        "criteria": ("host", "port"),
        "actions": ("delay", "trouble", "hang"),
    }
    assert [*mockkf.faults.steps] == [*STEPS]
    assert [*mockkf.faults.presets] == [*PRESETS]


WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    ("relay.recipent", {"drop": True}, ["no step or preset 'relay.recipent'; did you mean 'relay.recipient'?"]),
    ("xyz", {"drop": True}, ["no step or preset 'xyz'; there are: http.request, ", "postfix.content_rejected"]),
    ("", {}, ["no step or preset ''; there are: "]),
    ("relay.recipient", {}, ["a fault at relay.recipient needs an action; allowed: delay, ", "reply"]),
    ("relay.recipient", {"to": "x"}, ["needs an action"]),
    ("relay.recipient", {"repyl": "450 x"}, ["a fault at relay.recipient takes no 'repyl' (did you mean 'reply'"]),
    (
        "relay.recipient",
        {"colour": 1, "drop": 1},
        ["'colour'; there are: host, port, listener, helo, user, sender, to"],
    ),
    (
        "relay.login",
        {"to": "x", "drop": True},
        ["a fault at relay.login takes no 'to' (allowed at relay.recipient, ", "there are: host"],
    ),
    ("relay.login", {"failure": "x"}, ["a fault at relay.login takes no 'failure'"]),
    ("idp.connect", {"drop": True}, ["a fault at idp.connect takes no 'drop'"]),
    ("gmail.mailbox_full", {"subject": "x"}, ["a fault at relay.recipient takes no 'subject'"]),
    (
        "relay.recipient",
        {"drop": True, "reply": "450 x"},
        ["can have only one action in addition to delay, not drop and reply"],
    ),
    ("relay.recipient", {"drop": True, "hang": True}, ["can have only one action in addition to delay"]),
    ("gmail.mailbox_full", {"drop": True}, ["can have only one action in addition to delay, not drop and reply"]),
    ("http.request", {"message": "x"}, ["message is allowed only together with status"]),
    ("http.request", {"retry_after": 1}, ["retry_after is allowed only together with status"]),
    ("http.request", {"pace": 1}, ["pace is allowed only together with answer"]),
    ("http.request", {"answer": "odd"}, ["answer must be one of malformed_json, wrong_type, truncated, bad_chunk, "]),
    ("http.request", {"status": 200}, ["status must be a status from 400 to 599, not 200"]),
    ("http.request", {"status": "x"}, ["status must be a status from 400 to 599, not 'x'"]),
    ("http.request", {"page": True}, ["page must be a status from 400 to 599, not True"]),
    (
        "http.request",
        {"status": 429, "retry_after": "-1m"},
        ["retry_after must be a number of seconds, or text"],
    ),
    ("http.request", {"status": 429, "retry_after": "500ms"}, ["retry_after must be whole seconds, not '500ms'"]),
    ("http.request", {"status": 500, "version": 0}, ["version must be the number of an api version, not 0"]),
    ("http.request", {"status": 500, "method": 5}, ["method must be non-empty text, not 5"]),
    ("relay.banner", {"drop": True, "port": 70000}, ["port must be a port number from 1 to 65535, not 70000"]),
    ("relay.banner", {"drop": True, "host": " "}, ["host must be non-empty text, not ' '"]),
    ("relay.banner", {"drop": "later"}, ["drop must be true, 'before' or 'after', not 'later'"]),
    ("relay.banner", {"tcp_reset": False}, ["tcp_reset must be true, 'before' or 'after', not False"]),
    ("relay.banner", {"hang": False}, ["hang must be true, not False"]),
    ("relay.banner", {"delay": 0}, ["above 0 and at most 3600 s, not 0"]),
    ("relay.banner", {"delay": 3601}, ["above 0 and at most 3600 s, not 3601"]),
    ("relay.banner", {"reply": "250 ok"}, ["reply must be a code from 400 to 599 and text, such as '451 4.3.0 try"]),
    ("relay.banner", {"reply": "451"}, ["reply must be a code from 400 to 599 and text"]),
    ("relay.banner", {"reply": 451}, ["reply must be a code from 400 to 599 and text"]),
    ("relay.banner", {"reply": "451 a\r\n250 b"}, ["reply must be a code from 400 to 599 and text"]),
    ("relay.banner", {"reply": "451 a\n452 b"}, ["reply must be a code from 400 to 599 and text"]),
    ("relay.tls", {"certificate": "odd"}, ["certificate must be one of expired, not_yet_valid, wrong_name, self_sig"]),
    ("relay.tls", {"certificate": "valid"}, ["certificate must be one of expired, "]),
    ("relay.tls", {"protocol": "TLSv1.2"}, ["protocol must be one of TLSv1, TLSv1.1, not 'TLSv1.2'"]),
    ("relay.hello", {"without": "SIZE"}, ["without must be one of STARTTLS, AUTH, PLAIN, LOGIN, XOAUTH2, OAUTHBEAR"]),
    ("relay.hello", {"without": []}, ["without must be one or more of STARTTLS, AUTH, "]),
    ("relay.hello", {"without": ["AUTH", 5]}, ["without must be one of STARTTLS, "]),
    ("relay.connect", {"trouble": "unknown_host"}, ["trouble at relay.connect must be one of refused"]),
    ("relay.resolve", {"trouble": "refused"}, ["trouble at relay.resolve must be one of unknown_host, not 'refused'"]),
    ("idp.connect", {"trouble": ["full"]}, ["at idp.connect must be one of unknown_host, refused, timeout, full"]),
    ("pam.resolve", {"failure": "html"}, ["failure at pam.resolve must be one of empty_value, not_found, "]),
    ("idp.token", {"failure": "not_found"}, ["failure at idp.token must be one of unknown_client, "]),
    ("pam.resolve", {"provider": True, "hang": True}, ["provider must be non-empty text, not True"]),
    ("pam.resolve", {"at": [], "hang": True}, ["at must be non-empty text, not []"]),
    ("pam.resolve", {"at": ["x", 5], "hang": True}, ["at must be non-empty text, not 5"]),
    ("relay.banner", {"drop": True, "times": 0}, ["times must be a whole number of at least 1, not 0"]),
    ("relay.banner", {"drop": True, "after": -1}, ["after must be a whole number of at least 0, not -1"]),
    ("relay.banner", {"drop": True, "every": 0}, ["every must be a whole number of at least 1, not 0"]),
    ("relay.banner", {"drop": True, "chance": 1, "seed": 1}, ["chance must be a number between 0 and 1, not 1"]),
    ("relay.banner", {"drop": True, "chance": "x", "seed": 1}, ["chance must be a number between 0 and 1, not 'x'"]),
    ("relay.banner", {"drop": True, "chance": 0.5, "seed": "x"}, ["seed must be a whole number, not 'x'"]),
    ("relay.banner", {"drop": True, "chance": 0.5}, ["chance and seed must be given together"]),
    ("relay.banner", {"drop": True, "seed": 5}, ["chance and seed must be given together"]),
    (
        "relay.recipient",
        {"too": "x", "colour": 1, "port": 0, "reply": "no", "times": 0, "every": "x", "chance": 0.5},
        [
            "a fault at relay.recipient takes no 'too' (did you mean 'to'?), 'colour'; there are: host, ",
            "; port must be a port number",
            "; reply must be a code",
            "; times must be a whole number of at least 1, not 0",
            "; every must be a whole number of at least 1, not 'x'",
            "; chance and seed must be given together",
        ],
    ),
    (
        "http.request",
        {"status": 1, "retry_after": -1, "page": 502},
        ["; status must be", "; retry_after must be", "only one action in addition to delay"],
    ),
]
"""Invalid faults: step or preset, members, and parts of the error."""


@pytest.mark.parametrize(("where", "members", "words"), WRONG)
def test_a_fault_that_cannot_be_is_told(
    mockkf: MockKeyfactor, where: str, members: dict[str, Any], words: list[str]
) -> None:
    """The error names every invalid member and what is allowed; no fault is planned."""
    with pytest.raises(ConfigurationError) as refused:
        mockkf.faults.add(where, **members)

    assert [word for word in words if word not in str(refused.value)] == []
    assert len(mockkf.faults) == 0


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        (5, "faults must be a list of tables, each with a step or a preset"),
        ({"step": "relay.banner"}, "faults must be a list of tables, each with a step or a preset"),
        ([5], "faults must be a table"),
        ([{}], "faults: a fault needs a step, such as 'relay.recipient', or a preset"),
        ([{"step": 5}], "faults: a fault needs a step"),
        ([{"step": "relay.baner", "drop": True}], "faults: no step or preset 'relay.baner'; did you mean"),
        ([{"preset": "gmail.odd"}], "faults: no step or preset 'gmail.odd'"),
        ([{"step": "relay.banner", "drop": True, "times": 0}], "faults: times must be a whole number of at least 1"),
        (
            [{"step": "relay.banner", "preset": "gmail.bad_credentials"}],
            "faults: the preset gmail.bad_credentials is for the step relay.login, not for relay.banner",
        ),
    ],
)
def test_a_scenario_that_cannot_be_is_told(faults: Any, words: str) -> None:
    """The errors are the same, with the name of the option."""
    with pytest.raises(ConfigurationError) as refused:
        change_settings(Settings(), faults=faults)

    assert words in str(refused.value)


# The page


def row(*cells: str) -> str:
    """Return the cells of a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def listed(names: Any) -> str:
    """Return names as a cell of the table has them."""
    return ", ".join(f"`{name}`" for name in names)


@pytest.mark.parametrize("step", STEPS)
def test_the_page_has_every_step(step: str) -> None:
    """The page has each step with its criteria and actions."""
    assert row(f"`{step}`", listed(STEPS[step]), listed(at(step))) in PAGE


@pytest.mark.parametrize("kind", ActionType.known(), ids=lambda kind: kind.__name__)
def test_the_page_has_every_action(kind: type[ActionType]) -> None:
    """The page has each action with its description in the code, which covers every member."""
    assert {*kind.about} == {*kind.takes}
    for name, about in kind.about.items():
        assert row(f"`{name}`", about) in PAGE


@pytest.mark.parametrize("name", PRESETS)
def test_the_page_has_every_preset(name: str) -> None:
    """The page has each preset with its step and its sentence."""
    assert row(f"`{name}`", f"`{PRESETS[name].step}`", PRESETS[name].about) in PAGE


def test_the_page_has_nothing_else() -> None:
    """The page has no row for an unknown step, action or preset."""
    names = {*STEPS, *PRESETS, *WHEN, *(name for step in STEPS for name in at(step))}
    tables = PAGE[PAGE.index("| step |") :]

    assert set(re.findall(r"^\| `([\w.]+)` \|", tables, re.MULTILINE)) <= names


@pytest.mark.parametrize("name", WHEN)
def test_the_page_says_when(name: str) -> None:
    """The page has a row for each limit of a fault."""
    assert f"| `{name}` |" in PAGE
