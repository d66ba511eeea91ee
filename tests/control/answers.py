"""The answers of every route of the control API to valid requests and to each kind of invalid request.

`python -m tests.control.answers` rewrites the table.
"""

import json
import re
import smtplib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from mockkf import MockKeyfactor, Sandbox
from mockkf.instance.mock import Mock
from tests.support.command import Command

TABLE = Path(__file__).with_name("answers.json")
AT = ["MyFolderName", "MyEmailUserPassword"]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
READING = {"GET", "HEAD", "OPTIONS"}
"""Methods that change nothing; neither does a request that is refused."""
HEADERS = (
    "Allow",
    "Content-Disposition",
    "Content-Security-Policy",
    "Content-Type",
    "WWW-Authenticate",
    "X-Content-Type-Options",
    "X-Mockkf-Control-Version",
)
LARGE = ("/mockkf/control.json", "/mockkf/openapi.json", "/mockkf/contract")
"""Documents with tests of their own: the table has only the names of their members."""

FAULT = {"step": "relay.recipient", "reply": "451 4.3.0 try later", "to": "*@slow.example"}
MAIL_QUERY = "start=0&limit=5&to=*@keyexample.com&header=Subject&port=587&received_after=2020-01-01"

QUERIES: Mapping[str, tuple[str, str]] = {
    "GET /mockkf/messages": (MAIL_QUERY, "limit=many"),
    "GET /mockkf/messages/one": ("to=*@keyexample.com&header=Subject&port=587&wait=1ms", "wait=long"),
    "GET /mockkf/journal": ("limit=5&path=/SMTP*&status=200", "status=good"),
    "GET /mockkf/journal.har": ("limit=5&path=/SMTP*&status=200", "status=good"),
    "GET /mockkf/traces": ("start=1&limit=1", "start=-1"),
    "GET /mockkf/openapi.json": ("release=24.4&api-version=2", "release=new"),
    "GET /mockkf/contract": ("release=24.4&grade=documented", "grade=sure"),
}
"""A valid query and an invalid one."""

BODIES: Mapping[str, tuple[Any, Any]] = {
    "PATCH /mockkf/messages/{id}": ({"read": True, "tags": ["billing"]}, {"read": 1}),
    "POST /mockkf/messages/{id}/used": ({"expected": "s3cret"}, {"expected": 1}),
    "POST /mockkf/faults": (FAULT, {**FAULT, "times": "twice"}),
    "POST /mockkf/reset": ({"options": {"release": "24.4"}}, {"options": []}),
    "PATCH /mockkf/settings": ({"release": "24.4"}, {"release": 24.4}),
    "PUT /mockkf/scenario": ({"release": "24.4"}, {"release": 24.4}),
    "POST /mockkf/snapshots": ({"name": "after"}, {"name": 1}),
    "PUT /mockkf/vaults/{provider}/secrets": ({"at": AT, "value": "s3cret"}, {"at": "a", "value": "s3cret"}),
    "DELETE /mockkf/vaults/{provider}/secrets": ({"at": AT}, {"at": [1, 2]}),
    "POST /mockkf/vaults/{provider}/compare": ({"at": AT, "expected": "x"}, {"at": AT, "expected": None}),
    "POST /mockkf/profile/compare": ({"member": "RelayPassword", "expected": "x"}, {"member": 1, "expected": "x"}),
    "PUT /mockkf/users": ({"users": [{"name": "a", "password": "b"}]}, {"users": ["a"]}),
    "PUT /mockkf/clients": ({"clients": [{"name": "a", "token": "b"}]}, {"clients": {}}),
    "PUT /mockkf/hosts": ({"hosts": [{"name": "smtp.keyexample.com"}]}, {"hosts": "a"}),
    "PUT /mockkf/roles": ({"roles": [{"name": "a", "permissions": ["/system_settings/read/"]}]}, {"roles": [1]}),
    "PUT /mockkf/addresses": ({"public_host": "127.0.0.1"}, {"public_host": 7}),
    "POST /mockkf/sandboxes": ({"name": "new", "options": {"release": "24.4"}}, {"name": ["a"]}),
}
"""A valid body, and one with a member of a wrong type."""

PLACES = {"id": "1", "number": "1", "name": "kept", "provider": "2"}

MAIL = (
    b"From: me@example.com\r\nSubject: report\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain\r\n\r\nsee https://pki.example.com/7\r\n"
    b"--x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\na;b\r\n--x--\r\n"
)

VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)"), "TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST:PORT"),
    (re.compile(r"/[^\s\"]*\.(pem|crt|p12)"), "FILE"),
    (re.compile(r" *\b\d+(\.\d+)? ?(ms|s)\b"), " SPAN"),
    (re.compile(r"-----BEGIN CERTIFICATE-----.*", re.DOTALL), "CERTIFICATE"),
    (re.compile(r"mockkf_bytes_held \d+"), "mockkf_bytes_held BYTES"),
    (re.compile(r"<[^<>@\s]+@[^<>@\s]+\.mockkf>|(?<=Message-ID: )<[^>]+>"), "<MESSAGE-ID>"),
    (re.compile(r"(?<=Date: )[^\r\n]+"), "DATE"),
    (re.compile(r"python-requests/[\d.]+"), "python-requests/VERSION"),
)
CHANGING = {
    "age",
    "pid",
    "version",
    "peer",
    "received",
    "began",
    "took",
    "size",
    "time",
    "wait",
    "bytes",
    "helo",
    "uid",
    "listeners",
    "KEYFACTOR_PORT",
    "transcript",
    "Date",
    "Message-ID",
    "User-Agent",
}
"""Members whose values differ from run to run."""


