"""Servers that are no mock: they differ in ways that no switch has, or are no Command at all."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request

from mockkf import Calibration, ConfigurationError, calibrate
from mockkf.calibration import ProfileChanged, Stopped
from mockkf.http import HttpServer
from tests.support.calibrated import USER

PROFILE = {
    "Host": "smtp.keyexample.com",
    "Id": 1,
    "Port": 25,
    "RelayAuthenticationType": 0,
    "RelayUsername": None,
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Command",
    "UseSSL": False,
}
NEEDED = ("Host", "SenderAccount", "SenderName", "TestRecipient")
Answer = Any


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """A Flask application on a port of its own; its base URL."""
    server = HttpServer(app, "127.0.0.1", 0)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


class HandMade:
    """A small Command with version 1 alone; `requests` has every method, path and body."""

    def __init__(self, failure: Callable[[dict[str, Any]], Answer] | None = None) -> None:
        self.profile = dict(PROFILE)
        self.requests: list[tuple[str, str, bytes]] = []
        self.failure = failure or (lambda _: self.refuse("Mail could not be sent: no such host is known"))
        self.app = Flask("hand_made")
        self.app.add_url_rule("/KeyfactorAPI/SMTP", view_func=self.get, methods=["GET"])
        self.app.add_url_rule("/KeyfactorAPI/SMTP/Test", view_func=self.test, methods=["POST"])
        self.app.before_request(self.note)

    def note(self) -> None:
        """Remember a request."""
        self.requests.append((request.method, request.full_path, request.get_data()))

    def refuse(self, message: str) -> Answer:
        """Answer 422 with other keys than Command has."""
        return jsonify({"Code": 7, "Message": message}), 422

    def get(self) -> Answer:
        """Answer the profile, and Basic alone to others."""
        if not request.headers.get("Authorization"):
            return Response("Log on first", 401, {"WWW-Authenticate": "Negotiate"})
        return jsonify(self.profile)

    def test(self) -> Answer:
        """Fail each mail, after a check of the body that names the first missing member only."""
        body = request.get_json(force=True, silent=True)
        if not isinstance(body, dict):
            return self.refuse("A body is required")
        missing = [name for name in NEEDED if not body.get(name)]
        return self.refuse(f"The field {missing[0]} is required") if missing else self.failure(body)


@pytest.fixture(scope="module")
def hand_made() -> tuple[HandMade, Calibration]:
    """A hand-made server, and what was found."""
    made = HandMade()
    with serving(made.app) as url:
        return made, calibrate(f"{url}/KeyfactorAPI", **USER)


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ("test-failure", "422, other JSON"),
        ("challenge", "Negotiate"),
        ("credentials-none", "401, HTML"),
        ("common-headers", "none of them"),
        ("path-unknown", "404, HTML"),
        ("error-body", "422, other JSON"),
        ("all-at-once", "one"),
        ("one-recipient", "accepted"),
        ("media-type-wrong", "422"),
        ("sender-address", "not in the answer"),
        ("status-health", "404, HTML"),
    ],
)
def test_a_difference_without_an_option_is_named(hand_made: tuple[HandMade, Calibration], rule: str, seen: str) -> None:
    """Each way in which the server differs is found and described."""
    finding = hand_made[1].of(rule)

    assert (finding.server, finding.verdict) == (seen, "differs")


@pytest.mark.parametrize(
    "rule", ["null-in", "deviation-unknown-member", "sender-any-text", "basic-needs-test", "get-profile"]
)
def test_what_is_alike_holds_or_differs_by_its_outcome(hand_made: tuple[HandMade, Calibration], rule: str) -> None:
    """What the server accepts as the mock does is no difference; what it accepts otherwise is one."""
    assert hand_made[1].of(rule).verdict == ("differs" if rule == "basic-needs-test" else "holds")


def test_what_no_option_expresses_is_in_report_and_scenario(hand_made: tuple[HandMade, Calibration]) -> None:
    """Report, table and scenario name these rules; a rule that an option expresses is not among them."""
    found = hand_made[1]

    assert {"error-body", "challenge", "all-at-once"} <= set(found.inexpressible)
    assert "sender-address" not in found.inexpressible
    assert found.report["without_option"] == list(found.inexpressible)
    assert all(rule in found.scenario and rule in found.table for rule in found.inexpressible)


def test_only_harmless_requests_are_sent(hand_made: tuple[HandMade, Calibration]) -> None:
    """Without more rights there are GETs, and test mails whose every host and address is under .invalid."""
    made, found = hand_made

    assert {method for method, _, _ in made.requests} == {"GET", "POST"}
    assert {path for method, path, _ in made.requests if method == "POST"} == {"/KeyfactorAPI/SMTP/Test?"}
    assert len(made.requests) == len(found.requests) < 120
    assert not any(b"keyexample" in body for _, _, body in made.requests)


def test_each_test_mail_is_followed_by_a_look_at_the_profile(hand_made: tuple[HandMade, Calibration]) -> None:
    """After each POST the next request reads the profile, and so does the first of all."""
    calls = [(method, path) for method, path, _ in hand_made[0].requests]

    assert calls[0][0] == "GET"
    assert {after for before, after in pairwise(calls) if before[0] == "POST"} == {("GET", "/KeyfactorAPI/SMTP?")}


def test_a_changed_profile_ends_the_run() -> None:
    """A test mail that stores its host ends the run with both values."""
    made = HandMade()

    def store(body: dict[str, Any]) -> Answer:
        made.profile["Host"] = body["Host"]
        return jsonify(body)

    made.failure = store
    with serving(made.app) as url, pytest.raises(ProfileChanged) as caught:
        calibrate(f"{url}/KeyfactorAPI", **USER)

    assert 'Host was "smtp.keyexample.com", is "mail.mockkf-calibrate.invalid"' in str(caught.value)
    assert made.requests[-2][0] == "POST"
    assert made.requests[-1][0] == "GET"


def test_a_server_that_refuses_as_it_fails_shows_less() -> None:
    """If a refused body and a failed mail have one answer, no verdict is taken from it."""
    made = HandMade()
    made.refuse = lambda _: (jsonify({"Message": "An error occurred"}), 500)  # type: ignore[method-assign,assignment]
    with serving(made.app) as url:
        found = calibrate(f"{url}/KeyfactorAPI", **USER)

    assert found.of("one-recipient").verdict == "not seen"
    assert found.of("one-recipient").why == "the server answers a refused body like a failed mail"


def test_a_timeout_in_the_middle_ends_the_run() -> None:
    """A server that stops to answer is told with the call and the time."""
    made, stopped = HandMade(), threading.Event()

    def wait(_: dict[str, Any]) -> Answer:
        stopped.wait(10)
        return made.refuse("late")

    made.failure = wait
    with serving(made.app) as url:
        with pytest.raises(Stopped, match=r"did not answer POST /KeyfactorAPI/SMTP/Test within 0.2 s"):
            calibrate(f"{url}/KeyfactorAPI", timeout=0.2, **USER)
        stopped.set()


def test_a_gateway_in_the_middle_ends_the_run() -> None:
    """A page of a gateway is no answer of Command, and no difference."""
    made = HandMade(lambda _: Response("<html>Bad gateway</html>", 502))
    with serving(made.app) as url, pytest.raises(Stopped, match="a gateway answered POST /SMTP/Test with 502"):
        calibrate(f"{url}/KeyfactorAPI", **USER)


LOGIN = "<html><form><input type=password></form></html>"

STRANGERS: dict[str, tuple[Callable[[], Answer], str]] = {
    "login page": (lambda: LOGIN, "with a login page (200), not with the API of Command"),
    "page": (lambda: ("<html>Hello</html>", 200), "with a page for browsers (200)"),
    "redirect": (
        lambda: ("", 302, {"Location": "https://u:p@sso.example.com/?k=1"}),
        "a redirect to https://sso.example.com/;",
    ),
    "proxy": (lambda: ("<html>", 407), "a proxy answered GET /SMTP with 407 in place of Command"),
    "gateway": (lambda: ("<html>", 503), "a gateway answered GET /SMTP with 503 in place of Command"),
    "other API": (lambda: {"hello": "world"}, "is no Command: GET /SMTP answered no profile"),
    "nothing here": (lambda: ("", 404), "there is no SMTP API at"),
    "credentials": (
        lambda: ("", 401, {"WWW-Authenticate": "Negotiate"}),
        "refuses these credentials (401); it offers Negotiate",
    ),
    "permission": (lambda: ("", 403), "needs the permission /system_settings/read/"),
    "failure": (lambda: ("broken", 500, {"Content-Type": "text/plain"}), "answered GET /SMTP with 500: broken"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_command_is_told_in_one_sentence(name: str) -> None:
    """The sentence says what answered; nothing is posted."""
    answer, sentence = STRANGERS[name]
    app, methods = Flask("stranger"), list[str]()
    app.before_request(lambda: methods.append(request.method))
    app.add_url_rule("/<path:path>", view_func=lambda **_: answer())

    with serving(app) as url, pytest.raises(ConfigurationError) as caught:
        calibrate(f"{url}/KeyfactorAPI", **USER)

    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert set(methods) == {"GET"}


def test_a_server_that_is_not_there_is_told() -> None:
    """Nobody listens, or the address is none."""
    with pytest.raises(ConfigurationError, match=r"cannot connect to http://127.0.0.1:1/K for GET"):
        calibrate("http://127.0.0.1:1/K", **USER)
    with pytest.raises(ConfigurationError, match="the URL must begin with http"):
        calibrate("command.example.com", **USER)
