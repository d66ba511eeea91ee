"""The plugin beside other libraries that change the same process: each test is a pytest run of its own."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockkf import MockKeyfactor
from tests.support.inner import run_pytest

HEAD = """
import os, subprocess, sys
import pytest, requests

HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
BODY = {
    "Host": "smtp.keyexample.com", "Port": 587, "UseSSL": True, "RelayAuthenticationType": 3,
    "ClientId": {"SecretValue": "c"}, "ClientSecret": {"SecretValue": "s"},
    "TokenEndpoint": "https://idp.example.com/t/token", "SenderAccount": "j@keyexample.com",
    "SenderName": "K", "TestRecipient": "m@keyexample.com",
}

def send(mockkf, **options):
    url = f"{mockkf.url}/SMTP/Test"
    return requests.post(url, json=BODY, headers=HEADERS, auth=mockkf.credentials, timeout=20, **options)

def send_from_another_process(mockkf):
    code = "import json, sys, requests; url, auth, body, headers = json.loads(sys.argv[1]);"
    code += "sys.exit(requests.post(url, json=body, headers=headers, auth=tuple(auth), timeout=20).status_code != 200)"
    import json
    about = json.dumps([f"{mockkf.url}/SMTP/Test", mockkf.credentials, BODY, HEADERS])
    return subprocess.run([sys.executable, "-c", code, about], timeout=40).returncode == 0
"""
"""What each inner test file begins with: a test mail by OAuth over STARTTLS, which needs all parts of the mock."""

FROZEN = """
import datetime, time
import {library}

REAL = time.clock_gettime(time.CLOCK_REALTIME)

def freeze():
    return {freeze}

def test_frozen(mockkf):
    with freeze():
        assert datetime.date.today().year == 2031
        assert send(mockkf).status_code == 200
        message = mockkf.mailbox.expect_one(to="m@keyexample.com")
        with pytest.raises(AssertionError, match="within 0.2 s"):
            mockkf.mailbox.expect_one(to="nobody@example.com", timeout=0.2)
        mockkf.mailbox.expect_none(to="nobody@example.com", within=0.1)
        mockkf.reset()
        assert send(mockkf).status_code == 200
        late = mockkf.mailbox.expect_one()
    for received in (message.received, late.received, mockkf.clock.now()):
        assert abs(received.timestamp() - REAL) < 60

def test_frozen_while_awaited(mockkf):
    import asyncio

    async def look():
        with pytest.raises(AssertionError, match="within 0.2 s"):
            await mockkf.mailbox.aexpect_one(timeout=0.2)

    with freeze():
        asyncio.run(look())

def test_hung_step_ends(mockkf):
    mockkf.change(step_timeout=0.3)
    mockkf.faults.add("relay.hello", hang=True)
    with freeze():
        answer = send(mockkf)
    assert answer.status_code == 400
    assert "relay.hello" in answer.json()["Message"]

def test_moved_while_frozen(mockkf):
    with freeze():
        before = mockkf.clock.now()
        mockkf.clock.advance("2h")
        assert 7200 <= (mockkf.clock.now() - before).total_seconds() < 7260

@pytest.fixture(scope="module", autouse=True)
def frozen_when_it_starts():
    with freeze():
        yield
"""

FREEZE = {
    "freezegun": 'freezegun.freeze_time("2031-05-05")',
    "time_machine": 'time_machine.travel("2031-05-05T00:00:00+00:00", tick=False)',
}


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The URL of a mock that runs already."""
    with MockKeyfactor() as mock:
        yield mock.control_url.removesuffix("/mockkf")


def run(folder: Path, code: str, *arguments: str, **environment: str) -> str:
    """What an inner run prints that passed."""
    result = run_pytest(folder, HEAD + code, *arguments, **environment)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("library", FREEZE)
def test_frozen_time_reaches_neither_waits_nor_received_times(tmp_path: Path, library: str) -> None:
    """Waits end, steps time out and mail is received in real time, also when time is frozen before the start."""
    pytest.importorskip(library)

    assert "4 passed" in run(tmp_path, FROZEN.format(library=library, freeze=FREEZE[library]))


def test_time_machine_of_another_generation(tmp_path: Path) -> None:
    """The same with time-machine 2, which freezes `time.monotonic` too."""
    folder = Path(sys.prefix, "time-machine-2")
    if not folder.is_dir():
        pytest.skip(f"time-machine 2.19 is not there; pip install --no-deps --target {folder} time-machine==2.19")

    code = FROZEN.format(library="time_machine", freeze=FREEZE["time_machine"])
    code += "\ndef test_version():\n    from importlib.metadata import version\n"
    code += "    assert version('time-machine').startswith('2.')\n"
    assert "5 passed" in run(tmp_path, code, PYTHONPATH=str(folder))


SOCKETS = """
def test_before(mockkf):
    assert send(mockkf).status_code == 200

def test_another_process_is_answered(mockkf, socket_disabled):
    assert send_from_another_process(mockkf)
    assert mockkf.mailbox.expect_one().call == 1

def test_after(mockkf, socket_enabled):
    assert send(mockkf).status_code == 200
"""


