"""The same tests against a mock that runs already, over its control API."""

import smtplib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.config.strict import Strict
from mockkf.errors import ConfigurationError, OutOfReach
from mockkf.remote import RemoteKeyfactor
from tests.control.test_control import MAIL, ask, is_a_refusal, send
from tests.support.command import RECIPIENT, Command
from tests.support.inner import run_pytest


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
    assert (remote.state.refusals, len(remote.state.late)) == ((), 0)
    assert {**remote.environ(), "NO_PROXY": ""}.keys() == mockkf.environ().keys()
    assert remote.environ()["KEYFACTOR_CA_CERT"] == remote.ca_file
    remote.verify()


def test_one_request_gets_all_incidents(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """Refusals, late arrivals and drops come together, and are those of the mock itself."""
    mock = mockkf_factory(message_limit=1)
    send(mock, MAIL, MAIL)
    mock.faults.add("relay.sender", reply="550 5.7.1 no", times=1)
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(mock, MAIL)

    with RemoteKeyfactor(mock.url) as remote:
        incidents = remote.state.incidents

        assert incidents.refusals == mock.state.refusals == remote.state.refusals
        assert incidents.drops == mock.state.drops == remote.state.drops
        assert incidents.drops["messages"].last_id == 1
        assert incidents.late == remote.state.late == ()


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
    found = ask(mockkf, "/journal?after_id=0&wait=9").json()["calls"]

    timer.join()
    assert [call["path"] for call in found] == [call.path for call in remote.journal]
    assert len(found) == 1
    assert perf_counter() - began < 5
    assert not remote.state.is_over


def test_the_newest_of_many_calls_is_found(mockkf: MockKeyfactor, remote: Any) -> None:
    """A journal that has more calls than one answer holds is read to its end."""
    mockkf.change(call_limit=3_000)
    Command(mockkf).get()
    [call] = mockkf.journal
    for number in range(2, 2_101):
        mockkf.state.record(replace(call, id=number))
    mockkf.state.record(replace(call, id=2_101, method="PUT"))

    assert len(remote.journal) == 2_101
    assert remote.journal.expect("PUT", "/SMTP").id == 2_101
    assert remote.journal.find(after_id=2_100)[0].id == 2_101


def test_a_reset_ends_a_wait(mockkf: MockKeyfactor) -> None:
    """A request that waits for mail is answered as soon as its epoch is over, with no messages."""
    answered = threading.Event()

    def reset_until_answered() -> None:
        # The first reset may come before the request begins to wait.
        while not answered.wait(0.1):
            mockkf.reset()

    resets = threading.Thread(target=reset_until_answered)
    resets.start()
    began = perf_counter()
    try:
        answer = ask(mockkf, "/messages?after_id=0&wait=9")
    finally:
        answered.set()
        resets.join()

    assert answer.json()["messages"] == []
    assert perf_counter() - began < 5


@pytest.mark.parametrize("query", ["after_id=0&wait=61", "after_id=0&wait=x", "after_id=0&wait=-1", "after_id=x"])
def test_a_wait_that_cannot_be_is_refused(mockkf: MockKeyfactor, query: str) -> None:
    """In words, as every refusal."""
    assert is_a_refusal(ask(mockkf, f"/messages?{query}"), 400)


def test_messages_after_one_come_oldest_first(mockkf: MockKeyfactor) -> None:
    """As a reader goes on from what it knows; `limit` bounds the page."""
    send(mockkf, MAIL, MAIL, MAIL)

    found = ask(mockkf, "/messages?after_id=1&limit=1").json()

    assert ([message["id"] for message in found["messages"]], found["total"]) == ([2], 3)


@pytest.mark.parametrize(
    ("path", "body", "status"), [("/messages/1/used", {"expected": "x"}, 404), ("/messages/1/used", [], 400)]
)
def test_a_comparison_that_cannot_be_is_refused(mockkf: MockKeyfactor, path: str, body: Any, status: int) -> None:
    """No such message, or nothing to compare with."""
    if status == 400:
        send(mockkf, MAIL)

    assert is_a_refusal(ask(mockkf, path, "POST", json=body), status)


def test_what_it_cannot_do_it_says(remote: Any) -> None:
    """What the control API does not carry is an error that tells what there is."""
    with pytest.raises(OutOfReach, match=r"has no 'idp'; it has: .*mailbox"):
        _ = remote.idp
    with pytest.raises(OutOfReach, match="a remote mock cannot replace its settings"):
        remote.reset(settings=object())
    with pytest.raises(ConfigurationError, match="release must be 10"):
        remote.begin({"release": "9.0"})
    with pytest.raises(ConfigurationError, match="no option 'scenario'"):
        remote.begin({"scenario": "mine.toml"})
    with pytest.raises(ConfigurationError, match="must be like http"):
        RemoteKeyfactor("https://127.0.0.1")


def test_it_begins_with_what_a_test_asks_for(mockkf: MockKeyfactor, remote: Any) -> None:
    """Options and contents are set until the next reset; those of the server are left alone."""
    Command(mockkf).test()

    remote.begin({"release": "24.4", "users": [{"name": "A", "password": "p"}], "http_port": 1, "control_token": "x"})

    assert remote.credentials == mockkf.credentials == ("A", "p")
    assert mockkf.runtime.settings.release == "24.4"
    assert len(remote.mailbox) == 0
    remote.reset()
    assert mockkf.runtime.settings.release == "25.5"


def test_the_same_tests_run_against_it(tmp_path: Path) -> None:
    """`--mockkf-url` sets it for each test, faults included; the report works too."""
    code = """
import smtplib
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_mail(mockkf, mockkf_mailbox, number):
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app") as client:
        client.sendmail("a@example.com", [f"{number}@example.com"], "Subject: x")
    assert mockkf_mailbox.expect_one().envelope.recipients == (f"{number}@example.com",)
    assert number == 1

@pytest.mark.mockkf(release="24.4", faults=[{"preset": "gateway.timeout"}])
def test_other(mockkf):
    import requests
    answers = [requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, timeout=5) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [504, 504]
    mockkf.faults.clear()
    answer = requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, timeout=5)
    assert answer.headers["X-Keyfactor-Product-Version"] == "24.4"

def test_as_before(mockkf):
    import requests
    answer = requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, timeout=5)
    assert answer.headers["X-Keyfactor-Product-Version"] == "12.5"
"""
    with MockKeyfactor() as running:
        options = ("--mockkf-url", running.url, "--mockkf-release", "12.5", "-W", "error")
        result = run_pytest(tmp_path, code, *options)

    assert "1 failed, 3 passed" in result.stdout, result.stdout
    assert "mockkf: captured mail (1)" in result.stdout


def test_workers_share_it_and_do_not_see_each_other(tmp_path: Path) -> None:
    """Each worker of xdist has a sandbox of its own there, which is gone at the end."""
    code = """
import pytest, requests
HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "1"}
MAIL = {"Host": "h", "Port": 25, "RelayAuthenticationType": 0, "SenderAccount": "a@b.cd", "SenderName": "n"}

@pytest.mark.parametrize("number", range(8))
def test_mail(mockkf, number):
    body = {**MAIL, "TestRecipient": f"{number}@example.com"}
    answer = requests.post(f"{mockkf.url}/SMTP/Test", json=body, auth=mockkf.credentials, headers=HEADERS, timeout=5)
    assert answer.status_code == 200, answer.text
    assert mockkf.mailbox.expect_one().envelope.recipients == (f"{number}@example.com",)
    assert "/sandbox/gw" in mockkf.url
"""
    with MockKeyfactor() as running:
        result = run_pytest(tmp_path, code, "--mockkf-url", running.url, "-p", "xdist", "-n", "3", "-W", "error")

        assert "8 passed" in result.stdout, result.stdout
        assert (len(running.mailbox), len(running.sandboxes)) == (0, 0)


def test_faults_are_planned_from_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """With the face of the mock's own: checked here, planned and counted there."""
    fault = remote.faults.add("relay.recipient", to="*@keyexample.com", reply="451 4.3.0 try later", times=1)
    preset = remote.faults.add("exchange.send_as_denied", after=7)
    Command(mockkf).test()

    assert [known.value for known in remote.faults] == [known.value for known in mockkf.faults]
    assert (fault.id, fault.step, fault.seen, fault.fired) == (1, "relay.recipient", 1, 1)
    assert remote.faults[2].value.preset == "exchange.send_as_denied"
    assert remote.state.faults.last == 2
    with pytest.raises(ConfigurationError, match=r"no step or preset 'relay.recipeint'; did you mean"):
        remote.faults.add("relay.recipeint", reply="451 x")
    with pytest.raises(KeyError, match="no fault 7; there are: 1, 2"):
        _ = remote.faults[7]
    preset.remove()
    assert [known.id for known in mockkf.faults] == [1]
    assert (preset.fired, remote.state.faults.remove(2)) == (0, False)
    remote.faults.clear()
    assert len(remote.faults) == 0


def test_faults_that_do_not_fire_are_missed_from_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """`verify` is the same, but for faults the mock was started with."""
    remote.verify()
    remote.faults.add("relay.recipient", reply="451 4.3.0 try later")

    with pytest.raises(AssertionError, match=r"relay\.recipient"):
        remote.verify()
    faults = [{"preset": "exchange.send_as_denied"}]
    with mockkf.sandbox("a", faults=faults) as box, RemoteKeyfactor(box.url) as seeded:
        seeded.verify()


def test_vaults_are_filled_from_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """Secrets are put, compared and taken out; none comes back."""
    vault = remote.vaults["CyberArk"]
    vault["MyFolderName", "Mine"] = "s3cret"
    remote.vaults[1]["Other"] = "s3cret"

    assert mockkf.vaults[2].holds(("MyFolderName", "Mine"), "s3cret")
    assert mockkf.vaults[1].holds("Other", "s3cret")
    assert vault.holds(("MyFolderName", "Mine"), "s3cret")
    assert not vault.holds(("MyFolderName", "Mine"), "guess")
    assert (vault.id, vault.type, vault.asks_for, len(vault)) == (2, "CyberArk", ("Folder", "Object"), 5)
    assert ("MyFolderName", "Mine") in vault
    assert (len(remote.vaults), [known.id for known in remote.vaults]) == (3, [1, 2, 3])
    assert repr(vault) == repr(mockkf.vaults[2])
    del vault["MyFolderName", "Mine"]
    assert ("MyFolderName", "Mine") not in vault
    with pytest.raises(KeyError, match="CyberArk has no secret at MyFolderName / Mine"):
        del vault["MyFolderName", "Mine"]
    with pytest.raises(KeyError, match="must have one non-empty text for each of Folder, Object"):
        vault["one"] = "s3cret"
    with pytest.raises(KeyError, match=r"no PAM provider 9; known providers: 1 \(Local\)"):
        _ = remote.vaults[9]
    with pytest.raises(TypeError, match="a secret must be text"):
        vault["MyFolderName", "Mine"] = 1


def test_vaults_fail_from_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """As the mock's own are played."""
    remote.vaults[2].play("access_denied", at=("MyFolderName", "MyEmailUserPassword"), times=1)
    parameters = {"Folder": "MyFolderName", "Object": "MyEmailUserPassword"}

    statuses = [
        Command(mockkf).test(RelayPassword={"Provider": 2, "Parameters": parameters}).status_code for _ in range(2)
    ]

    assert statuses == [400, 200]


def test_stories_are_told_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """The same text, from the request to the mail."""
    remote.faults.add("relay.recipient", reply="451 4.3.0 try later", times=1)
    Command(mockkf).test()
    Command(mockkf).test()

    assert [str(trace) for trace in remote.traces] == [str(trace) for trace in mockkf.traces]
    assert [message.raw for message in remote.traces.last.messages] == [mockkf.mailbox.all[0].raw]
    assert [fault.id for fault in remote.traces.of(1).faults] == [1]


def test_a_mock_elsewhere_goes_back(mockkf: MockKeyfactor, remote: Any) -> None:
    """To a snapshot, which the mock keeps as long as somebody has it."""
    send(mockkf, MAIL)
    snapshot = remote.snapshot()
    send(mockkf, MAIL)

    assert remote.restore(snapshot) == mockkf.state.epoch
    assert len(remote.mailbox) == 1
    assert repr(snapshot) == f"<RemoteSnapshot '{snapshot.name}'>"
    with pytest.raises(TypeError, match=r"restore\(\) takes the value that snapshot\(\) returned, not str"):
        remote.restore("x")
    del snapshot
    for _ in range(30):  # more than are kept at a time
        remote.snapshot()
    remote.snapshot()
    assert len(ask(mockkf, "/snapshots").json()["snapshots"]) <= 2
    for kept in ask(mockkf, "/snapshots").json()["snapshots"]:
        ask(mockkf, f"/snapshots/{kept['name']}", "DELETE")


def test_a_mock_elsewhere_is_changed(mockkf: MockKeyfactor, remote: Any) -> None:
    """Its options, with all that is stored and captured; what it says of itself is read again."""
    send(mockkf, MAIL)
    users = [{"name": "KEYEXAMPLE\\other", "password": "s3cret"}]

    assert remote.change(base_paths=("/x",), strict=Strict({"all": "off"}), users=users) == mockkf.state.epoch

    assert remote.url == mockkf.url
    assert remote.url.endswith("/x")
    assert remote.credentials == ("KEYEXAMPLE\\other", "s3cret")
    assert len(remote.mailbox) == 1
    assert mockkf.runtime.settings.strict == Strict({"all": "off"})
    with pytest.raises(ConfigurationError, match="no option 'relaese'; did you mean 'release'"):
        remote.change(relaese="24.4")
    with pytest.raises(ConfigurationError, match="cannot change http_port"):
        remote.change(http_port=1)
    with pytest.raises(OutOfReach, match="takes only options that are text, numbers, booleans, lists or tables"):
        remote.change(users=mockkf.runtime.settings.users)
    remote.reset()
    assert remote.url == mockkf.url


def test_a_sandbox_is_made_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """With the same face under its own path; at the end of the with statement it is gone."""
    with remote.sandbox("Box", release="24.4") as box:
        Command(mockkf.sandboxes["box"]).test(1)

        assert (box.name, box.url, box.control_url) == (
            "box",
            mockkf.sandboxes["box"].url,
            f"{remote.control_url[:-7]}/sandbox/box/mockkf",
        )
        assert box.environ()["KEYFACTOR_API_PATH"] == "sandbox/box/KeyfactorAPI"
        assert (len(box.mailbox), len(remote.mailbox), len(box.traces)) == (1, 0, 1)
        assert box.journal.expect("POST", "/SMTP/Test").status == 200
        box.reset()
        assert len(box.mailbox) == 0
        with pytest.raises(ConfigurationError, match="sandbox 'box' already exists"):
            remote.sandbox("box")
        with RemoteKeyfactor(box.url) as same:
            assert same.control_url == box.control_url

    assert len(mockkf.sandboxes) == 0
    remote.reset()


def test_a_call_is_awaited_after_a_reset(mockkf: MockKeyfactor, remote: Any) -> None:
    """Who asks the journal in a new epoch waits in that one."""
    remote.reset()
    timer = threading.Timer(0.2, Command(mockkf).get)
    timer.start()

    call = remote.journal.expect("GET", "/SMTP", timeout=9)

    timer.join()
    assert call.id == 1


def test_the_clock_is_moved_from_elsewhere(mockkf: MockKeyfactor, remote: Any) -> None:
    """By a text, a number or a timedelta; a wrong one is refused in the mock's words, and the clock stays."""
    assert [remote.clock.advance(by) for by in ("2h", 60, timedelta(days=1))] == [7200, 7260, 93_660]
    assert remote.clock.ahead == mockkf.clock.ahead == 93_660
    assert abs(remote.clock.now() - mockkf.clock.now()) < timedelta(minutes=1)
    with pytest.raises(ConfigurationError, match="from 0 to 100 years"):
        remote.clock.advance("-2h")
    mockkf.reset()
    assert remote.clock.ahead == 0
