"""The views of a mail in a browser."""

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient

POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; "
    "style-src 'unsafe-inline'; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


def html(mailpit: MailpitClient, body: str, headers: str = "") -> str:
    """Send a mail with HTML and an image, and return its id."""
    return mailpit.deliver(
        f"Subject: x\r\n{headers}Content-Type: multipart/related; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/html\r\n\r\n"
        f"{body}\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <Logo@x>\r\n\r\nPNG\r\n--b--\r\n"
    )


def test_html_is_shown_in_a_sandbox(mailpit: MailpitClient) -> None:
    """The policy lets no script run and nothing be loaded but images of the mail; the mail is marked as read."""
    id = html(mailpit, "<p>hi</p><script>alert(1)</script>")

    answer = mailpit.ask("GET", f"/view/{id}.html")

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.text == "<p>hi</p><script>alert(1)</script>"
    assert mailpit.get("/api/v1/messages")["unread"] == 0


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<img src="cid:logo@x">', '<img src="{part}">'),
        ("<img src='CID:Logo%40x'>", "<img src='{part}'>"),
        ("<img src=cid:logo@x>", "<img src={part}>"),
        ('<p style="background:url(cid:Logo@x)">', '<p style="background:url({part})">'),
        ('<img src="cid:other">', '<img src="cid:other">'),
        ("cid:logo@x", "cid:logo@x"),
    ],
)
def test_inline_images_have_urls(mailpit: MailpitClient, body: str, shown: str) -> None:
    """A Content-ID of the mail becomes the URL of the part, with the real id also for `latest`."""
    id = html(mailpit, body)

    answer = mailpit.ask("GET", "/view/latest.html")

    assert answer.text == shown.format(part=f"/api/v1/message/{id}/part/2")


def test_the_url_of_a_sandbox_has_its_prefix(mockkf: MockKeyfactor) -> None:
    """Images of a sandbox are below its own prefix."""
    with mockkf.sandbox("a") as sandbox:
        client = MailpitClient(sandbox)
        id = client.ask(
            "POST",
            "/api/v1/send",
            json={
                "From": {"Email": "a@x.example"},
                "To": [{"Email": "b@x.example"}],
                "HTML": "<img src=cid:c>",
                "Attachments": [{"Content": "iVBORw0KGgo=", "Filename": "c.png", "ContentID": "c"}],
            },
        ).json()["ID"]

        shown = client.ask("GET", "/view/latest.html").text
        redirected = client.ask("GET", "/view/latest")
        client.web.close()

    assert shown == f"<img src=/sandbox/a/api/v1/message/{id}/part/2>"
    assert redirected.headers["Location"] == f"/sandbox/a/view/{id}"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<base href="https://a.example"><p>', "<!-- base tag removed --><p>"),
        ('<META http-equiv="Refresh" content="0;url=x"><p>', "<!-- meta refresh removed --><p>"),
        ('<meta charset="utf-8"><basefont>', '<meta charset="utf-8"><basefont>'),
        ("<!-- <base> --><p>", "<!-- <base> --><p>"),
    ],
)
def test_nothing_leads_away(mailpit: MailpitClient, body: str, shown: str) -> None:
    """`<base>` and meta refresh are replaced, as Mailpit does; everything else stays."""
    html(mailpit, body)

    assert mailpit.ask("GET", "/view/latest.html").text == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<a href="x">a</a>', '<a target="_blank" rel="noreferrer noopener" href="x">a</a>'),
        ("<A target=_top rel='x' href=y>", '<A target="_blank" rel="noreferrer noopener" href=y>'),
        ("<abbr>a</abbr><area>", "<abbr>a</abbr><area>"),
        ("<a href=x", '<a target="_blank" rel="noreferrer noopener" href=x'),
    ],
)
def test_embedded_links_open_a_new_window(mailpit: MailpitClient, body: str, shown: str) -> None:
    """With `embed=1` only; no script is added."""
    html(mailpit, body)

    assert mailpit.ask("GET", "/view/latest.html", params={"embed": "1"}).text == shown
    assert mailpit.ask("GET", "/view/latest.html").text == body


def test_a_mail_without_html(mailpit: MailpitClient) -> None:
    """The answer is 404 with Mailpit's sentence; its text is shown as text."""
    id = mailpit.mail(text="<b>")

    answer = mailpit.ask("GET", f"/view/{id}.html")

    assert (answer.status_code, answer.text) == (404, "This message does not contain a HTML part")
    shown = mailpit.ask("GET", f"/view/{id}.txt")
    assert (shown.headers["Content-Type"], shown.text) == ("text/plain; charset=utf-8", "<b>\r\n")


@pytest.mark.parametrize("path", ["/view/unknown.html", "/view/unknown.txt", "/view/latest.html", "/view/latest.txt"])
def test_a_mail_that_is_not_there(mailpit: MailpitClient, path: str) -> None:
    """The answer is 404 with Mailpit's sentence."""
    answer = mailpit.ask("GET", path)

    assert (answer.status_code, answer.text) == (404, "Message not found")


@pytest.mark.parametrize(("query", "place"), [({}, "/view/{id}"), ({"query": "nothing"}, "/")])
def test_latest_redirects(mailpit: MailpitClient, query: dict[str, str], place: str) -> None:
    """To the page of the newest mail that matches, or to the list."""
    id = mailpit.mail()

    answer = mailpit.ask("GET", "/view/latest", params=query)

    assert (answer.status_code, answer.headers["Location"]) == (302, place.format(id=id))
