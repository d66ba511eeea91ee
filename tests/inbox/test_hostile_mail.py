"""Hostile mail in a real browser: nothing runs, nothing is loaded from elsewhere, and nothing reaches the page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from mockkf import MockKeyfactor
from tests.inbox.hostile import LOADS, CountingServer, counting_server, html
from tests.inbox.mails import REPORT, mail, send

OpenPage = Callable[..., Page]

LISTEN = "window.messages = []; addEventListener('message', (event) => window.messages.push(event.data))"


@pytest.fixture
def other() -> Iterator[CountingServer]:
    """A server on another origin, which counts what reaches it."""
    with counting_server() as counted:
        yield counted


def shown(open_page: OpenPage, path: str) -> Page:
    """Open a page that notes what scripts say to it, and wait until it and its frames are loaded."""
    page = open_page("/setup")
    page.add_init_script(LISTEN)
    page.goto(path)
    return page


def settled(page: Page) -> None:
    """Wait until the browser has nothing left to do."""
    page.evaluate("new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")


def test_the_mail_is_hostile(open_page: OpenPage, other: CountingServer) -> None:
    """Without the inbox, at least 22 kinds of remote load and several scripts of the same HTML succeed."""
    page = open_page("/setup")
    page.goto(f"{other.url}/page")
    page.wait_for_url(f"{other.url}/led")

    assert len({*other.hits} & {*LOADS}) >= 22, sorted({*LOADS} - {*other.hits})
    assert other.hits["ran"] >= 1


def test_nothing_runs_and_nothing_is_loaded(open_page: OpenPage, mockkf: MockKeyfactor, other: CountingServer) -> None:
    """In the inbox: 0 hits, 0 scripts, and the page stays where it is."""
    message = send(mockkf, mail("Hostile", html=html(other.url)))
    page = shown(open_page, f"/view/{message.uid}")
    settled(page)

    expect(page.frame_locator("iframe").first.get_by_role("heading", name="Hostile")).to_be_visible()
    assert (dict(other.hits), page.evaluate("window.messages")) == ({}, [])
    assert page.url.endswith(f"/view/{message.uid}")


@pytest.mark.parametrize("place", ["/inbox/frame/1", "/view/1.html"])
def test_nothing_runs_outside_the_frame_either(
    open_page: OpenPage, mockkf: MockKeyfactor, other: CountingServer, place: str
) -> None:
    """The policy is that of the address, so that a link to the HTML alone is as safe."""
    send(mockkf, mail("Hostile", html=html(other.url)))
    page = shown(open_page, place)

    expect(page.get_by_role("heading", name="Hostile")).to_be_visible()
    assert dict(other.hits) == {}
    assert page.title() == ""


def test_remote_content_is_loaded_on_request_only_for_this_look(
    open_page: OpenPage, mockkf: MockKeyfactor, other: CountingServer
) -> None:
    """It says from where; pictures and styles come, scripts, frames and objects do not; the next look is closed."""
    message = send(mockkf, mail("Hostile", html=html(other.url)))
    page = shown(open_page, f"/view/{message.uid}")
    expect(page.get_by_text("Blocked: remote content from 127.0.0.1")).to_be_visible()

    page.get_by_role("link", name="Load remote content").click()
    expect(page.get_by_text("Remote content is loaded from 127.0.0.1")).to_be_visible()
    page.reload()
    settled(page)

    assert {"img", "css-background"} <= {*other.hits}
    assert {*other.hits}.isdisjoint({"script", "module", "iframe", "embed", "object", "led"})
    assert page.evaluate("window.messages") == []
    other.hits.clear()
    page.goto(f"/view/{message.uid}")
    settled(page)
    assert dict(other.hits) == {}


def test_a_subject_is_text(open_page: OpenPage, mockkf: MockKeyfactor, other: CountingServer) -> None:
    """Markup in headers, names and files is shown as it is, on every tab."""
    bad = f"<img src={other.url}/x onerror=parent.postMessage(1)><script>parent.postMessage(1)</script>"
    made = mail(bad, text=bad, files=[(f"{bad[:40]}.txt", "text/plain", b"x")], sender=f'"{bad}" <a@keyexample.com>')
    made["X-Bad"] = bad
    message = send(mockkf, made)
    page = open_page("/setup")
    page.add_init_script(LISTEN)

    for tab in ("text", "headers", "source", "files", "dialogue", "trace", "links"):
        page.goto(f"/view/{message.uid}?tab={tab}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("<script>")
        assert (page.evaluate("window.messages"), dict(other.hits)) == ([], {})


def test_a_link_of_a_mail_opens_a_new_window(open_page: OpenPage, mockkf: MockKeyfactor, other: CountingServer) -> None:
    """The new window does not know the inbox."""
    message = send(mockkf, mail("Link", html=f'<p><a href="{other.url}/led">Go</a>'))
    page = open_page(f"/view/{message.uid}")

    with page.expect_popup() as popup:
        page.frame_locator("iframe").get_by_role("link", name="Go").click()

    popup.value.wait_for_load_state()
    assert other.hits["led"] == 1
    assert popup.value.evaluate("[opener, document.referrer]") == [None, ""]
    assert page.url.endswith(f"/view/{message.uid}")


@pytest.mark.parametrize("token", ["", "s3cret-token"])
def test_embedded_pictures_are_shown(open_page: OpenPage, token: str) -> None:
    """With and without a control token, although a frame with a sandbox sends no cookie."""
    with MockKeyfactor(control_token=token) as mock:
        message = send(mock, mail("Report", html=REPORT))
        page = open_page(f"/view/{message.uid}", mock)
        if token:
            page.get_by_label("Control token").fill(token)
            page.get_by_role("button", name="Sign in").click()

        picture = page.frame_locator("iframe").get_by_role("img", name="Logo")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.naturalWidth") == 1


def test_the_token_opens_page_websocket_and_views(open_page: OpenPage) -> None:
    """A wrong token is told; with the right one the page is live, and the cookie is out of reach of scripts."""
    with MockKeyfactor(control_token="s3cret-token") as mock:
        page = open_page("/faults", mock)
        expect(page.get_by_role("button", name="Sign in")).to_have_css("color", "rgb(255, 255, 255)")
        page.get_by_label("Control token").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("This is not the control token of this mock.")

        page.get_by_label("Control token").fill("s3cret-token")
        page.get_by_role("button", name="Sign in").click()

        expect(page.get_by_role("heading", level=1, name="Faults")).to_be_visible()
        expect(page.get_by_text("live", exact=True)).to_be_attached()
        [cookie] = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"], "s3cret-token" in cookie["value"]) == (True, "Strict", False)
        message = send(mock, mail("Report", html=REPORT))
        page.goto(f"/view/{message.uid}.html")
        expect(page.get_by_role("heading", name="12 certificates")).to_be_visible()
