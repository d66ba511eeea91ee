"""The control API describes itself, and refuses invalid requests with a sentence."""

import re
from pathlib import Path
from typing import Any

import pytest
import requests
from openapi_spec_validator import validate

from mockkf import MockKeyfactor
from tests.control.routes import METHODS, Route, filled, routes
from tests.control.test_control import MAIL, ask, is_a_refusal, send
from tests.support.command import Command

PAGE = Path(__file__).parents[2] / "docs" / "control.md"
NAMES = {route.name for route in routes()}
FAULT = {"step": "relay.recipient", "reply": "451 4.3.0 try later"}
LONG = "x" * (1024 * 1024 + 1)


def test_the_index_has_every_route(mockkf: MockKeyfactor) -> None:
    """`GET /mockkf` returns the version, and each call with a description."""
    index = ask(mockkf, "").json()

    assert index["version"] == 1
    assert index["calls"].keys() == NAMES
    assert all(re.fullmatch(r"[A-Z0-9].*\.", sentence, re.DOTALL) for sentence in index["calls"].values())


def test_the_document_is_openapi_and_has_every_route(mockkf: MockKeyfactor) -> None:
    """`GET /mockkf/control.json` is OpenAPI 3.1, generated from the routes."""
    document = ask(mockkf, "/control.json").json()

    validate(document)
    assert document["openapi"] == "3.1.0"
    paths = document["paths"].items()
    assert {f"{method.upper()} {path}" for path, item in paths for method in METHODS if method in item} == NAMES
    operations = [item[method] for _, item in paths for method in METHODS if method in item]
    assert len({operation["operationId"] for operation in operations}) == len(NAMES)


@pytest.mark.parametrize("route", [route for route in routes() if route.example], ids=lambda route: route.path)
def test_the_example_of_a_body_is_one(mockkf: MockKeyfactor, route: Route) -> None:
    """The API accepts each example in the document."""
    path = route.path.removeprefix("/mockkf").replace("{id}", "1").replace("{provider}", "2")
    with mockkf.sandbox("own") as sandbox:
        Command(sandbox).put()
        Command(sandbox).test()

        answer = ask(sandbox, path, route.method, json=route.example)

    assert answer.status_code == route.status, answer.text
    for name in mockkf.sandboxes:
        del mockkf.sandboxes[name]


