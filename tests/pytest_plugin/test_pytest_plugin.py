"""The plugin in real inner pytest runs: what it gives, what it costs, and that tests do not see each other."""

import subprocess
import sys
from pathlib import Path

import pytest

import mockkf
from tests.support.inner import run_pytest

SENDING = """
import smtplib
import pytest

@pytest.mark.parametrize("number", range(8))
def test_sees_its_own_mail_only(mockkf, number):
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app") as client:
        client.sendmail("a@example.com", [f"{number}@example.com"], "Subject: x\\n\\nx")
    assert mockkf.mailbox.expect_one().envelope.recipients == (f"{number}@example.com",)
    assert mockkf.mailbox.expect_one().id == 1
"""


LEFT = """
import os, tempfile, threading
from pathlib import Path

def files():
    return {*Path(tempfile.gettempdir()).rglob("*"), *Path().rglob("*.pem")}

def sockets():
    entries = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
    names = (os.readlink(entry) for entry in entries if os.path.islink(entry))
    return [name for name in names if name.startswith("socket:")]

def pytest_sessionstart(session):
    session.before = set(sockets())
    session.files = files()

def pytest_sessionfinish(session):
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(2)
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    left = [name for name in files() - session.files if "__pycache__" not in str(name)]
    print("left:", [*threads, *(set(sockets()) - session.before), *left])
"""


@pytest.mark.parametrize("arguments", [("-p", "randomly"), ("-p", "xdist", "-n", "2")])
def test_each_test_starts_from_the_seed(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Mail of one test is not in the mailbox of another, in any order and in parallel."""
    result = run_pytest(tmp_path, SENDING, "-W", "error", *arguments)

    assert result.returncode == 0, result.stdout
    assert "8 passed" in result.stdout


def test_one_server_serves_the_whole_run(tmp_path: Path) -> None:
    """`mockkf` is the object `mockkf_server` is, whatever test asks."""
    code = """
seen = set()

def test_one(mockkf, mockkf_server):
    assert mockkf is mockkf_server
    seen.add(mockkf.url)

def test_two(mockkf):
    seen.add(mockkf.url)
    assert len(seen) == 1

def test_same(mockkf_server):
    seen.add(mockkf_server.url)
    assert len(seen) == 1
"""
    result = run_pytest(tmp_path, code)

    assert result.returncode == 0, result.stdout


def test_what_a_test_stores_is_gone_in_the_next(tmp_path: Path) -> None:
    """The profile, the journal and the mailbox are those of the scenario again."""
    code = """
import pytest, requests

@pytest.mark.parametrize("number", [1, 2])
def test_profile(mockkf, number):
    headers = {"x-keyfactor-requested-with": "APIClient"}
    assert mockkf.journal == ()
    stored = requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, headers=headers, timeout=5).json()
    assert stored["Host"] == "smtp.keyexample.com"
    changed = {**stored, "Host": "other.example.com"}
    answer = requests.put(f"{mockkf.url}/SMTP", json=changed, auth=mockkf.credentials, headers=headers, timeout=5)
    assert answer.status_code == 200
    assert len(mockkf.journal) == 2
"""
    result = run_pytest(tmp_path, code)

    assert result.returncode == 0, result.stdout


def test_the_plugin_loads_nothing_that_costs(tmp_path: Path) -> None:
    """With the plugin unused, no heavy library and no other part of mockkf is imported.

    Plugins of others, which may load what they like, stay outside.
    """
    code = """
import sys

def test_nothing_heavy():
    loaded = {name for name in sys.modules if name.split(".")[0] == "mockkf"}
    assert loaded == {"mockkf", "mockkf.pytest_plugin", "mockkf.pytest_plugin.option_help"}
    heavy = {"flask", "werkzeug", "marshmallow", "aiosmtpd", "requests", "trustme", "cryptography", "click"}
    assert not heavy & set(sys.modules)
"""
    result = run_pytest(tmp_path, code)

    assert result.returncode == 0, result.stdout


def test_nothing_of_a_test_reaches_the_next_one(tmp_path: Path) -> None:
    """Late traffic counts nowhere, a hung client delays nobody, and no thread, socket or file is left."""
    (tmp_path / "conftest.py").write_text(LEFT, "utf-8")
    code = """
import smtplib, socket
from time import perf_counter
import pytest
kept = []

@pytest.mark.mockkf(step_timeout=5)
def test_leaves_clients_behind(mockkf):
    web = socket.create_connection(mockkf.url.split("/")[2].split(":"), timeout=5)
    web.sendall(b"PUT /KeyfactorAPI/SMTP HT")
    mail = smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app", timeout=5)
    mail.ehlo()
    mail.mail("late@example.com")
    mail.rcpt("late@example.com")
    call = socket.create_connection(mockkf.url.split("/")[2].split(":"), timeout=5)
    call.sendall(b"G")
    assert mockkf.ca_file
    kept.extend([web, mail, call, perf_counter()])

def test_starts_at_once(mockkf):
    web, mail, call, began = kept
    assert perf_counter() - began < 1
    mail.data(b"Subject: late")
    call.sendall(b"ET /KeyfactorAPI/SMTP HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    assert call.recv(12) == b"HTTP/1.1 401"
    assert mockkf.mailbox.all == () and mockkf.journal == ()
    assert len(mockkf.state.late) == 2
    mail.close()
    call.close()
    web.close()
"""
    (tmp_path / "tmp").mkdir()
    result = run_pytest(tmp_path, code, "-W", "error", TMPDIR=str(tmp_path / "tmp"))

    assert "2 passed" in result.stdout, result.stdout + result.stderr
    assert "left: []" in result.stdout, result.stdout


def test_tests_of_pytest_asyncio_await_mail(tmp_path: Path) -> None:
    """One that comes, and one that does not; the server answers from threads of its own."""
    code = """
import asyncio, smtplib
import pytest

def send(mockkf):
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app") as client:
        client.sendmail("a@example.com", ["b@example.com"], "Subject: x" + chr(10) * 2)

@pytest.mark.asyncio
async def test_comes(mockkf):
    waiting = asyncio.create_task(mockkf.mailbox.aexpect_one(to="b@example.com"))
    await asyncio.to_thread(send, mockkf)
    assert (await waiting).subject == "x"

@pytest.mark.asyncio
async def test_does_not_come(mockkf):
    with pytest.raises(AssertionError, match="no message came at all"):
        await mockkf.mailbox.aexpect_one(timeout=0.05)
"""
    result = run_pytest(
        tmp_path, code, "-p", "asyncio", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function"
    )

    assert "2 passed" in result.stdout, result.stdout


def test_the_fixtures_explain_themselves(tmp_path: Path) -> None:
    """`pytest --fixtures` shows a sentence for each."""
    result = run_pytest(tmp_path, "", "--fixtures")

    assert "mockkf_server [session scope]" in result.stdout
    assert "The running mock, reset before the test" in result.stdout


def test_importing_mockkf_costs_nothing() -> None:
    """The public names are loaded when they are first used."""
    code = "import sys, mockkf; print([name for name in sys.modules if 'mockkf' in name]); mockkf.MockKeyfactor"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    assert result.stdout.strip() == "['mockkf']"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """And it says which names there are."""
    with pytest.raises(AttributeError, match=r"mockkf has no 'MockKeyfacto'; it has: .*MockKeyfactor"):
        _ = mockkf.MockKeyfacto
