"""What a newcomer sees after a mistake: the reason first, what helps, and no frames of mockkf."""

from pathlib import Path

from tests.support.inner import run_pytest

MISTAKES = r"""
import asyncio, pytest, requests
from mockkf import MockKeyfactor
from mockkf.remote import RemoteKeyfactor

HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
USER = "command@keyexample.com"
PROFILE = {"Host": "smtp.keyexample.com", "Port": 587, "UseSSL": True, "RelayAuthenticationType": 2,
    "SenderAccount": USER, "SenderName": "K", "RelayUsername": {"SecretValue": USER},
    "RelayPassword": {"SecretValue": "s3cret"}, "TestRecipient": "mjones@keyexample.com"}

def send(mockkf, path="/SMTP/Test", timeout=5, **changes):
    body = {**PROFILE, **changes}
    return requests.post(mockkf.url + path, auth=mockkf.credentials, headers=HEADERS, timeout=timeout, json=body)

def expect(mockkf):
    mockkf.mailbox.expect_one(to="mjones@keyexample.com", timeout="1ms")

def test_recipient(mockkf):
    send(mockkf, TestRecipient="mjnoes@keyexample.com")
    expect(mockkf)

@pytest.mark.mockkf(relay_users=[{"name": USER, "password": "other"}])
def test_password(mockkf):
    send(mockkf)
    expect(mockkf)

@pytest.mark.mockkf(relay_users=[{"name": "comand@keyexample.com", "password": "s3cret"}])
def test_user(mockkf):
    send(mockkf)
    expect(mockkf)

@pytest.mark.mockkf(relay_require_tls=True)
def test_tls(mockkf):
    send(mockkf, UseSSL=False)
    expect(mockkf)

def test_hangs(mockkf):
    mockkf.faults.add("relay.recipient", hang=True)
    with pytest.raises(requests.Timeout):
        send(mockkf, timeout=0.3)
    assert not "sent"

def test_no_call(mockkf):
    expect(mockkf)

def test_only_stored(mockkf):
    requests.get(mockkf.url + "/SMTP", auth=mockkf.credentials, headers=HEADERS, timeout=5)
    expect(mockkf)

def test_unexpected(mockkf):
    send(mockkf)
    mockkf.mailbox.expect_none()

def test_profile(mockkf):
    assert send(mockkf, Port=0).status_code == 200

def test_vault(mockkf):
    address = {"Folder": "MyFolderName", "Object": "MyEmailUserPasswrd"}
    send(mockkf, RelayPassword={"Provider": 2, "Parameters": address})
    expect(mockkf)

def test_fault(mockkf):
    mockkf.faults.add("relay.login", reply="535 5.7.3 Authentication unsuccessful")
    send(mockkf)
    expect(mockkf)

def test_path(mockkf):
    send(mockkf, path="/SMTP/Tset")
    expect(mockkf)

def test_empty_answer(mockkf):
    assert send(mockkf).json() == {}
"""
SHOWN = {
    "recipient": ["message 1: to is 'mjnoes@keyexample.com'; no message with to='mjones@keyexample.com' within"],
    "password": [
        "the relay refused at relay.login: 535 5.7.8 Authentication credentials invalid; no message with to=",
        "user command@keyexample.com is declared with another password",
    ],
    "user": ["user command@keyexample.com is not declared; did you mean 'comand@keyexample.com'?"],
    "tls": [
        "the relay refused at relay.login: 530 5.7.0 Must issue a STARTTLS command first; no message",
        "the mail server requires TLS, and the client did not start it; in a profile, UseSSL starts it",
    ],
    "hangs": [
        "call 1 POST /KeyfactorAPI/SMTP/Test hangs at relay.recipient: no answer after",
        "fault 1 at relay.recipient (hang=True) fired",
    ],
    "no_call": ["no API call and no mail came; no message with"],
    "only_stored": ["no mail was sent; the last API call was GET /KeyfactorAPI/SMTP, answered with 200; no message"],
    "unexpected": ["expected no message with any content, but this one came:"],
    "profile": ["call 1 POST /KeyfactorAPI/SMTP/Test was answered with 400: Port must be a whole number from 1 to"],
    "vault": [
        "the test mail failed at pam.resolve: PAM provider 2 (CyberArk): APPAP004E",
        "the vault CyberArk has no secret at MyFolderName / MyEmailUserPasswrd",
        "did you mean 'MyFolderName / MyEmailUserPassword'?",
    ],
    "fault": [
        "the relay refused at relay.login: 535 5.7.3 Authentication unsuccessful; no message",
        "fault 1 at relay.login (reply='535 5.7.3 Authentication unsuccessful') fired",
    ],
    "path": ["call 1 POST /KeyfactorAPI/SMTP/Tset was answered with 404: No endpoint exists at"],
    "empty_answer": ["  answer  without a body"],
}
"""What the report of each mistake contains."""