def test_forbidden_sockets_do_not_stop_the_mock(tmp_path: Path) -> None:
    """While pytest-socket forbids sockets, programs of their own are served, and afterwards everybody is."""
    pytest.importorskip("pytest_socket")

    assert "3 passed" in run(tmp_path, SOCKETS, "-p", "socket")


def test_mock_starts_where_sockets_are_forbidden(tmp_path: Path) -> None:
    """With `--disable-socket` the mock starts and works; only the test itself cannot open a socket."""
    pytest.importorskip("pytest_socket")
    code = """
from pytest_socket import SocketBlockedError

def test_first(mockkf):
    with pytest.raises((SocketBlockedError, requests.exceptions.ConnectionError)):
        send(mockkf)
    assert send_from_another_process(mockkf)
    mockkf.mailbox.expect_one()
"""
    assert "1 passed" in run(tmp_path, code, "-p", "socket", "--disable-socket")


def test_only_some_hosts_are_allowed(tmp_path: Path) -> None:
    """With `--allow-hosts=127.0.0.1` the test reaches the mock, and the mock itself."""
    pytest.importorskip("pytest_socket")
    code = "\ndef test_first(mockkf):\n    assert send(mockkf).status_code == 200\n    mockkf.mailbox.expect_one()\n"

    assert "1 passed" in run(tmp_path, code, "-p", "socket", "--disable-socket", "--allow-hosts=127.0.0.1")


CASSETTE = """
import vcr

CASSETTE = vcr.VCR(record_mode="none", ignore_localhost=True)

def test_first_import_below_a_cassette(tmp_path):
    with CASSETTE.use_cassette(str(tmp_path / "c.yaml")):
        from mockkf import MockKeyfactor
        with MockKeyfactor() as mock:
            assert send(mock).status_code == 200

def test_afterwards(mockkf):
    assert send(mockkf).status_code == 200

def test_in_a_cassette(mockkf, tmp_path):
    with CASSETTE.use_cassette(str(tmp_path / "c.yaml")):
        assert send(mockkf).status_code == 200
    mockkf.mailbox.expect_one()
"""


def test_cassettes_do_not_record_the_mock(tmp_path: Path) -> None:
    """The mock's own calls are not played by vcrpy, whether it is imported inside a cassette or before."""
    pytest.importorskip("vcr")

    assert "3 passed" in run(tmp_path, CASSETTE)


REPLACED = {
    "responses": """
import responses

@responses.activate
def test_other_hosts_are_stubbed(mockkf):
    responses.add_passthru(mockkf.url)
    responses.get("https://elsewhere.example.com/", json={"stub": 1})
    assert requests.get("https://elsewhere.example.com/", timeout=5).json() == {"stub": 1}
    assert send(mockkf).status_code == 200
    assert mockkf.mailbox.expect_one(timeout=20).call == 1
""",
    "requests_mock": """
import requests_mock

def test_other_hosts_are_stubbed(mockkf):
    with requests_mock.Mocker() as stubs:
        stubs.register_uri(requests_mock.ANY, requests_mock.ANY, real_http=True)
        stubs.get("https://elsewhere.example.com/", json={"stub": 1})
        assert requests.get("https://elsewhere.example.com/", timeout=5).json() == {"stub": 1}
        assert send(mockkf).status_code == 200
        assert mockkf.mailbox.expect_one(timeout=20).call == 1
""",
    "smtplib": """
import http.client, smtplib, socket

@pytest.fixture(scope="session", autouse=True)
def replaced_before_the_import():
    patch = pytest.MonkeyPatch()
    patch.setattr(smtplib, "SMTP", None)
    patch.setattr(smtplib.SMTP_SSL, "getreply", None)
    yield
    patch.undo()

def test_the_mail_is_sent(mockkf, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", None)
    assert send_from_another_process(mockkf)
    mockkf.mailbox.expect_one()
""",
}


@pytest.mark.parametrize("where", ["own", "elsewhere"])
@pytest.mark.parametrize("library", REPLACED)
def test_replaced_clients_are_not_those_of_the_mock(tmp_path: Path, served: str, library: str, where: str) -> None:
    """Stubs for HTTP and mail change neither the mock's own calls nor those to a mock that runs elsewhere."""
    pytest.importorskip(library)

    url = ("--mockkf-url", served) if where == "elsewhere" else ()
    assert "1 passed" in run(tmp_path, REPLACED[library], *url)


def test_event_loop_policy_of_uvloop(tmp_path: Path) -> None:
    """With uvloop's policy every client of the TLS port is served."""
    pytest.importorskip("uvloop")
    code = """
import asyncio, smtplib, ssl, uvloop

def test_tls_port(mockkf_factory):
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    mock = mockkf_factory()
    trusting = ssl.create_default_context(cafile=mock.ca_file)
    for _ in range(8):
        with smtplib.SMTP_SSL(mock.relay.host, mock.relay.smtps, context=trusting, timeout=10) as client:
            assert client.noop()[0] == 250

def test_awaited_in_uvloop(mockkf):
    async def look():
        with pytest.raises(AssertionError, match="within 0.1 s"):
            await mockkf.mailbox.aexpect_one(timeout=0.1)

    uvloop.run(look())
"""
    assert "2 passed" in run(tmp_path, code)


