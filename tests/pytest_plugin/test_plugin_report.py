"""What a failed test shows, wherever it is shown; and the tests that fail for what they asked."""

from pathlib import Path

import pytest

from tests.support.inner import run_pytest

FAILING = """
import smtplib, unittest
import pytest, requests

HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
PROFILE = {"Host": "smtp.keyexample.com", "Port": 25, "RelayAuthenticationType": 2, "SenderAccount": "j@example.com",
    "SenderName": "K", "RelayUsername": {"SecretValue": "u"}, "RelayPassword": {"SecretValue": "s3cret"},
    "TestRecipient": "m@example.com", "Extra": 1}

def call(mockkf, path, method="GET", **options):
    auth = ("DOMAIN" + chr(92) + "me", "pa55")
    requests.request(method, mockkf.url + path, auth=auth, headers=HEADERS, timeout=5, **options)

def test_fails(mockkf):
    call(mockkf, "/SMTP/Test", "POST", json=PROFILE)
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app") as client:
        client.sendmail("a@example.com", ["b@example.com"], "Subject: x" + chr(10) * 2 + "h" + chr(27) + "i" * 5000)
        client.mail("c@example.com")
        client.rcpt("nobody")
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(mockkf.https_url, timeout=5)
    mockkf.faults.add("relay.sender", reply="451 later")
    mockkf.faults.add("http.request", status=503, times=1)
    call(mockkf, "/SMTP")
    assert not "intended"

@pytest.mark.mockkf(verify=True)
def test_lost(mockkf):
    call(mockkf, "/SMPT")
    call(mockkf, "/SMTP", "DELETE")

def test_not_verified(mockkf):
    call(mockkf, "/SMPT")
    with pytest.raises(AssertionError, match="1 request matched no route"):
        mockkf.verify()

@pytest.mark.usefixtures("mockkf")
class TestOld(unittest.TestCase):
    def test_fails_too(self):
        call(self.mockkf, "/SMTP")
        self.fail("intended")

async def ask(mockkf):
    call(mockkf, "/SMTP")

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_async(mockkf, anyio_backend):
    await ask(mockkf)
    assert len(mockkf.journal) == 1
"""
SHOWN = [
    "mockkf: API calls (2)",
    "2. GET /KeyfactorAPI/SMTP 503 (Service Unavailable; fault 2 at http.request (status=503, times=1) fired)",
    "mockkf: faults (2)",
    "fault 1 at relay.sender (reply='451 later'): nothing matched it",
    "fault 2 at http.request (status=503, times=1): matched 1 time, fired 1 time",
    "1. POST /KeyfactorAPI/SMTP/Test v2 200 (Extra is not documented",
    "AUTH PLAIN as u: ok",
    "mockkf: captured mail (2)",
    "for call 1; asked for smtp.keyexample.com:25",
    "'x' from a@example.com to b@example.com",
    "iii… (500",
    "mockkf: refused mail (1)",
    "mockkf: failed connections (1)",
    "1. to https from 127.0.0.1: TLS failed: TLSV1_ALERT_UNKNOWN_CA; the client does not trust the mock's CA: ",
    "at the step relay.recipient of mail from c@example.com to nobody: 553",
    "mockkf: 2 requests matched no route:",
    "GET /KeyfactorAPI/SMPT 404 (No endpoint exists at /KeyfactorAPI/SMPT; did you mean /KeyfactorAPI/SMTP?)",
    "DELETE /KeyfactorAPI/SMTP 405",
]


def test_a_failed_test_shows_what_the_mock_saw(tmp_path: Path) -> None:
    """Also from workers, with nothing captured shown, and in JUnit's XML; secrets are in neither."""
    workers = ("-p", "anyio", "-p", "xdist", "-n", "2")
    shown = ("--show-capture=no", "--junitxml=r.xml", "-o", "junit_logging=no", "--tb=short")

    result = run_pytest(tmp_path, FAILING, *workers, *shown)

    xml = (tmp_path / "r.xml").read_text("utf-8")

    assert "3 failed, 2 passed" in result.stdout, result.stdout
    assert [line for line in SHOWN if line not in result.stdout] == []
    assert [line for line in SHOWN if line.replace("'", "&#x27;") not in xml and line not in xml] == []
    assert result.stdout.count("mockkf: API calls (1)") == 1
    assert not any(secret in page for secret in ("s3cret", "pa55", "\x1b") for page in (result.stdout, xml))


SILENT = """
import pytest, requests

def test_unfired(mockkf):
    mockkf.faults.add("relay.sender", reply="451 later")

def test_in_another_mock(mockkf_factory):
    mockkf_factory().faults.add("relay.data", reply="451 later")

@pytest.mark.mockkf(verify=False)
def test_on_purpose(mockkf):
    mockkf.faults.add("relay.login", reply="451 later")

def test_by_chance(mockkf):
    mockkf.faults.add("relay.message", reply="451 later", chance=0.1, seed=1)

def test_removed(mockkf):
    mockkf.faults.add("relay.recipient", reply="451 later").remove()

@pytest.mark.mockkf(release="24.9")
def test_release(mockkf):
    pass

def test_of_the_session(mockkf_server):
    mockkf_server.faults.add("relay.hello", reply="451 later")
"""
"""Tests that pass, although some of them prove less than they seem to."""

UNFIRED = "fault {} at relay.{} (reply='451 later'): nothing matched it"


def test_what_a_test_does_not_prove_is_a_warning(tmp_path: Path) -> None:
    """The end of the run names faults that never fired and a release of which nothing was seen, and no others."""
    result = run_pytest(tmp_path, SILENT)

    assert "7 passed, 4 warnings" in result.stdout, result.stdout
    for step in ("sender", "data", "hello"):
        assert UNFIRED.format(1, step) in result.stdout
    assert "MockkfWarning: no document of release 24.9 was seen, only of 24.4 and 25.1; it behaves as 24.4" in (
        result.stdout
    )
    assert "test_inner.py:4: MockkfWarning" in result.stdout


@pytest.mark.parametrize("arguments", [("-p", "xdist", "-n", "1"), ("-o", "mockkf_verify=false")], ids=["xdist", "off"])
def test_the_warnings_of_a_run(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """An xdist worker hands them on; `mockkf_verify = false` silences those of faults."""
    result = run_pytest(tmp_path, SILENT, *arguments)

    assert f"7 passed, {1 if '-o' in arguments else 4} warning" in result.stdout, result.stdout


def test_every_test_can_be_verified(tmp_path: Path) -> None:
    """By the ini file; a test fails where it was called, and one that expects it says so."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmockkf_verify = true\n", "utf-8")
    code = """
import pytest, requests

def test_lost(mockkf):
    requests.get(mockkf.url + "/SMPT", timeout=5)

@pytest.mark.mockkf(verify=False)
def test_on_purpose(mockkf):
    requests.get(mockkf.url + "/SMPT", timeout=5)

def test_unfired(mockkf):
    mockkf.faults.add("relay.sender", reply="451 later")

def test_refused(mockkf):
    assert requests.get(mockkf.url + "/SMTP", timeout=5).status_code == 401

def test_unused():
    pass
"""
    result = run_pytest(tmp_path, code)

    assert "2 failed, 3 passed" in result.stdout, result.stdout
    assert "1 fault never fired:" in result.stdout
    assert "error" not in result.stdout.splitlines()[-1]
    assert "During handling" not in result.stdout