def test_the_page_has_every_route() -> None:
    """The table in docs/control.md lists exactly the routes."""
    rows = re.findall(r"^\| `([A-Z]+) (/[^`?]*)(?:\?[^`]*)?` \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert {f"{method} {path}" for method, path in rows} == NAMES
    assert len(rows) == len(NAMES)


@pytest.mark.parametrize("path", ["", "/messages", "/nothing", "/ca.pem", "/openapi.json"])
def test_the_version_is_in_every_answer(mockkf: MockKeyfactor, path: str) -> None:
    """Each answer has the version header, and /mockkf/v1 answers like /mockkf."""
    plain, versioned = ask(mockkf, path), ask(mockkf, f"/v1{path}")

    assert (plain.status_code, plain.content) == (versioned.status_code, versioned.content)
    assert plain.headers["X-Mockkf-Control-Version"] == versioned.headers["X-Mockkf-Control-Version"] == "1"


def test_a_sandbox_has_them_too(mockkf: MockKeyfactor) -> None:
    """The routes exist below the prefix of a sandbox, with and without the version."""
    with mockkf.sandbox("a") as sandbox:
        index = requests.get(sandbox.control_url, timeout=10).json()

        assert index == requests.get(f"{sandbox.control_url}/v1", timeout=10).json() == ask(mockkf, "").json()


@pytest.mark.parametrize("path", ["", "/reset", "/messages", "/messages/1/raw", "/scenario"])
def test_options_has_no_effect(mockkf: MockKeyfactor, path: str) -> None:
    """OPTIONS returns the allowed methods, and allows no other origin."""
    answer = ask(mockkf, path, "OPTIONS", headers={"Access-Control-Request-Method": "POST"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert "OPTIONS" in answer.headers["Allow"]
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert "Content-Type" not in answer.headers
    assert mockkf.state.epoch == ask(mockkf, "/messages").json()["epoch"]


@pytest.mark.parametrize("path", ["/messages", "/journal", "/ca.pem", "/livez"])
def test_head_is_get_without_the_body(mockkf: MockKeyfactor, path: str) -> None:
    """HEAD returns the headers of GET without a body."""
    url = f"{mockkf.control_url}{path}" if path != "/livez" else mockkf.control_url.replace("/mockkf", path)

    head, get = requests.head(url, timeout=10), requests.get(url, timeout=10)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


REFUSED: list[tuple[str, str, Any, int, str]] = [
    ("GET", "?x=1", None, 400, "no parameter 'x'; this call has no parameters"),
    ("GET", "/control.json?x=1", None, 400, "no parameter 'x'; this call has no parameters"),
    ("GET", "/ready?x=1", None, 400, "no parameter 'x'; this call has no parameters"),
    ("POST", "/reset", [], 400, "the body must be an object; example: {"),
    ("POST", "/reset", {"option": {}}, 400, "no member 'option'; did you mean 'options'? example: {"),
    ("POST", "/reset", {"options": {"relaese": "24.4"}}, 400, "no option 'relaese'; did you mean 'release'?"),
    ("POST", "/reset", {"options": {"release": 25.1}}, 400, 'release must be one of "10.5", "11.4"'),
    ("POST", "/reset", {"options": {"http_port": 1}}, 400, "cannot change http_port while the server runs; set it"),
    ("POST", "/reset", {"options": {"users": [{"name": "a"}]}}, 400, "users must be a list of tables, each with name"),
    ("PATCH", "/settings", b"{", 400, "The body must be JSON; at line 1, column 2"),
    ("PATCH", "/settings", b"", 400, "The body must be a JSON object, but it is empty"),
    ("PATCH", "/settings", b"\xff", 400, "The body must be UTF-8; byte 0 is invalid"),
    ("PATCH", "/settings", b"[" * 100_000, 400, "The body must be JSON that is nested less deeply"),
    ("PATCH", "/settings", LONG.encode(), 413, "the body must have at most 1048576 bytes"),
    ("PATCH", "/settings", {"control_token": "x"}, 400, "cannot change control_token while the server runs; set it"),
    ("PATCH", "/settings", {"host": "0.0.0.0"}, 400, "cannot change host while the server runs; set it"),
    (
        "PATCH",
        "/settings",
        {"relese": "1", "tes_text": "x"},
        400,
        "no option 'relese'; did you mean 'release'? no option",
    ),
    (
        "PATCH",
        "/settings",
        {"auth": "no", "strict": "x"},
        400,
        "strict must be one of off, warn, error, not 'x'; a",
    ),
    ("PATCH", "/settings", {"profile": {}}, 400, "cannot change profile: this call keeps stored data; PUT /SMTP"),
    ("PATCH", "/settings", {"pam_providers": []}, 400, "cannot change pam_providers: this call keeps stored data"),
    (
        "PATCH",
        "/settings",
        {"faults": []},
        400,
        "cannot change faults: this call keeps stored data; POST /mockkf",
    ),
    ("PATCH", "/settings", {"step_timeout": 10**400}, 400, "step_timeout must be a number of seconds, or text"),
    ("PATCH", "/settings", {"step_timeout": None}, 400, "step_timeout must be a number of seconds"),
    ("PUT", "/scenario", b"release = ", 400, "the body must be a scenario in TOML, or JSON with a JSON type: "),
    ("PUT", "/scenario", b"\xff", 400, "the body must be a scenario in TOML"),
    ("PUT", "/scenario", b"x = 1", 400, "no option or table 'x'; there are: release"),
    ("PUT", "/scenario", b"http_port = 1", 400, "cannot change http_port while the server runs; set it"),
    ("PUT", "/scenario", b"control_token = 'x'", 400, "cannot change control_token"),
    ("PUT", "/scenario", b"[profile]\nHost = 'x'", 400, "[profile] SenderAccount is required; SenderName is"),
    ("PUT", "/scenario", b"step_timeout = 1" + b"0" * 400, 400, "step_timeout must be a number of seconds, or text"),
    ("PUT", "/scenario", b"x = " + b"[" * 10_000, 400, "the body must be TOML that is not nested too deeply"),
    (
        "PUT",
        "/scenario",
        b"faults = [" + b"{preset = 'gmail.daily_limit'}," * 1_001 + b"]",
        400,
        "a limit is exceeded: there are already 1000",
    ),
    (
        "POST",
        "/reset",
        {"options": {"faults": [FAULT] * 1_001}},
        400,
        "a limit is exceeded: there are already 1000",
    ),
    (
        "POST",
        "/sandboxes",
        {"name": "a", "options": {"faults": [FAULT] * 1_001}},
        400,
        "a limit is exceeded: there are",
    ),
    ("PUT", "/scenario", b"[[pam.providers]]\nname = 'a'\ntype = 'CyberArk'\nid = 7\n" * 2, 400, "two PAM providers"),
    ("PUT", "/scenario", [], 400, "the body must be an object"),
    ("POST", "/snapshots", {"name": "a/b"}, 400, "the name of a snapshot must have 1 to 100 letters, digits, dots"),
    ("POST", "/snapshots", {"name": 1}, 400, "name must be text; example: {"),
    ("POST", "/snapshots/x/restore", None, 404, "there is no snapshot 'x'; existing snapshots: none"),
    ("DELETE", "/snapshots/x", None, 404, "there is no snapshot 'x'; existing snapshots: none"),
    ("GET", "/journal?status=x", None, 400, "status must be a whole number from 0 to 599"),
    ("GET", "/journal?limit=1001", None, 400, "limit must be a whole number from 0 to 1000"),
    ("GET", "/journal?stauts=200", None, 400, "no parameter 'stauts'; did you mean 'status'?"),
    ("GET", "/journal?user=/(/", None, 400, "user must be a regular expression of Python's re module: "),
    ("GET", "/journal?wait=2m", None, 400, "wait must be a duration such as 5s, 500ms or 5, from 0 to 60s"),
    ("GET", "/journal?path=a&path=b", None, 400, "the parameter path must not be repeated"),
    ("GET", "/journal/7", None, 404, "there is no call 7; GET /mockkf/journal lists the calls"),
    ("GET", "/traces/7", None, 404, "there is no call 7; GET /mockkf/journal lists the calls"),
    ("GET", "/traces?limit=x", None, 400, "limit must be a whole number from 0 to 1000"),
    ("GET", "/messages?form=a", None, 400, "no parameter 'form'; "),
    ("GET", "/messages?port=x", None, 400, "port must be a whole number, true or false"),
    ("GET", "/messages?call=-1", None, 400, "call must be a whole number, true or false"),
    ("GET", "/messages?header=:x", None, 400, "header must have the form Name or Name:value"),
    ("GET", "/messages?received_after=now", None, 400, "received_after must be a time such as 2026-01-31T12:00:00Z"),
    ("GET", "/messages?received_before=0001-01-01", None, 400, "received_before must be a time such as"),
    (
        "GET",
        "/messages?subject=/" + "x" * 201 + "/",
        None,
        400,
        "subject must be a regular expression of at most",
    ),
    ("GET", "/messages?text=/a**/", None, 400, "text must be a regular expression of Python's re module: mul"),
    ("GET", "/messages?after_id=x", None, 400, "after_id must be the id of a message: a whole number, or"),
    ("GET", "/messages/7", None, 404, "there is no message 7; GET /mockkf/messages lists the captured"),
    ("GET", "/messages/7/raw", None, 404, "there is no message 7; GET /mockkf/messages lists the captured"),
    ("GET", "/messages/7/attachments/1", None, 404, "there is no message 7"),
    ("GET", "/messages/1/attachments/1", None, 404, "message 1 has no attachment 1; it has no attachments"),
    ("POST", "/messages/7/used", {"expected": "x"}, 404, "there is no message 7"),
    ("POST", "/messages/1/used", {"secret": "x"}, 400, "no member 'secret'; there are: expected; example: {"),
    ("POST", "/messages/1/used", {}, 400, "the member 'expected' is missing; example: {"),
    ("POST", "/messages/1/used", {"expected": 1}, 400, "expected must be text; example: {"),
    ("POST", "/faults", {}, 400, "the body: a fault needs a step, such as 'relay.recipient', or a preset"),
    ("POST", "/faults", [], 400, "the body must not be empty; example: {"),
    ("POST", "/faults", "x", 400, "the body must be an object or a list; example: {"),
    ("POST", "/faults", [FAULT, 1], 400, "entry 2 of the body must be an object; example: {"),
    ("POST", "/faults", {"step": "relay.recipeint", "reply": "4"}, 400, "the body: no step or preset 'relay.rec"),
    ("POST", "/faults", [FAULT, {"preset": "x"}], 400, "fault 2 of the body: no step or preset 'x'; there are: "),
    ("POST", "/faults", {**FAULT, "reply": "250 ok"}, 400, "the body: reply must be a code from 400 to 599 and text"),
    ("POST", "/faults", {**FAULT, "times": 0}, 400, "the body: times must be a whole number of at least 1"),
    ("POST", "/faults", [FAULT] * 1_001, 400, "there are already 1000 faults, which is the maximum; remove some first"),
    ("GET", "/faults/7", None, 404, "there is no fault 7; planned faults: none"),
    ("DELETE", "/faults/7", None, 404, "there is no fault 7; planned faults: none"),
    (
        "PUT",
        "/vaults/9/secrets",
        {"at": ["a"], "value": "x"},
        404,
        "no PAM provider 9; known providers: 1 (Local), ",
    ),
    (
        "PUT",
        "/vaults/Loacl/secrets",
        {"at": ["a"], "value": "x"},
        404,
        "no PAM provider 'Loacl'; known providers: 1 (",
    ),
    ("PUT", "/vaults/2/secrets", {"at": ["a"], "value": "x"}, 400, "the address of a secret of CyberArk must have"),
    ("PUT", "/vaults/2/secrets", {"at": "a", "value": "x"}, 400, "at must be a list; example: {"),
    ("PUT", "/vaults/2/secrets", {"at": [], "value": "x"}, 400, "at must not be empty; example: {"),
    ("PUT", "/vaults/2/secrets", {"at": ["a", 1], "value": "x"}, 400, "entry 2 of at must be text; example: {"),
    ("PUT", "/vaults/2/secrets", {"at": ["a", "b"]}, 400, "the member 'value' is missing; example: {"),
    ("DELETE", "/vaults/2/secrets", {"at": ["a", "b"]}, 404, "CyberArk has no secret at a / b"),
    ("DELETE", "/vaults/9/secrets", {"at": ["a", "b"]}, 404, "no PAM provider 9; known providers: "),
    ("POST", "/vaults/2/compare", {"at": ["a", ""], "expected": "x"}, 400, "the address of a secret of CyberArk"),
    ("POST", "/profile/compare", {"member": "Host", "expected": "x"}, 400, "member must be one of RelayUsername, "),
    ("POST", "/profile/compare", {"member": "ClientId", "expected": "x"}, 404, "ClientId of the stored profile has no"),
    ("PUT", "/users", {"users": [{"name": "a"}]}, 400, "users must be a list of tables, each with name and password"),
    ("PUT", "/users", {"users": "a"}, 400, "users must be a list; example: {"),
    ("PUT", "/users", {"clients": []}, 400, "no member 'clients'; there are: users; example: {"),
    (
        "PUT",
        "/clients",
        {"clients": [{"name": "a", "token": ""}]},
        400,
        "clients: name and token must be non-empty text",
    ),
    (
        "PUT",
        "/hosts",
        {"hosts": [{"name": "a", "ports": {}}]},
        400,
        "ports of a in hosts must contain at least one port",
    ),
    ("PUT", "/roles", {"roles": [{"name": "a", "permissions": ["x"]}]}, 400, "permissions of a in roles must be paths"),
    ("POST", "/sandboxes", {"name": "-"}, 400, "'-' is not a valid sandbox name; a name has 1 to 63 chara"),
    ("POST", "/sandboxes", {"name": "a", "options": {"settings": {}}}, 400, "no option 'settings'; there are: "),
    ("POST", "/sandboxes", {"name": "a", "options": {"name": "b"}}, 400, "no option 'name'; "),
    (
        "POST",
        "/sandboxes",
        {"name": "a", "options": {"host": "::1"}},
        400,
        "cannot change host while the server runs; set it",
    ),
    ("POST", "/sandboxes", {"options": {}}, 400, "the member 'name' is missing; example: {"),
    ("DELETE", "/sandboxes/x", None, 404, "there is no sandbox 'x'; existing sandboxes: none"),
    ("GET", "/openapi.json?release=9", None, 400, "release must be 10.0 or later, not 9"),
    ("GET", "/contract?grade=x", None, 400, "grade must be one of documented, recorded, assumed, not 'x'"),
    ("GET", "/contract?api-version=2", None, 400, "no parameter 'api-version'; there are: release, grade"),
]
"""An invalid request, and the beginning of its error message."""


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "sentence"),
    REFUSED,
    ids=[f"{number} {method} {path[:30]}" for number, (method, path, *_) in enumerate(REFUSED)],
)
def test_what_cannot_be_is_refused(
    mockkf: MockKeyfactor, method: str, path: str, body: Any, status: int, sentence: str
) -> None:
    """The error message says what is allowed, and the request has no effect."""
    send(mockkf, MAIL)
    before = (mockkf.state.epoch, mockkf.runtime.settings, mockkf.settings)

    answer = ask(mockkf, path, method, **({"data": body} if isinstance(body, bytes) else {"json": body}))

    assert is_a_refusal(answer, status), answer.text[:500]
    assert answer.json()["error"].startswith(sentence), answer.text[:500]
    assert (mockkf.state.epoch, mockkf.runtime.settings, mockkf.settings) == before
    assert (len(mockkf.state.faults.all), len(mockkf.sandboxes)) == (0, 0)


def test_what_stands_in_the_way_is_409(mockkf: MockKeyfactor) -> None:
    """409 answers a name that exists already, and one snapshot too many."""
    with mockkf.sandbox("a") as sandbox:
        there = ask(mockkf, "/sandboxes", "POST", json={"name": "A"})
        for _ in range(20):
            assert ask(sandbox, "/snapshots", "POST").status_code == 201
        twice = ask(sandbox, "/snapshots", "POST", json={"name": "1"})
        many = ask(sandbox, "/snapshots", "POST")

    assert is_a_refusal(there, 409)
    assert there.json()["error"] == "sandbox 'A' already exists; remove it, or use another name"
    assert is_a_refusal(twice, 409)
    assert twice.json()["error"] == "the snapshot '1' already exists; delete it, or use another name"
    assert is_a_refusal(many, 409)
    assert many.json()["error"] == "there are already 20 snapshots, the maximum; delete one"


@pytest.mark.parametrize("route", [route for route in routes() if route.example], ids=lambda route: route.path)
@pytest.mark.parametrize("body", [b"null", b"0", b'"x"', b"[]", b"{}", b'{"name": null}', b'[{"a": [[]]}]', b"\x00"])
def test_no_body_is_too_strange(mockkf: MockKeyfactor, route: Route, body: bytes) -> None:
    """Every body is accepted or refused in JSON; no call fails with an internal error."""
    path = filled(route.path)

    with mockkf.sandbox("own") as sandbox:
        answer = ask(sandbox, path, route.method, data=body, headers={"Content-Type": "application/json"})

    assert answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