@dataclass(frozen=True)
class Question:
    """One request, with a description of its purpose."""

    about: str
    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def questions(route: str, others: tuple[str, ...]) -> Iterator[Question]:
    """Yield all requests to a route; `others` are the other methods of its path."""
    method, path = route.split(" ")
    path = re.sub(r"\{(\w+)\}", lambda place: PLACES[place[1]], path.replace("sandboxes/{name}", "sandboxes/own"))
    right, wrong = QUERIES.get(route, ("", "nonsense=1"))
    body = json.dumps(BODIES[route][0]).encode() if route in BODIES else None
    kind = {"Content-Type": "application/json"} if body else {}
    yield Question("unknown parameter", method, f"{path}?nonsense=1", body, kind)
    yield Question("parameter twice", method, f"{path}?{wrong}&{wrong}", body, kind)
    yield Question("wrong parameter", method, f"{path}?{wrong}", body, kind)
    yield Question("HEAD", "HEAD", path)
    yield Question("OPTIONS", "OPTIONS", path)
    yield Question("not found", method, f"{path}/nothing", body, kind)
    yield Question("not allowed", next(one for one in reversed(METHODS) if one not in others), path)
    yield from bodies(route, method, path)
    yield Question("right", method, f"{path}?{right}".rstrip("?"), body, kind)


def bodies(route: str, method: str, path: str) -> Iterator[Question]:
    """Yield the requests with bodies; a route without a body gets only one body of invalid JSON."""
    json_type = {"Content-Type": "application/json"}
    if route not in BODIES:
        yield Question("body of no JSON", method, path, b"{", json_type)
        return
    good, bad = (json.dumps(body).encode() for body in BODIES[route])
    yield Question("unknown member", method, path, b'{"nonsense": 1}', json_type)
    yield Question("wrong type", method, path, bad, json_type)
    for said in (b'"x"', b"[]", b"7", b"null", b"{}", b"", b'{"a": ', b"\xff"):
        yield Question(f"body {said.decode('latin-1')}", method, path, said, json_type)
    for media_type in (
        "text/html",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/vnd.a+json",
    ):
        yield Question(f"as {media_type}", method, path, good, {"Content-Type": media_type})
    yield Question("as nothing", method, path, good)


def routes(mock: Mock) -> dict[str, tuple[str, ...]]:
    """Return every route with all methods of its path."""
    calls = [call.split(" ") for call in requests.get(mock.control_url, timeout=10).json()["calls"]]
    return {f"{method} {path}": tuple(m for m, p in calls if p == path) for method, path in calls}


def answers(mock: MockKeyfactor, route: str, others: tuple[str, ...]) -> dict[str, Any]:
    """Return the answers of a mock with captured data, by the description of the request."""
    if "attachments" in route:
        mock.reset()
        with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
            client.sendmail("me@example.com", ["mjones@keyexample.com"], MAIL)
        return {question.about: ask(mock, question) for question in questions(route, others)}
    found = {}
    for question in questions(route, others):
        if "own" not in mock.sandboxes:
            prepare(mock.sandbox("own"))
        found[question.about] = answer = ask(mock.sandboxes["own"], question)
        if question.method not in READING and answer["status"] < 400:
            remove_sandboxes(mock)
    remove_sandboxes(mock)
    return found


def remove_sandboxes(mock: MockKeyfactor) -> None:
    """Remove all sandboxes: the next request finds one that nothing has changed."""
    for name in [*mock.sandboxes]:
        del mock.sandboxes[name]


def prepare(mock: Sandbox) -> None:
    """Store a profile, make a call that fails, and add a message, a fault and a snapshot."""
    command = Command(mock)
    command.put(RelayPassword={"SecretValue": "s3cret"})
    command.test(TestRecipient="nobody")
    command.test(RelayPassword={"SecretValue": "s3cret"})
    mock.faults.add("relay.recipient", to="*@slow.example", reply="451 4.3.0 try later")
    mock.snapshots.put(mock.snapshot(), "kept")


def ask(mock: Mock, question: Question) -> dict[str, Any]:
    """Return status, headers and body of one answer."""
    prefix = mock.control_url.removesuffix("/mockkf")
    with requests.Session() as session:
        session.trust_env = False
        answer = session.request(
            question.method,
            f"{prefix}{question.path}",
            data=question.body,
            headers=question.headers,
            timeout=10,
            allow_redirects=False,
        )
    headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    if "Allow" in headers:
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    return {"status": answer.status_code, "headers": headers, "body": _body(answer, question)}


def _body(answer: requests.Response, question: Question) -> Any:
    if not answer.headers.get("Content-Type", "").startswith("application/json") or not answer.content:
        return _steady(answer.content.decode("latin-1"))
    told = answer.json()
    if answer.ok and question.path.partition("?")[0] in LARGE:
        return sorted(told)
    return _steady(told)


def _steady(value: Any) -> Any:
    """Return `value` with placeholders for everything that differs from run to run."""
    if isinstance(value, dict):
        return {name: "..." if name in CHANGING and said is not None else _steady(said) for name, said in value.items()}
    if isinstance(value, list):
        return [_steady(entry) for entry in value]
    if isinstance(value, str):
        for pattern, name in VOLATILE:
            value = pattern.sub(name, value)
    return value


def written(table: Mapping[str, Any]) -> str:
    """Return the text of the table: one answer on each line, so that a diff shows each changed answer."""
    rows = []
    for route, found in sorted(table.items()):
        lines = [f"    {json.dumps(about)}: {json.dumps(one, ensure_ascii=False)}" for about, one in found.items()]
        rows.append(f"  {json.dumps(route)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    with MockKeyfactor() as running:
        asked = {route: answers(running, route, methods) for route, methods in routes(running).items()}
    TABLE.write_text(written(asked), "utf-8")
