"""The access to Mailpit's API: no page of another site empties the mailbox."""

from base64 import b64encode
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient
from tests.mailpit.test_message import with_files

ROUTES = (
    ("GET", "/api/v1/messages"),
    ("DELETE", "/api/v1/messages"),
    ("GET", "/api/v1/message/latest"),
    ("POST", "/api/v1/send"),
    ("GET", "/api/v2/messages"),
    ("GET", "/api/v1/nothing"),
    ("OPTIONS", "/api/v1/messages"),
    ("GET", "/api/events"),
)
FOREIGN = (
    {"Host": "evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
)
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
IMAGE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Origin": "null"}


@pytest.mark.parametrize("own_port", [False, True])
@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_is_refused(mockkf_factory: Any, headers: dict[str, str], own_port: bool) -> None:
    """At every route and at each port; nothing is deleted, and nothing is marked."""
    client = MailpitClient(mockkf_factory(**({"mailpit_port": 0} if own_port else {})))
    client.mail()

    for method, path in ROUTES:
        answer = client.ask(method, path, headers=headers)
        assert answer.status_code == 403, path
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"

    assert client.get("/api/v1/messages")["unread"] == 1
    client.web.close()


def test_a_local_program_and_a_page_of_ours_are_let_in(mailpit: MailpitClient) -> None:
    """Without the headers of a browser, and with the Origin of the URL itself."""
    own = mailpit.mock.mailpit_url

    for headers in ({}, {"Origin": own}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert mailpit.ask("GET", "/api/v1/messages", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/view/latest.html", "/view/latest.txt", "/view/latest"])
def test_a_link_to_a_view_is_followed(mailpit: MailpitClient, path: str) -> None:
    """A navigation of a top-level document from any page is let in, but no frame and no other method."""
    mailpit.deliver(with_files())

    assert mailpit.ask("GET", path, headers=LINK).status_code in {200, 302}
    assert mailpit.ask("GET", path, headers={**LINK, "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert mailpit.ask("HEAD", path, headers=LINK).status_code == 403
    assert mailpit.ask("GET", path, headers={**LINK, "Host": "evil.example"}).status_code == 403


def test_a_sandboxed_frame_shows_raster_images(mailpit: MailpitClient) -> None:
    """Its requests are cross-site with the Origin null; other files and other uses are refused."""
    id = mailpit.deliver(with_files())
    message = mailpit.get(f"/api/v1/message/{id}")
    files = {
        part["FileName"]: f"/api/v1/message/{id}/part/{part['PartID']}"
        for part in message["Inline"] + message["Attachments"]
    }

    shown = {name: mailpit.ask("GET", path, headers=IMAGE).status_code for name, path in files.items()}

    assert shown == {"lo go.png": 200, "grün & blau.txt": 403, "page.html": 403, "x.svg": 403}
    assert mailpit.ask("GET", files["lo go.png"], headers={**IMAGE, "Sec-Fetch-Dest": "script"}).status_code == 403
    assert mailpit.ask("GET", f"{files['lo go.png']}/thumb", headers=IMAGE).status_code == 403


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("Bearer s3cret", 200),
        ("bearer s3cret", 200),
        ("Basic " + b64encode(b"anyone:s3cret").decode(), 200),
        ("Basic " + b64encode(b":s3cret").decode(), 200),
        ("Basic " + b64encode(b"s3cret:").decode(), 401),
        ("Basic " + b64encode(b"s3cret").decode(), 401),
        ("Basic s3cret", 401),
        ("Bearer other", 401),
        ("Digest s3cret", 401),
    ],
)
def test_a_token_is_asked_for(mockkf_factory: Any, authorization: str | None, status: int) -> None:
    """As Bearer or as the password of Basic, at every route but the health checks; the browser is asked for Basic."""
    mock: MockKeyfactor = mockkf_factory(control_token="s3cret", mailpit_port=0)
    client = MailpitClient(mock)
    headers = {"Authorization": authorization} if authorization else {}

    for path in ("/api/v1/messages", "/view/latest", "/api/v2/messages", "/api/v1/swagger.json"):
        answer = client.ask("GET", path, headers=headers)
        assert (answer.status_code if answer.status_code != 302 else 200) == status
        if status == 401:
            assert answer.text == "Unauthorized.\n"
            assert answer.headers["WWW-Authenticate"] == 'Basic realm="Login"'
    assert client.ask("GET", "/livez").status_code == client.ask("GET", "/readyz").status_code == 200
    client.web.close()


def test_the_exceptions_need_the_token_too(mockkf_factory: Any) -> None:
    """A link and an image of another page are not answered without it."""
    client = MailpitClient(mockkf_factory(control_token="s3cret"))

    assert client.ask("GET", "/view/latest.html", headers=LINK).status_code == 401
    assert client.ask("GET", "/api/v1/message/latest/part/1", headers=IMAGE).status_code == 401
    client.web.close()


def test_the_control_api_takes_no_basic(mockkf_factory: Any) -> None:
    """A browser sends Basic credentials by itself, so there only Bearer counts."""
    mock: MockKeyfactor = mockkf_factory(control_token="s3cret")
    client = MailpitClient(mock)

    assert client.ask("GET", "/mockkf", auth=("x", "s3cret")).status_code == 401
    client.web.close()


def test_the_token_is_never_shown(mockkf_factory: Any) -> None:
    """The login of a sent mail has no readable secret."""
    mock: MockKeyfactor = mockkf_factory(control_token="s3cret")
    client = MailpitClient(mock)
    body = {"From": {"Email": "a@x.example"}, "To": [{"Email": "b@x.example"}]}

    answer = client.ask("POST", "/api/v1/send", json=body, auth=("jsmith", "s3cret"))

    login = mock.mailbox.expect_one().login
    assert answer.status_code == 200
    assert login is not None
    assert login.user == "jsmith"
    assert "s3cret" not in repr(login)
    client.web.close()