def test_a_report_begins_with_the_reason(tmp_path: Path) -> None:
    """Each mistake has its reason and what helps; the summary line begins with it; the traceback ends in the test."""
    result = run_pytest(tmp_path, MISTAKES, "--tb=short", COLUMNS="250")

    reports = _reports(result.stdout)
    missing = [(name, line) for name, lines in SHOWN.items() for line in lines if line not in reports[f"test_{name}"]]
    assert missing == [], result.stdout
    assert f"test_inner.py::test_password - {SHOWN['password'][0]}" in result.stdout
    assert "mockkf/testing" not in result.stdout
    assert "S: 250 smtp.keyexample.com: SIZE" in reports["test_password"]
    assert "S: 535 5.7.8" in reports["test_password"]


WRONG = r"""
import asyncio, pytest
from mockkf import MockKeyfactor
from mockkf.remote import ControlClient, RemoteKeyfactor

LOCAL = {
    name: act
    for name, act in {
        "mailbox.expect_one": lambda mock: mock.mailbox.expect_one(timeout=0),
        "mailbox.aexpect_one": lambda mock: asyncio.run(mock.mailbox.aexpect_one(timeout=0)),
        "mailbox.expect": lambda mock: mock.mailbox.expect(1, timeout=0),
        "mailbox.aexpect": lambda mock: asyncio.run(mock.mailbox.aexpect(1, timeout=0)),
        "mailbox.wait_for": lambda mock: mock.mailbox.wait_for(timeout=0),
        "mailbox.await_for": lambda mock: asyncio.run(mock.mailbox.await_for(timeout=0)),
        "mailbox.expect_none": lambda mock: mock.mailbox.expect_none(too=1),
        "mailbox.aexpect_none": lambda mock: asyncio.run(mock.mailbox.aexpect_none(too=1)),
        "mailbox.find": lambda mock: mock.mailbox.find("to"),
        "mailbox.remove": lambda mock: mock.mailbox.remove(7),
        "mailbox.marks": lambda mock: mock.mailbox.marks(7),
        "mailbox.mark": lambda mock: mock.mailbox.mark(7, read=True),
        "journal.expect": lambda mock: mock.journal.expect(timeout=0),
        "journal.aexpect": lambda mock: asyncio.run(mock.journal.aexpect(timeout=0)),
        "journal.wait_for": lambda mock: mock.journal.wait_for(timeout=0),
        "journal.await_for": lambda mock: asyncio.run(mock.journal.await_for(timeout=0)),
        "journal.expect_none": lambda mock: mock.journal.expect_none(statsu=1),
        "journal.aexpect_none": lambda mock: asyncio.run(mock.journal.aexpect_none(statsu=1)),
        "journal.find": lambda mock: mock.journal.find(statsu=1),
        "journal.har": lambda mock: mock.journal.har(statsu=1),
        "traces.of": lambda mock: mock.traces.of(7),
        "faults.add": lambda mock: mock.faults.add("relay.logn", hang=True),
        "faults[…]": lambda mock: mock.faults[7],
        "vaults[…]": lambda mock: mock.vaults["CyberArc"],
        "vault[…] =": lambda mock: mock.vaults[2].__setitem__("one", "x"),
        "vault.holds": lambda mock: mock.vaults[2].holds("one", "x"),
        "vault.play": lambda mock: mock.vaults[2].play("acess_denied"),
        "reset": lambda mock: mock.reset(relase="25.5"),
        "change": lambda mock: mock.change(release="x"),
        "sandbox": lambda mock: mock.sandbox("a b"),
        "restore": lambda mock: mock.restore("x"),
        "clock.advance": lambda mock: mock.clock.advance("soon"),
        "idp.play": lambda mock: mock.idp.play("nothing"),
        "verify": lambda mock: (mock.faults.add("relay.data", hang=True), mock.verify()),
        "start": lambda mock: MockKeyfactor(relase="25.5"),
        "remote": lambda mock: RemoteKeyfactor("http://127.0.0.1:1"),
    }.items()
}
FAR = {name: act for name, act in LOCAL.items() if name not in ("reset", "start", "remote")}

@pytest.mark.parametrize("name", LOCAL)
def test_local(mockkf, name):
    LOCAL[name](mockkf)

@pytest.mark.parametrize("name", FAR)
def test_far(mockkf, name):
    with RemoteKeyfactor(mockkf.url) as remote:
        FAR[name](remote)

def test_factory(mockkf_factory):
    mockkf_factory(relase="25.5")
"""


def test_no_frame_of_mockkf_is_in_a_traceback(tmp_path: Path) -> None:
    """Whatever public method raises an error on purpose, here or for a remote mock; `--full-trace` has the frames."""
    result = run_pytest(tmp_path, WRONG, "--tb=native")
    inside = [line for line in result.stdout.splitlines() if line.lstrip().startswith("File ") and "/mockkf/" in line]

    assert "70 failed" in result.stdout, result.stdout[-3000:]
    assert inside == []
    full = run_pytest(tmp_path, WRONG, "--full-trace", "-k", "test_factory")
    assert "mockkf/pytest_plugin/run_options.py" in full.stdout


def _reports(output: str) -> dict[str, str]:
    """The report of each test, by its name."""
    parts = output.split("\n____")
    return {
        part.partition(" test_")[2].partition(" ")[0].join(("test_", "")): part for part in parts if " test_" in part
    }
