"""The same tests against a mock that runs already, over its control API."""

import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.errors import ConfigurationError, OutOfReach
from mockkf.remote import RemoteKeyfactor
from tests.command import RECIPIENT, Command
from tests.inner import run_pytest
from tests.test_control import MAIL, ask, is_a_refusal, send


@pytest.fixture
def remote(mockkf: MockKeyfactor) -> Iterator[Any]:
    """The running mock, seen from elsewhere."""
    with RemoteKeyfactor(mockkf.url) as found:
        yield found


def test_it_says_what_the_mock_itself_says(mockkf: MockKeyfactor, remote: Any) -> None:
    """Addresses, credentials, mail, journal and what was refused are the same, byte for byte."""
    Command(mockkf).test(Extra=1)
    send(mockkf, MAIL)

    assert (remote.url, remote.https_url, remote.control_url) == (mockkf.url, mockkf.https_url, mockkf.control_url)
    assert (remote.relay, remote.credentials) == (mockkf.relay, mockkf.credentials)
    assert Path(remote.ca_file).read_bytes() == remote.ca_pem == mockkf.ca_pem
    assert remote.journal[0].trace == mockkf.journal[0].trace
    assert remote.journal[0].deviations == mockkf.journal[0].deviations
    assert [message.raw for message in remote.mailbox.all] == [message.raw for message in mockkf.mailbox.all]
    assert [m.transcript for m in remote.mailbox.all] == [m.transcript for m in mockkf.mailbox.all]
    assert remote.state.messages[1] == mockkf.state.messages[1]
    assert (remote.state.refusals, len(remote.state.stray)) == ((), 0)
    assert {**remote.environ(), "NO_PROXY": ""}.keys() == mockkf.environ().keys()
    assert remote.environ()["KEYFACTOR_CA_CERT"] == remote.ca_file
    remote.verify()


def test_a_password_is_compared_where_it_was_captured(mockkf: MockKeyfactor, remote: Any) -> None:
    """What was used can be compared but not read, from elsewhere too."""
    Command(mockkf).test()

    login = remote.mailbox.expect_one(to=RECIPIENT).login
    assert login.used("MySuperSecretPassword")
    assert not login.used("guess")


def test_it_waits_for_mail_and_is_woken_by_it(mockkf: MockKeyfactor, remote: Any) -> None:
    """A wait over the control API ends when mail arrives, not when a poll comes round."""
    timer = threading.Timer(0.2, send, (mockkf, MAIL))
    timer.start()

    began = perf_counter()
    found = remote.mailbox.wait_for(to=RECIPIENT, timeout=10)

    timer.join()
    assert found.id == 1
    assert perf_counter() - began < 5
    assert len(mockkf.journal) == 0


def test_it_waits_for_calls(mockkf: MockKeyfactor, remote: Any) -> None:
    """The journal of a mock elsewhere waits as its mailbox does."""
    timer = threading.Timer(0.2, Command(mockkf).get)
    timer.start()

    began = perf_counter()
    found = ask(mockkf, "/journal?after=0&wait=9").json()["exchanges"]

    timer.join()
    assert [exchange["path"] for exchange in found] == [exchange.path for exchange in remote.journal]
    assert len(found) == 1
    assert perf_counter() - began < 5
    assert not remote.state.is_over


def test_a_reset_ends_a_wait(mockkf: MockKeyfactor) -> None:
    """Who waits for mail of an epoch that is over is answered at once, with none."""
    timer = threading.Timer(0.2, mockkf.reset)
    timer.start()

    began = perf_counter()
    answer = ask(mockkf, "/messages?after=0&wait=9")

    timer.join()
    assert answer.json()["messages"] == []
    assert perf_counter() - began < 5


@pytest.mark.parametrize("query", ["wait=1", "after=0&wait=61", "after=0&wait=x", "after=0&wait=-1", "after=x"])
def test_a_wait_that_cannot_be_is_refused(mockkf: MockKeyfactor, query: str) -> None:
    """In words, as every refusal."""
    assert is_a_refusal(ask(mockkf, f"/messages?{query}"), 400)


def test_messages_after_one_come_oldest_first(mockkf: MockKeyfactor) -> None:
    """As a reader goes on from what it knows; `limit` bounds the page."""
    send(mockkf, MAIL, MAIL, MAIL)

    found = ask(mockkf, "/messages?after=1&limit=1").json()

    assert ([message["id"] for message in found["messages"]], found["total"]) == ([2], 3)


@pytest.mark.parametrize(
    ("path", "body", "status"), [("/messages/1/used", {"secret": "x"}, 404), ("/messages/1/used", [], 400)]
)
def test_a_comparison_that_cannot_be_is_refused(mockkf: MockKeyfactor, path: str, body: Any, status: int) -> None:
    """No such message, or nothing to compare with."""
    if status == 400:
        send(mockkf, MAIL)

    assert is_a_refusal(ask(mockkf, path, "POST", json=body), status)


def test_what_it_cannot_do_it_says(remote: Any) -> None:
    """What the control API does not carry is an error that tells what there is."""
    with pytest.raises(OutOfReach, match=r"has no 'vaults'; it has: .*mailbox"):
        _ = remote.vaults
    with pytest.raises(OutOfReach, match="keeps the settings it was started with"):
        remote.reset(settings=object())
    with pytest.raises(ConfigurationError, match=r"cannot change release; it was started with 25\.5"):
        remote.demand({"release": "24.4"})
    with pytest.raises(ConfigurationError, match="cannot change users"):
        remote.demand({"users": []})
    with pytest.raises(ConfigurationError, match="must be like http"):
        RemoteKeyfactor("https://127.0.0.1")
    remote.demand({"release": "25.5", "http_port": 1})


def test_the_same_tests_run_against_it(tmp_path: Path) -> None:
    """`--mockkf-url` resets it for each test, and refuses what it cannot be; the report works too."""
    code = """
import smtplib
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_mail(mockkf, mockkf_mailbox, number):
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app") as client:
        client.sendmail("a@example.com", [f"{number}@example.com"], "Subject: x")
    assert mockkf_mailbox.expect_one().envelope.recipients == (f"{number}@example.com",)
    assert number == 1

@pytest.mark.mockkf(release="24.4")
def test_other(mockkf):
    pass
"""
    with MockKeyfactor() as running:
        result = run_pytest(tmp_path, code, "--mockkf-url", running.url, "-p", "no:randomly")

    assert "1 failed, 1 passed, 1 error" in result.stdout, result.stdout
    assert "mockkf: captured mail (1)" in result.stdout
    assert "cannot change release; it was started with 25.5" in result.stdout
