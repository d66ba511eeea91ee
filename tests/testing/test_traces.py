"""The trace of a call: its steps, the faults that fired, and its mail."""

import re

import pytest

from mockkf import MockKeyfactor
from mockkf.testing.traces import Traces
from tests.control.test_control import MAIL, ask, send
from tests.support.command import ABSENT, RECIPIENT, Command

REFUSAL = "451 4.3.0 try later"


def traces(mock: MockKeyfactor) -> Traces:
    """The traces of a mock."""
    return mock.traces


def test_a_trace_is_a_call_with_its_mail(command: Command, mockkf: MockKeyfactor) -> None:
    """A trace has its call, steps and message; direct mail is in no trace."""
    command.get()
    command.test()
    send(mockkf, MAIL)

    first, trace = traces(mockkf)

    assert (first.id, first.messages, first.refusals, first.faults) == (1, (), (), ())
    assert trace.call == mockkf.journal[1]
    assert trace.steps == mockkf.journal[1].trace
    assert trace.messages == (mockkf.mailbox.all[0],)


def test_a_trace_has_the_faults_that_fired(command: Command, mockkf: MockKeyfactor) -> None:
    """A trace has the faults that fired at its steps, and the refusals that they caused."""
    mockkf.faults.add("relay.login", reply="535 5.7.3 no", user="nobody")
    mockkf.faults.add("relay.recipient", reply=REFUSAL, times=1)

    command.test()
    command.test()

    refused, done = traces(mockkf)
    assert [fault.id for fault in refused.faults] == [2]
    assert [refusal.step for refusal in refused.refusals] == ["relay.recipient"]
    assert (refused.messages, len(done.messages), done.faults, done.refusals) == ((), 1, (), ())


def test_a_fault_that_was_taken_out_is_no_more_told(command: Command, mockkf: MockKeyfactor) -> None:
    """The step keeps the id of a removed fault."""
    fault = mockkf.faults.add("relay.recipient", reply=REFUSAL)
    command.test()
    fault.remove()

    trace = traces(mockkf).of(1)

    assert trace.faults == ()
    assert [step.fault for step in trace.steps if step.fault is not None] == [fault.id]


def test_a_trace_reads_as_text(command: Command, mockkf: MockKeyfactor) -> None:
    """The text has a line for the call, each step with its milliseconds, each fault, mail and refusal."""
    mockkf.faults.add("relay.recipient", reply=REFUSAL, times=1)
    command.test()
    command.test()

    refused, done = (str(trace).splitlines() for trace in traces(mockkf))

    assert re.fullmatch(rf"call 2: POST {re.escape('/KeyfactorAPI/SMTP/Test')} v2 200, [\d.]+ ms", done[0])
    steps = [line for line in done if re.match(r" +[\d.]+ ms  [a-z]+\.[a-z]+ +\S.*: .* \([\d.]+ ms\)$", line)]
    assert len(steps) == len(mockkf.journal[1].trace)
    assert any("relay.recipient" in line and f"RCPT TO:<{RECIPIENT}>: ok" in line for line in steps)
    assert done[-1] == f"  mail 1 to {RECIPIENT}: 'Keyfactor Command SMTP test'"
    assert len(done) == len(steps) + 2
    assert any("[fault 1]" in line for line in refused)
    assert f"  fault 1 at relay.recipient (reply='{REFUSAL}', times=1) fired" in refused
    assert refused[-1] == f"  mail refused at the step relay.recipient: {REFUSAL}"


def test_a_trace_shows_the_greeting_that_was_sent(command: Command, mockkf: MockKeyfactor) -> None:
    """A client whose EHLO is refused tries HELO; the trace shows both commands."""
    mockkf.faults.add("relay.hello", reply="502 5.5.1 no EHLO here", times=1)

    command.test(1, RelayAuthenticationType=0, RelayUsername=ABSENT, RelayPassword=ABSENT).raise_for_status()

    greetings = [step.detail for step in mockkf.journal[0].trace if step.step == "relay.hello"]
    assert greetings == ["EHLO keyfactor", "HELO keyfactor"]


