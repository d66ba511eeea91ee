"""What is printed of a public object helps the one who debugs."""

import re

from mockkf import MockKeyfactor, matchers
from tests.support.command import RECIPIENT, Command

RECEIVED = "<Message 1 from jsmith@keyexample.com to mjones@keyexample.com: 'Keyfactor Command SMTP test'>"


def test_a_mock_says_where_it_is_and_what_it_holds(command: Command, mockkf: MockKeyfactor) -> None:
    """Address, release, and how many calls and messages."""
    command.get()
    command.get()
    command.test()

    assert repr(mockkf) == f"<MockKeyfactor {mockkf.url} release=25.5, 3 calls, 1 message>"


def test_a_mock_that_is_not_started_says_so() -> None:
    """It has no address yet."""
    assert repr(MockKeyfactor(release="24.4")) == "<MockKeyfactor not listening release=24.4, 0 calls, 0 messages>"


def test_a_sandbox_says_where_it_is(mockkf: MockKeyfactor) -> None:
    """With its prefix."""
    with mockkf.sandbox("a") as sandbox:
        assert repr(sandbox) == f"<Sandbox {sandbox.url} release=25.5, 0 calls, 0 messages>"


def test_what_was_captured_is_listed(command: Command, mockkf: MockKeyfactor) -> None:
    """Mailbox, message, journal and call are a line each."""
    command.test()

    assert repr(mockkf.mailbox) == f"<Mailbox: {RECEIVED}>"
    assert repr(mockkf.mailbox.expect_one(to=RECIPIENT)) == RECEIVED
    assert repr(mockkf.journal) == "<Journal: <ApiCall 1: POST /KeyfactorAPI/SMTP/Test v2 200>>"


def test_what_is_empty_says_so(mockkf: MockKeyfactor) -> None:
    """Nothing captured, called or planned."""
    assert repr(mockkf.mailbox) == "<Mailbox: no message>"
    assert repr(mockkf.journal) == "<Journal: no call>"
    assert repr(mockkf.faults) == "<Faults: none planned>"
    assert repr(mockkf.traces) == "<Traces of 0 calls>"
    assert repr(mockkf.idp) == "<IdentityProvider: 0 requests, 0 tokens>"
    assert repr(mockkf.snapshot()) == "<Snapshot: 0 calls, 0 messages, 0 faults>"


def test_a_refusal_says_where_and_how(command: Command, mockkf: MockKeyfactor) -> None:
    """The step and the reply; the trace counts what it has, the faults how often they fired."""
    mockkf.faults.add("relay.sender", reply="452 4.3.1 full")
    command.test()

    assert repr(mockkf.state.refusals) == "(<Refusal at relay.sender: 452 4.3.1 full>,)"
    assert re.fullmatch(r"<Trace of call 1: \d+ steps, 1 fault, 0 messages, 1 refusal>", repr(mockkf.traces[0]))
    assert (
        repr(mockkf.faults)
        == "<Faults: <fault 1 at relay.sender (reply='452 4.3.1 full'): matched 1 time, fired 1 time>>"
    )


def test_vaults_and_matchers_name_what_they_are(mockkf: MockKeyfactor) -> None:
    """Providers by number and name, a matcher by what it wants."""
    assert repr(mockkf.vaults) == "<Vaults: 1 (Local), 2 (CyberArk), 3 (Delinea)>"
    assert repr(matchers.to) == "<Criterion to>"
    assert repr(matchers.to("a@x.y") & matchers.tls("TLSv1.3")) == "<Matcher to='a@x.y', tls='TLSv1.3'>"
