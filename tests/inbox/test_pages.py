"""The pages of the inbox over HTTP: who gets them, what guards them, and what they leave alone."""

import hashlib
import html
import re
import socket
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from tests.inbox.mails import PIXEL, REPORT, mail, send
from tests.support.captured import capture
from tests.support.command import Command, changed

MAILS = Path(__file__).parents[2] / "fixtures" / "mails"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = ("/", "/search?q=a", "/view/1", "/call/1", "/faults", "/setup")

HTMX = "4.0.1"
HTMX_SHA256 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
"""The vendored file: dist/htmx.min.js of htmx.org on npm, unchanged."""


def get(mock: MockKeyfactor, path: str, **options: Any) -> requests.Response:
    """Request a path as a browser does."""
    headers = {**HTML, **options.pop("headers", {})}
    return requests.get(mock.inbox_url.rstrip("/") + path, headers=headers, timeout=10, **options)


def post(mock: MockKeyfactor, path: str, **options: Any) -> requests.Response:
    """Send a form as a page of the inbox does."""
    headers = {**HTML, "Origin": mock.inbox_url.rstrip("/"), **options.pop("headers", {})}
    return requests.post(mock.inbox_url.rstrip("/") + path, headers=headers, timeout=10, **options)


@pytest.fixture
def filled(mockkf: MockKeyfactor, command: Command) -> MockKeyfactor:
    """A mock with a call and its message."""
    command.test()
    return mockkf


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_a_page_and_a_client_the_answer_of_command(filled: MockKeyfactor, path: str) -> None:
    """Only `Accept: text/html` makes a page; a client of Command gets the 404 of Command, in JSON."""
    page = get(filled, path)
    answer = get(filled, path, headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    if not path.startswith("/view"):  # a path of Mailpit's API too
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json; charset=utf-8")


def test_pages_are_no_api_calls(filled: MockKeyfactor) -> None:
    """Pages, assets and the icon are in no journal, and `verify` does not count them."""
    for path in (*PAGES, "/favicon.ico", "/inbox/static/inbox.css", "/inbox/nothing"):
        get(filled, path)

    assert [call.path for call in filled.journal] == ["/KeyfactorAPI/SMTP/Test"]
    filled.verify()


@pytest.mark.parametrize("path", PAGES)
def test_a_sandbox_has_the_pages_below_its_prefix(mockkf: MockKeyfactor, path: str) -> None:
    """Each link of them stays inside the sandbox."""
    with mockkf.sandbox("a") as sandbox:
        Command(sandbox).test()

        page = get(mockkf, f"/sandbox/a{path}")

        links = re.findall(r'(?:href|action|src)="(/[^"]*)"', page.text)
        assert page.status_code == 200
        assert links
        assert {link for link in links if not link.startswith("/sandbox/a/")} == {"/"}  # the entry of the main mock


def test_the_port_of_mailpit_has_the_pages(mockkf_factory: Any) -> None:
    """There every client gets them, because no client of Command uses this port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mockkf_factory(mailpit_port=port)

    answers = [requests.get(f"http://127.0.0.1:{port}{path}", timeout=10) for path in ("/", "/setup", "/favicon.ico")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_every_page_forbids_what_is_not_its_own(filled: MockKeyfactor) -> None:
    """Nothing inline, nothing from elsewhere, no frame around it, and nothing is kept."""
    for path in (*PAGES, "/view/99", "/inbox/static/inbox.js"):
        headers = get(filled, path).headers

        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == ("no-cache" if "static" in path else "no-store")


def test_the_frame_has_the_policy_of_hostile_mail(mockkf: MockKeyfactor) -> None:
    """The sandbox is in the header of the address, so that it holds wherever the HTML is shown."""
    send(mockkf, mail(html=REPORT))

    closed = get(mockkf, "/inbox/frame/1").headers["Content-Security-Policy"]
    opened = get(mockkf, "/inbox/frame/1?remote=1").headers["Content-Security-Policy"]

    assert closed == (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert opened.startswith(closed.partition(" data:")[0] + " data: http: https:;")
    assert "script" not in opened


@pytest.mark.parametrize(
    ("name", "media_type", "content", "shown"),
    [
        ("a.png", "image/png", PIXEL, ("image/png", None)),
        ("a.svg", "image/svg+xml", b"<svg onload=alert(1)>", ("application/octet-stream", "attachment")),
        ("a.html", "application/xhtml+xml", b"<script>", ("application/octet-stream", "attachment")),
        ("../b\r\n.txt", "text/csv", b"1", ("text/csv", "attachment")),
    ],
)
def test_only_raster_images_are_shown(
    mockkf: MockKeyfactor, name: str, media_type: str, content: bytes, shown: tuple[str, str | None]
) -> None:
    """Every other file is saved, under a safe name; without `show` a picture is saved too."""
    send(mockkf, mail(files=[(name.replace("\r\n", ""), media_type, content)]))

    answer, saved = get(mockkf, "/inbox/file/1/1?show"), get(mockkf, "/inbox/file/1/1")

    disposition = answer.headers.get("Content-Disposition")
    assert (answer.headers["Content-Type"].partition(";")[0], disposition and disposition.partition(";")[0]) == shown
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=")
    assert saved.content == content


def test_the_source_is_saved_byte_for_byte(mockkf: MockKeyfactor) -> None:
    """The file is the mail as it was sent."""
    message = send(mockkf, mail())

    answer = get(mockkf, f"/inbox/source/{message.uid}.eml")

    assert (answer.content, answer.headers["Content-Type"]) == (message.raw, "message/rfc822")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ],
)
def test_a_form_of_another_site_changes_nothing(filled: MockKeyfactor, headers: dict[str, str]) -> None:
    """Without an own Origin nothing is deleted, planned or reset."""
    for path in ("/inbox/delete", "/inbox/reset", "/inbox/read", "/inbox/test-mail", "/inbox/faults"):
        assert post(filled, path, headers=headers, data={"preset": "gmail.mailbox_full"}).status_code == 403

    assert (len(filled.mailbox), len(filled.faults)) == (1, 0)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
    ],
)
def test_another_site_may_only_link_to_a_page(filled: MockKeyfactor, headers: dict[str, str], status: int) -> None:
    """A person may follow a link; a frame, a script and a foreign name are refused."""
    assert get(filled, "/view/1", headers=headers).status_code == status


def test_with_a_token_nothing_is_shown_without_it(mockkf_factory: Any) -> None:
    """The form is all that a stranger gets; Bearer, Basic and the cookie of the form open the pages."""
    mock = mockkf_factory(control_token="s3cret-token")
    send(mock, mail("Confidential"))

    closed = [get(mock, path) for path in ("/", "/view/1", "/inbox/frame/1", "/setup")]
    bearer = get(mock, "/", headers={"Authorization": "Bearer s3cret-token"})
    basic = get(mock, "/", auth=("", "s3cret-token"))
    signed_in = post(mock, "/inbox/sign-in", data={"token": "s3cret-token", "next": "/view/1"}, allow_redirects=False)
    cookie = get(mock, "/", cookies=signed_in.cookies.get_dict())

    assert [answer.status_code for answer in closed] == [401] * 4
    assert get(mock, "/", headers={"Authorization": "Cookie s3cret-token"}).status_code == 401
    assert get(mock, "/inbox/static/inbox.css").status_code == 200  # the form needs it
    assert not any("Confidential" in answer.text for answer in closed)
    assert all("Confidential" in answer.text for answer in (bearer, basic, cookie))
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/view/1")


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_sign_in_leads_to_this_server_only(mockkf_factory: Any, wanted: str) -> None:
    """Any other address leads to the inbox."""
    mock = mockkf_factory(control_token="s3cret-token")

    answer = post(mock, "/inbox/sign-in", data={"token": "s3cret-token", "next": wanted}, allow_redirects=False)

    assert answer.headers["Location"] == "/"


def test_the_sign_in_of_a_sandbox_leads_back_to_it(mockkf_factory: Any) -> None:
    """Also after a wrong token, and to the page that was requested."""
    mock = mockkf_factory(control_token="s3cret-token")
    mock.sandbox("a")

    form = get(mock, "/sandbox/a/faults?step=relay.login").text
    wanted = html.unescape(re.findall(r'name="next" value="([^"]*)"', form)[0])
    again = post(mock, "/sandbox/a/inbox/sign-in", data={"token": "wrong", "next": wanted}).text

    assert wanted == "/sandbox/a/faults?step=relay.login"
    assert f'value="{html.escape(wanted)}"' in again


def test_undo_brings_back_all_messages(filled: MockKeyfactor) -> None:
    """Delete all and Undo leave the mailbox as it was; deleting is final as soon as something else is deleted."""
    send(filled, mail("Second"))
    first = re.findall(r"/inbox/undo/(\d+)", post(filled, "/inbox/delete").text)
    assert (len(filled.mailbox), len(first)) == (0, 1)

    assert "2 messages put back." in post(filled, f"/inbox/undo/{first[0]}").text
    post(filled, "/inbox/delete", data={"id": filled.mailbox.all[0].uid})
    again = post(filled, f"/inbox/undo/{first[0]}")

    assert "no longer kept" in again.text
    assert [message.subject for message in filled.mailbox.all] == ["Second"]


def test_a_stale_page_deletes_nothing_of_the_next_epoch(mockkf: MockKeyfactor) -> None:
    """Numbers begin again after a reset; the pages name messages by ids that are never used again."""
    old = send(mockkf, mail("Old"))
    mockkf.reset()
    send(mockkf, mail("New"))

    post(mockkf, "/inbox/delete", data={"id": old.uid})

    assert [message.subject for message in mockkf.mailbox.all] == ["New"]
    page = get(mockkf, f"/view/{old.uid}")
    assert page.status_code == 404
    assert "belongs to epoch" in page.text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"preset": "gmail.mailbox_ful"}, "did you mean"),
        ({"preset": "gmail.mailbox_full", "use": "sometimes"}, "use must be one of once, always, times"),
        ({"preset": "gmail.mailbox_full", "use": "times", "times": "x"}, "times must be a whole number"),
        ({"preset": "gmail.mailbox_full", "use": "times", "times": "0"}, "times must be"),
    ],
)
def test_a_wrong_form_is_told(mockkf: MockKeyfactor, form: dict[str, str], told: str) -> None:
    """The error says what is allowed, and nothing is planned."""
    answer = post(mockkf, "/inbox/faults", data=form)

    assert answer.status_code == 400
    assert told in answer.text
    assert len(mockkf.faults) == 0


@pytest.mark.parametrize("release", ["10.5", "12.5", "24.4", "25.5"])
@pytest.mark.parametrize("auth", ["any", "basic", "bearer"])
def test_the_test_mail_works_in_every_release(mockkf: MockKeyfactor, release: str, auth: str) -> None:
    """The button sends with the stored profile, the newest version and credentials that the API accepts."""
    changed(mockkf, release=release, auth=auth)

    page = post(mockkf, "/inbox/test-mail")

    assert page.status_code == 200
    assert mockkf.mailbox.expect_one(to="you@keyexample.com").call == 1


def test_the_test_mail_uses_the_stored_secrets(mockkf: MockKeyfactor, command: Command) -> None:
    """They are sent to the API, and no page shows them."""
    command.put()

    page = post(mockkf, "/inbox/test-mail")

    message = mockkf.mailbox.expect_one()
    assert message.login is not None
    assert message.login.used("MySuperSecretPassword")
    assert "MySuperSecretPassword" not in page.text + get(mockkf, "/setup").text


def test_the_scenario_is_a_file(mockkf: MockKeyfactor) -> None:
    """It is the scenario that the control API exports."""
    saved = get(mockkf, "/inbox/scenario.toml")

    assert saved.text == requests.get(f"{mockkf.control_url}/scenario", timeout=10).text
    assert saved.headers["Content-Disposition"] == 'attachment; filename="mockkf.toml"'


def test_every_mail_of_the_corpus_has_its_pages(mockkf: MockKeyfactor) -> None:
    """Whatever is wrong in a mail, no page of it fails."""
    for path in sorted(MAILS.glob("*.eml")):
        capture(mockkf.state, path.read_bytes())

    paths = [f"/view/{message.id}?tab={tab}" for message in mockkf.mailbox.all for tab in ("text", "headers", "files")]
    wrong = [path for path in (*paths, "/", "/?start=50") if get(mockkf, path).status_code != 200]

    assert len(mockkf.mailbox) > 80
    assert wrong == []


def test_htmx_is_the_published_file_with_its_licence() -> None:
    """The vendored file has the recorded digest, and its licence stands beside it."""
    static = resources.files("mockkf.inbox") / "static"

    assert hashlib.sha256((static / "htmx.min.js").read_bytes()).hexdigest() == HTMX_SHA256
    assert f'version="{HTMX}"' in (static / "htmx.min.js").read_text("utf-8")
    assert (static / "htmx.LICENSE").read_text("utf-8").startswith("Zero-Clause BSD")
