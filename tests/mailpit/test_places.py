"""Where Mailpit's API is, and what is beside it."""

import subprocess
import sys
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from tests.mailpit.conftest import MailpitClient
from tests.support.command import Command


@pytest.mark.parametrize("path", ["/api", "/api/v3/x", "/API/V1/messages", "/view", "/", "/search", "/SMTP", "/proxy"])
def test_other_paths_are_still_commands(mailpit: MailpitClient, path: str) -> None:
    """They are answered with Command's 404 in JSON."""
    answer = mailpit.ask("GET", path)

    assert answer.status_code == 404
    assert set(answer.json()) == {"ErrorCode", "Message"}


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/api/v1/", 404, "File not found\n"),
        ("GET", "/api/v1", 404, "File not found\n"),
        ("GET", "/api/v1/nothing", 404, "File not found\n"),
        ("GET", "/api/v2/jim", 404, "File not found\n"),
        ("GET", "/view/nothing", 404, "404 page not found\n"),
        ("POST", "/api/v1/messages", 405, "Method Not Allowed\n"),
        ("GET", "/api/v1/send", 405, "Method Not Allowed\n"),
        ("OPTIONS", "/api/v1/messages", 200, ""),
        ("OPTIONS", "/api/v1/any/thing", 200, ""),
        ("GET", "/api/events", 400, ""),
    ],
)
def test_unknown_paths_and_methods(mailpit: MailpitClient, method: str, path: str, status: int, text: str) -> None:
    """They are answered with text, as by Go's HTTP server."""
    answer = mailpit.ask(method, path)

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/plain")
    if path != "/api/events":
        assert answer.text == text


def test_a_port_of_its_own_has_only_mailpits_api(mockkf_factory: Any) -> None:
    """Command's API and the control API are not there; everything unknown is answered with text."""
    mock: MockKeyfactor = mockkf_factory(mailpit_port=0)
    client = MailpitClient(mock)

    assert mock.mailpit_url != mock.url.removesuffix("/KeyfactorAPI")
    assert client.ask("GET", "/livez").text == ""
    for path in ("/mockkf", "/KeyfactorAPI/SMTP", "/idp/token"):
        answer = client.ask("GET", path)
        assert (answer.status_code, answer.text) == (404, "404 page not found\n")
    assert client.ask("GET", "/sandbox/none/api/v1/messages").status_code == 404
    client.web.close()


def test_a_base_path_wins(mockkf_factory: Any) -> None:
    """If Command's API is below /api, its paths are Command's; the port of its own still has Mailpit's."""
    mock: MockKeyfactor = mockkf_factory(base_paths=["/api"], mailpit_port=0)
    api = Command(mock)

    assert api.call("GET", "/SMTP").status_code == 200
    assert "ErrorCode" in api.call("GET", "/v1/messages").json()
    assert MailpitClient(mock).get("/api/v1/messages")["total"] == 0


def test_the_root_as_base_path_leaves_mailpits_paths(mockkf_factory: Any) -> None:
    """No path of Command begins like one of Mailpit's."""
    mock: MockKeyfactor = mockkf_factory(base_paths=["/"])

    assert MailpitClient(mock).get("/api/v1/messages")["total"] == 0


def test_sandboxes_have_mailboxes_of_their_own(mockkf: MockKeyfactor) -> None:
    """Below `/sandbox/{name}`; deleting in one leaves the others alone."""
    with mockkf.sandbox("a") as a, mockkf.sandbox("b") as b:
        clients = [MailpitClient(mock) for mock in (mockkf, a, b)]
        body = {"From": {"Email": "a@x.example"}, "To": [{"Email": "b@x.example"}]}
        for client in clients:
            client.ask("POST", "/api/v1/send", json=body)

        clients[1].ask("DELETE", "/api/v1/messages")

        assert [client.get("/api/v1/messages")["total"] for client in clients] == [1, 0, 1]
        for client in clients:
            client.web.close()


def test_a_port_in_use_is_refused(mockkf_factory: Any) -> None:
    """The error names the option, and nothing stays open."""
    mock: MockKeyfactor = mockkf_factory(mailpit_port=0)
    port = int(mock.mailpit_url.rpartition(":")[2])

    with pytest.raises(ConfigurationError) as raised:
        MockKeyfactor(mailpit_port=port).start()

    assert raised.value.option == "mailpit_port"


@pytest.mark.parametrize("value", ["", "on", 65536, -1, True])
def test_a_wrong_port_is_refused(value: Any) -> None:
    """The error says what is allowed."""
    with pytest.raises(ConfigurationError, match=r"mailpit_port must be a port number from 0 .* or off"):
        MockKeyfactor(mailpit_port=value)


def test_the_addresses_name_the_api(mockkf_factory: Any) -> None:
    """The ready document has the URL, and the option as it was given."""
    mock: MockKeyfactor = mockkf_factory(mailpit_port=0)

    ready = requests.get(f"{mock.control_url}/ready", timeout=10).json()

    assert ready["mailpit"] == mock.mailpit_url
    assert ready["options"]["mailpit_port"] == "0"


def test_info_and_configuration(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """The release is a plain one of Mailpit; mockkf is named in the database and the label."""
    id = mailpit.mail()
    mailpit.mail()
    mailpit.ask("DELETE", "/api/v1/messages", json={"IDs": [id]})

    info, page = mailpit.get("/api/v1/info"), mailpit.get("/api/v1/webui")

    assert (info["Version"], info["LatestVersion"], info["Messages"], info["Unread"]) == ("v1.33.1", "disabled", 1, 1)
    assert "mockkf" in info["Database"]
    assert info["RuntimeStats"]["MessagesDeleted"] == 1
    assert info["RuntimeStats"]["SMTPAccepted"] == 2
    assert page["Label"] == "mockkf"
    assert page["MessageRelay"] == {
        "Enabled": False,
        "SMTPServer": "",
        "ReturnPath": "",
        "AllowedRecipients": "",
        "BlockedRecipients": "",
        "OverrideFrom": "",
        "PreserveMessageIDs": False,
        "RecipientAllowlist": "",
    }
    del mockkf


LOADED = """
import sys
import requests
from mockkf import MockKeyfactor

def loaded():
    names = ("mockkf.mailpit.app", "apispec", "simple_websocket")
    print(*[name for name in names if name in sys.modules])

with MockKeyfactor(mailpit_port=0) as keyfactor:
    loaded()
    for path in ("/livez", "/api/v1/swagger.json"):
        requests.get(keyfactor.mailpit_url + path, timeout=10)
        loaded()
"""


def test_the_code_is_loaded_when_it_is_needed() -> None:
    """The start loads nothing; the first request loads the API, the document and the WebSocket their libraries."""
    said = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True, timeout=60)

    assert said.stdout.splitlines() == ["", "mockkf.mailpit.app", "mockkf.mailpit.app apispec"]