@pytest.mark.skipif(not hasattr(sys, "getswitchinterval") or sys.platform == "win32", reason="no fork there")
def test_forked_child_keeps_nothing_of_the_mock(tmp_path: Path) -> None:
    """A stop in a child touches nothing of the parent; that of the parent frees the ports although the child lives."""
    code = """
import multiprocessing, pathlib, time, warnings
from mockkf import MockKeyfactor

warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of a fork with threads
FORK = multiprocessing.get_context("fork")

def test_stop_in_the_child(mockkf_factory):
    mock = mockkf_factory()
    file = pathlib.Path(mock.ca_file)
    child = FORK.Process(target=mock.stop)
    child.start()
    child.join(20)
    assert child.exitcode == 0
    assert send(mock).status_code == 200
    mock.mailbox.expect_one()
    assert file.exists()

def test_exit_of_the_child(mockkf_factory):
    mock = mockkf_factory()
    file = pathlib.Path(mock.ca_file)
    child = os.fork()
    if child == 0:
        import atexit
        atexit._run_exitfuncs()
        os._exit(0)
    os.waitpid(child, 0)
    assert file.exists()
    assert send(mock).status_code == 200

def test_stop_in_the_parent():
    ends = FORK.Event()
    mock = MockKeyfactor().start()
    port = mock.relay.smtp
    url = mock.url
    child = FORK.Process(target=ends.wait, args=(40,))
    child.start()
    began = time.perf_counter()
    mock.stop()
    assert time.perf_counter() - began < 0.9
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(url, timeout=5)
    with MockKeyfactor(smtp_port=port) as another:
        assert another.relay.smtp == port
    ends.set()
    child.join(20)
"""
    assert "3 passed" in run(tmp_path, code)


@pytest.mark.skipif(importlib.util.find_spec("gevent") is None, reason="gevent is not installed")
def test_patched_by_gevent(tmp_path: Path) -> None:
    """After `gevent.monkey.patch_all()` the API, the identity provider and the mail server with STARTTLS work."""
    (tmp_path / "patched.py").write_text("from gevent import monkey\n\nmonkey.patch_all()\n")
    code = "\ndef test_first(mockkf):\n    assert send(mockkf).status_code == 200\n    mockkf.mailbox.expect_one()\n"

    assert "1 passed" in run(tmp_path, code, "-p", "patched", PYTHONPATH=str(tmp_path))


def test_caplog_is_for_the_code_under_test(tmp_path: Path) -> None:
    """Records of the mock are in `caplog` only if its logger was given a level."""
    code = """
import logging

def test_not_asked_for(mockkf, caplog):
    caplog.set_level(logging.INFO)
    logging.getLogger("app").info("asking")
    assert send(mockkf).status_code == 200
    assert [record.name for record in caplog.records if record.name == "app" or "mockkf" in record.name] == ["app"]

def test_asked_for(mockkf, caplog):
    caplog.set_level(logging.INFO, logger="mockkf")
    assert send(mockkf).status_code == 200
    assert "mockkf" in {record.name for record in caplog.records}
"""
    assert "2 passed" in run(tmp_path, code)


def test_rerun_starts_from_the_seed(tmp_path: Path) -> None:
    """A test that pytest-rerunfailures repeats finds the mock as it was started."""
    pytest.importorskip("pytest_rerunfailures")
    code = """
def test_flaky(mockkf):
    mockkf.mailbox.expect_none()
    assert len(mockkf.journal) == 0
    assert send(mockkf).status_code == 200
    test_flaky.runs = getattr(test_flaky, "runs", 0) + 1
    assert test_flaky.runs == 3
"""
    assert "1 passed, 2 rerun" in run(tmp_path, code, "-p", "rerunfailures", "--reruns", "2")


HUNG = """
def test_hangs(mockkf):
    mockkf.faults.add("http.request", hang=True)
    send(mockkf)
"""


@pytest.mark.parametrize("method", ["signal", "thread"])
def test_timeout_names_the_hung_call(tmp_path: Path, method: str) -> None:
    """When pytest-timeout ends a test, its report names the call that got no answer.

    The call ends when the client closes its connection, perhaps before the report is written.
    """
    pytest.importorskip("pytest_timeout")

    limit = ("--timeout=1", "-o", "timeout_func_only=true", f"--timeout-method={method}")

    result = run_pytest(tmp_path, HEAD + HUNG, "-p", "timeout", *limit)

    said = result.stdout + result.stderr
    assert result.returncode == 1, said
    named = {
        "signal": r"1\. POST /KeyfactorAPI/SMTP/Test(, started .*| 0 .*the client closed the connection)",
        "thread": "Stack of mockkf call 1: POST /KeyfactorAPI/SMTP/Test",
    }
    assert re.search(named[method], said), said
    if method == "signal":
        assert "fault 1" in said