def test_traces_are_a_sequence(command: Command, mockkf: MockKeyfactor) -> None:
    """Traces are found by index, by slice, by the id of the call; `last` is the last one."""
    told = traces(mockkf)
    assert (len(told), told.last, list(told)) == (0, None, [])
    for _ in range(3):
        command.get()

    assert len(told) == 3
    assert [told[0].id, told[-1].id, told.of(2).id] == [1, 3, 2]
    assert [trace.id for trace in told[1:]] == [2, 3]
    assert told.last == told[2]
    assert repr(told) == "<Traces of 3 calls>"
    with pytest.raises(IndexError):
        _ = told[3]
    with pytest.raises(KeyError, match="no call 7; there are: 1 to 3"):
        told.of(7)
    mockkf.reset()
    with pytest.raises(KeyError, match="no call 1; the journal is empty"):
        told.of(1)


def test_a_trace_is_told_over_rest(command: Command, mockkf: MockKeyfactor) -> None:
    """The control API returns a trace as JSON and as text, without bodies."""
    mockkf.faults.add("relay.recipient", reply=REFUSAL, times=1)
    command.test()
    command.test()

    answer = ask(mockkf, "/traces").json()

    assert answer["total"] == 2
    refused, done = answer["traces"]
    assert ask(mockkf, "/traces/2").json() == done
    assert ask(mockkf, "/traces?start=1&limit=1").json()["traces"] == [done]
    assert (done["id"], done["method"], done["path"], done["status"]) == (2, "POST", "/KeyfactorAPI/SMTP/Test", 200)
    [message] = mockkf.mailbox.all
    assert done["messages"] == [
        {"id": 1, "uid": message.uid, "subject": "Keyfactor Command SMTP test", "recipients": [RECIPIENT]}
    ]
    assert done["text"] == str(traces(mockkf).of(2))
    assert {"step", "detail", "outcome", "began", "took", "fault"} == done["steps"][0].keys()
    assert refused["faults"] == [{**mockkf.faults[1].value.view(), "fired": 1}]
    assert refused["refusals"] == [{"step": "relay.recipient", "reply": REFUSAL, "recipients": []}]
    assert "request" not in done


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3]),
        ("path=/SMTP", [1, 3]),
        ("path=/smtp/test", [2]),
        ("path=/KeyfactorAPI/SMTP/Test", [2]),
        ("path=*/Test", [2]),
        ("method=get", [1, 3]),
        ("method=GET&path=/SMTP&version=1", [3]),
        ("status=200", [1, 2, 3]),
        ("status=404", []),
        ("version=2", [1, 2]),
        ("user=*jsmith", [1, 2, 3]),
        ("user=/SMITH/", []),
        ("step=relay.message", [2]),
        ("step=relay.*", [2]),
        ("deviation=deprecated-version", [3]),
        ("deviation=*", [3]),
        ("start=1", [2, 3]),
        ("start=1&limit=1", [2]),
        ("after_id=1", [2, 3]),
        ("after_id=1&method=GET", [3]),
        ("after_id=9", []),
        ("wait=1s&method=POST", [2]),
    ],
)
def test_calls_are_found_by_what_they_are_like(
    command: Command, mockkf: MockKeyfactor, query: str, found: list[int]
) -> None:
    """Each filter of the journal takes a value, a wildcard or a regular expression."""
    command.get()
    command.test()
    command.get(1)

    told = ask(mockkf, f"/journal?{query}").json()

    assert [call["id"] for call in told["calls"]] == found


def test_one_call_is_told(command: Command, mockkf: MockKeyfactor) -> None:
    """One call has the members of the list."""
    command.get()

    assert [ask(mockkf, "/journal/1").json()] == ask(mockkf, "/journal").json()["calls"]


def test_a_wait_for_a_call_in_vain_says_what_came(command: Command, mockkf: MockKeyfactor) -> None:
    """The answer has an empty list and the failure text of the journal."""
    command.get()

    told = ask(mockkf, "/journal?method=PUT&path=/SMTP&wait=50ms").json()

    assert told["calls"] == []
    assert told["instead"].startswith("call 1: method is 'GET'; no call PUT /SMTP within 0.05 s; 1 did not match")
    later = ask(mockkf, "/journal?after_id=1&wait=50ms").json()
    assert "no call after call 1 within 0.05 s" in later["instead"]
