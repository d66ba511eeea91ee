"""The journal as HAR 1.2, in Python and at `GET /mockkf/journal.har`."""

import base64
import contextlib
import json
import threading
from datetime import datetime
from typing import Any

import pytest
import requests
from haralyzer import HarEntry, HarParser

from mockkf import MockKeyfactor
from mockkf.remote import RemoteKeyfactor
from tests.support.command import Command

ENTRY: dict[str, Any] = {
    "startedDateTime": str,
    "time": (int, float),
    "request": dict,
    "response": dict,
    "cache": dict,
    "timings": dict,
}
MESSAGE: dict[str, Any] = {"httpVersion": str, "cookies": list, "headers": list, "headersSize": int, "bodySize": int}
REQUEST: dict[str, Any] = {**MESSAGE, "method": str, "url": str, "queryString": list}
RESPONSE: dict[str, Any] = {**MESSAGE, "status": int, "statusText": str, "content": dict, "redirectURL": str}
TIMINGS: dict[str, Any] = dict.fromkeys(("send", "wait", "receive"), (int, float))
"""The required members of HAR 1.2, with their types."""


def har(mockkf: MockKeyfactor, query: str = "") -> Any:
    """The answer of the control API."""
    return requests.get(f"{mockkf.control_url}/journal.har{query}", timeout=10).json()


def conform(document: Any) -> None:
    """Assert that a document has the required members of HAR 1.2."""
    assert document["log"]["version"] == "1.2"
    assert document["log"]["creator"].keys() == {"name", "version"}
    for entry in document["log"]["entries"]:
        parts = (entry, ENTRY), (entry["request"], REQUEST), (entry["response"], RESPONSE), (entry["timings"], TIMINGS)
        for part, members in parts:
            for name, kind in members.items():
                assert isinstance(part[name], kind), (name, part)
        assert entry["time"] == sum(entry["timings"].values())
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
        assert {"size", "mimeType"} <= entry["response"]["content"].keys()
        assert {"mimeType", "text"} <= entry["request"].get("postData", {"mimeType": "", "text": ""}).keys()


@pytest.mark.filterwarnings("ignore:.*iscoroutinefunction:DeprecationWarning")  # of haralyzer's cached_property
def test_a_library_reads_it(command: Command, mockkf: MockKeyfactor) -> None:
    """Haralyzer finds method, URL, status, headers and bodies of each call; no secret is in the document."""
    stored = command.get().json()
    command.put(
        RelayAuthenticationType=2, RelayUsername={"SecretValue": "u"}, RelayPassword={"SecretValue": "pa55word"}
    )
    command.call("GET", "/SMPT")

    document = har(mockkf)

    conform(document)
    first, second, third = map(HarEntry, HarParser(document).har_data["entries"])
    assert [(one.request.method, one.response.status) for one in (first, second, third)] == [
        ("GET", 200),
        ("PUT", 200),
        ("GET", 404),
    ]
    assert first.url == f"{mockkf.url}/SMTP"
    assert json.loads(first.response.text) == stored
    assert json.loads(second.request.text)["RelayPassword"] == {"SecretValue": "********"}
    assert second.request.mimeType == "application/json"
    assert first.response.raw_entry["content"]["size"] == len(first.response.text)
    login = base64.b64encode(":".join(mockkf.credentials).encode()).decode()
    assert not any(secret in json.dumps(document) for secret in ("pa55word", login))


def test_a_url_has_the_scheme_of_the_call(mockkf: MockKeyfactor) -> None:
    """A call over https has a URL with https, and the journal has the scheme."""
    requests.get(f"{mockkf.https_url}/SMTP", verify=str(mockkf.ca_file), timeout=10)

    assert har(mockkf)["log"]["entries"][0]["request"]["url"] == f"{mockkf.https_url}/SMTP"
    assert mockkf.journal[-1].scheme == "https"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [1, 2, 3]),
        ("?method=PUT", [2]),
        ("?status=404", [3]),
        ("?after_id=1&limit=1", [2]),
        ("?path=/SMTP", [1, 2]),
    ],
)
def test_filters_are_those_of_the_journal(command: Command, mockkf: MockKeyfactor, query: str, ids: list[int]) -> None:
    """The document has the calls that `GET /mockkf/journal` has."""
    command.get()
    command.put()
    command.call("GET", "/SMPT")

    assert [entry["_id"] for entry in har(mockkf, query)["log"]["entries"]] == ids
    wrong = requests.get(f"{mockkf.control_url}/journal.har?stauts=1", timeout=10)
    assert (wrong.status_code, "stauts" in wrong.json()["error"]) == (400, True)


def test_calls_without_an_answer_have_status_0(command: Command, mockkf: MockKeyfactor) -> None:
    """A call whose connection a fault closed, and one that still hangs."""
    mockkf.faults.add("http.request", drop="before", times=1)
    with pytest.raises(requests.ConnectionError):
        command.get()
    mockkf.faults.add("http.request", hang=True, times=1)
    thread = threading.Thread(target=_ignore, args=(command,))
    thread.start()
    mockkf.state.wait(lambda: mockkf.state.unanswered or None, 5)
    mockkf.state.wait(lambda: (mockkf.state.unanswered or (None,))[0] and _fired(mockkf), 5)

    document = har(mockkf)

    mockkf.reset()
    thread.join()
    conform(document)
    closed, hanging = document["log"]["entries"]
    assert [entry["response"]["status"] for entry in (closed, hanging)] == [0, 0]
    assert closed["response"]["_error"] == "the connection ended without an answer"
    assert hanging["response"]["_error"] == "no answer yet"
    assert "hang=True" in hanging["comment"]


def test_bodies_that_are_not_kept_are_said_to_be_so(command: Command, mockkf: MockKeyfactor) -> None:
    """A request that is no JSON has no text; a long answer has its beginning, and its whole length."""
    headers = {"Content-Type": "application/octet-stream", "x-keyfactor-requested-with": "APIClient"}
    requests.put(f"{mockkf.url}/SMTP", b"\xff\x00\x01", auth=mockkf.credentials, headers=headers, timeout=10)
    command.call("GET", "/" + "x" * 20_000)

    document = mockkf.journal.har()

    conform(document)
    binary, long = document["log"]["entries"]
    assert binary["request"]["bodySize"] == 3
    assert binary["request"]["postData"]["text"] == ""
    assert "not kept" in binary["request"]["postData"]["comment"]
    assert long["response"]["bodySize"] >= len(long["response"]["content"]["text"]) > 0


def test_a_sandbox_and_a_remote_mock_have_their_own(command: Command, mockkf: MockKeyfactor) -> None:
    """The document of a sandbox has no call of the main mock; `RemoteKeyfactor` returns the same document."""
    command.get()
    box = mockkf.sandbox("har")

    assert har(box)["log"]["entries"] == []  # type: ignore[arg-type]
    with RemoteKeyfactor(mockkf.url) as remote:
        assert remote.journal.har() == mockkf.journal.har() == har(mockkf)


def _fired(mockkf: MockKeyfactor) -> bool | None:
    return bool(mockkf.state.unanswered[0].why) or None


def _ignore(command: Command) -> None:
    with contextlib.suppress(requests.ConnectionError):
        command.get()
