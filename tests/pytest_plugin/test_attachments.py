"""The files in the reports of Allure and pytest-html."""

import base64
import html
import json
import re
from pathlib import Path
from typing import Any

from tests.support.inner import run_pytest

FAILING = """
import smtplib, requests

def test_fails(mockkf):
    requests.get(mockkf.url + "/SMTP", auth=mockkf.credentials, timeout=5)
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, local_hostname="app") as client:
        client.sendmail("a@example.com", ["b@example.com"], "Subject: </div><script>alert(1)</script>\\n\\nhello\\n")
        client.sendmail("a@example.com", ["b@example.com"], b"Subject: x\\r\\n\\r\\n\\xff latin\\r\\n")
    assert not "intended"

def test_passes(mockkf):
    requests.get(mockkf.url + "/SMTP", auth=mockkf.credentials, timeout=5)
"""
MAIL = b"Subject: </div><script>alert(1)</script>\r\n\r\nhello\r\n"
LATIN = b"Subject: x\r\n\r\n\xff latin\r\n"


def test_allure_has_mail_and_traces(tmp_path: Path) -> None:
    """The result of a failed test has each mail byte for byte, and each trace; that of a passed test has none."""
    run_pytest(tmp_path, FAILING, "-p", "allure_pytest", "--alluredir=allure")

    results = {file["name"]: file for file in map(_read, (tmp_path / "allure").glob("*-result.json"))}
    files = {file["name"]: file for file in results["test_fails"]["attachments"]}
    assert results["test_passes"].get("attachments", []) == []
    assert {name: file["type"] for name, file in files.items()} == {
        "mockkf: message 1.eml": "message/rfc822",
        "mockkf: message 2.eml": "message/rfc822",
        "mockkf: trace 1.txt": "text/plain",
    }
    content = {name: (tmp_path / "allure" / file["source"]).read_bytes() for name, file in files.items()}
    assert content["mockkf: message 1.eml"] == MAIL
    assert content["mockkf: message 2.eml"] == LATIN
    assert b"GET /KeyfactorAPI/SMTP" in content["mockkf: trace 1.txt"]


def test_pytest_html_has_mail_and_traces(tmp_path: Path) -> None:
    """The page links each mail and each trace, byte for byte; hostile mail is no markup in it."""
    run_pytest(tmp_path, FAILING, "-p", "metadata", "-p", "html", "--html=report.html")

    page = (tmp_path / "report.html").read_text("utf-8")
    data = json.loads(html.unescape(re.search(r'data-jsonblob="([^"]*)"', page)[1]))  # type: ignore[index]
    [failed] = [tests[0] for name, tests in data["tests"].items() if "test_fails" in name]
    links = {extra["name"]: extra["content"] for extra in failed["extras"]}
    first, second, trace = (links[f"mockkf: {name}"] for name in ("message 1.eml", "message 2.eml", "trace 1.txt"))
    assert (tmp_path / first).read_bytes() == MAIL
    assert base64.b64decode(second.partition(",")[2]) == LATIN
    assert "GET /KeyfactorAPI/SMTP" in (tmp_path / trace).read_text("utf-8")
    assert "<script>alert" not in page
    assert "<script>alert" not in failed["log"]


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
