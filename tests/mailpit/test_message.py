"""One mail: its content, its source, its parts and its checks."""

import smtplib
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient, composed
from tests.support.captured import capture

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def with_files() -> bytes:
    """A mail with HTML, an inline image, a text file, an HTML file and an SVG image."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@send.example", "ada@read.example", "Files"
    mail.set_content("text")
    mail.add_alternative('<p>hi <img src="cid:Logo@x"></p>', subtype="html")
    [_, html] = mail.iter_parts()
    assert isinstance(html, EmailMessage)
    html.add_related(PNG, "image", "png", cid="<logo@x>", filename="lo go.png", disposition="inline")
    mail.add_attachment("grün".encode(), "text", "plain", filename="grün & blau.txt")
    mail.add_attachment(b"<b>x</b>", "text", "html", filename="page.html")
    mail.add_attachment(b"<svg/>", "image", "svg+xml", filename="x.svg")
    return mail.as_bytes(policy=SMTP)


@pytest.mark.parametrize(
    "path", ["", "/headers", "/raw", "/part/1", "/html-check", "/link-check", "/sa-check", "/release", "/part/1/thumb"]
)
def test_an_unknown_id_is_not_found(mailpit: MailpitClient, path: str) -> None:
    """The body is that of Mailpit; only a thumbnail answers 400."""
    method = "POST" if path == "/release" else "GET"

    answer = mailpit.ask(method, f"/api/v1/message/unknown{path}", data="{}" if path == "/release" else None)

    expected = (400, "there is no message unknown") if path.endswith("thumb") else (404, "404 page not found")
    expected = (404, "File not found\n") if path == "/sa-check" else expected
    assert (answer.status_code, answer.text) == expected


@pytest.mark.parametrize("path", ["", "/headers", "/raw", "/part/1", "/html-check", "/link-check", "/part/1/thumb"])
def test_latest_in_an_empty_mailbox(mailpit: MailpitClient, path: str) -> None:
    """There is no newest mail, and none that matches a query."""
    answer = mailpit.ask("GET", f"/api/v1/message/latest{path}")

    assert (answer.status_code, answer.text) == (404, "Message not found")
    mailpit.mail()
    assert mailpit.ask("GET", f"/api/v1/message/latest{path}", params={"query": "nothing"}).status_code == 404


def test_latest_is_the_newest_match(mailpit: MailpitClient) -> None:
    """Without a query it is the newest mail."""
    first, second = mailpit.mail("a"), mailpit.mail("b")

    assert mailpit.get("/api/v1/message/latest")["ID"] == second
    assert mailpit.get("/api/v1/message/latest", query="subject:a")["ID"] == first


def test_a_message_has_the_envelope(mailpit: MailpitClient) -> None:
    """ReturnPath is its sender, Bcc has the recipients that no header names, Date is the time of arrival."""
    mailpit.deliver(
        composed(Cc="ben@read.example"), sender="bounce@send.example", to="ADA@read.example,hidden@x.example"
    )

    message = mailpit.get("/api/v1/message/latest")

    assert message["ReturnPath"] == "bounce@send.example"
    assert message["Bcc"] == [{"Name": "", "Address": "hidden@x.example"}]
    assert message["Date"].endswith("Z")
    assert message["MessageID"] == f"{message['ID']}@mailpit"


def test_a_date_keeps_its_offset(mailpit: MailpitClient) -> None:
    """The Date header is not converted to another zone."""
    mailpit.mail(Date="Tue, 24 Nov 2026 10:00:00 -0330")

    assert mailpit.get("/api/v1/message/latest")["Date"] == "2026-11-24T10:00:00-03:30"


def test_the_user_of_a_login_is_shown(mockkf: MockKeyfactor, mailpit: MailpitClient) -> None:
    """`Username` is the user of the SMTP login."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        client.login("jsmith", "s3cret")
        client.sendmail("a@x.example", ["b@x.example"], composed())

    assert mailpit.get("/api/v1/messages")["messages"][0]["Username"] == "jsmith"


def test_headers_are_as_sent(mailpit: MailpitClient) -> None:
    """Names are written as Go writes them and sorted; values are unfolded but not decoded."""
    mailpit.deliver(
        "x-CUSTOM-id: 1\r\nSubject: =?utf-8?q?gr=C3=BCn?=\r\nX-Long: a\r\n\tb\r\nX-Custom-Id: 2\r\n\r\nhi\r\n"
    )

    headers = mailpit.get("/api/v1/message/latest/headers")

    assert list(headers.items()) == [
        ("Subject", ["=?utf-8?q?gr=C3=BCn?="]),
        ("X-Custom-Id", ["1", "2"]),
        ("X-Long", ["a b"]),
    ]


def test_the_source_is_exact(mailpit: MailpitClient) -> None:
    """Nothing is added to it; `dl=1` makes a browser save it."""
    raw = composed()
    id = mailpit.deliver(raw)

    answer = mailpit.ask("GET", f"/api/v1/message/{id}/raw", params={"dl": "1"})

    assert answer.content == raw
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{id}.eml"'


def test_parts_are_served(mailpit: MailpitClient) -> None:
    """A part has its content and its type; what a browser may execute is not declared, and only images are shown."""
    id = mailpit.deliver(with_files())
    message = mailpit.get(f"/api/v1/message/{id}")
    files = {part["FileName"]: part for part in message["Inline"] + message["Attachments"]}

    seen = {
        name: (answer.headers["Content-Type"], answer.headers["Content-Disposition"], len(answer.content))
        for name, part in files.items()
        for answer in [mailpit.ask("GET", f"/api/v1/message/{id}/part/{part['PartID']}")]
    }

    assert seen == {
        "lo go.png": ("image/png", 'inline; filename="lo%20go.png"', len(PNG)),
        "grün & blau.txt": ("text/plain", 'attachment; filename="gr%C3%BCn%20&%20blau.txt"', 5),
        "page.html": ("application/octet-stream", 'attachment; filename="page.html"', 8),
        "x.svg": ("application/octet-stream", 'attachment; filename="x.svg"', 6),
    }
    assert files["lo go.png"]["ContentID"] == "logo@x"


def test_a_part_that_is_not_there(mailpit: MailpitClient) -> None:
    """Bodies are no files; the answer is 404."""
    id = mailpit.mail()

    assert mailpit.ask("GET", f"/api/v1/message/{id}/part/0").text == "404 page not found"


def test_a_thumbnail_is_blank(mailpit: MailpitClient) -> None:
    """It is a JPEG of 180 by 120 pixels."""
    id = mailpit.deliver(with_files())
    number = mailpit.get(f"/api/v1/message/{id}")["Inline"][0]["PartID"]

    answer = mailpit.ask("GET", f"/api/v1/message/{id}/part/{number}/thumb")

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    start = answer.content.index(b"\xff\xc0")
    assert answer.content[start + 5 : start + 9] == bytes([0, 120, 0, 180])


def test_links_are_listed_but_not_requested(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """Every link is answered as blocked, also one to the mock itself."""
    mailpit.mail(text=f"see https://a.example/x and {mockkf.url}/SMTP")

    found = mailpit.get("/api/v1/message/latest/link-check", follow="true")

    blocked = {"StatusCode": 451, "Status": "Blocked private/reserved address"}
    links = [{"URL": "https://a.example/x", **blocked}, {"URL": f"{mockkf.url}/SMTP", **blocked}]
    assert found == {"Errors": 2, "Links": links}
    assert len(mockkf.journal) == 0


def test_the_html_check_has_no_tests(mailpit: MailpitClient) -> None:
    """It has the shape of Mailpit's without warnings; a mail without HTML is answered with 400."""
    plain, rich = mailpit.mail(), mailpit.deliver(with_files())

    refused = mailpit.ask("GET", f"/api/v1/message/{plain}/html-check")
    found = mailpit.get(f"/api/v1/message/{rich}/html-check")

    assert (refused.status_code, refused.text) == (400, "message does not contain HTML")
    assert found["Warnings"] == []
    assert found["Total"] == {"Tests": 0, "Nodes": 0, "Supported": 100, "Partial": 0, "Unsupported": 0}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"To": ["a"]}', "Invalid email address: a"),
        ('{"To": []}', "No valid addresses found"),
        ('{"to": ["a@b.example"]}', "SMTP error: mockkf never releases mail; read it from the mailbox instead"),
        ("", "the body must be a JSON object, but it is empty"),
    ],
)
def test_nothing_is_released(mailpit: MailpitClient, body: str, sentence: str) -> None:
    """The answer is always 400, after the checks of Mailpit."""
    mailpit.mail()

    answer = mailpit.ask("POST", "/api/v1/message/latest/release", data=body)

    assert (answer.status_code, answer.text) == (400, sentence)


@pytest.mark.parametrize(
    ("header", "links", "errors"),
    [
        ("", [], ""),
        ("<https://a.example>", ["https://a.example"], ""),
        ("<mailto:a@b.example> (comment), <HTTPS://a.example>", ["mailto:a@b.example", "HTTPS://a.example"], ""),
        ("https://a.example", [], '"https://a.example" no valid unsubscribe links found'),
        ("x <https://a.example>", [], '"x <https://a.example>" should be enclosed in <>'),
        ("<ftp://a.example>", [], '"ftp://a.example" should start with either http(s):// or mailto:'),
        (
            "<https://a.example> <mailto:a@b.example>",
            [],
            '"<https://a.example> <mailto:a@b.example>" <> should be split with a comma and optional spaces',
        ),
        (
            "<https://a.example>, <https://b.example>",
            ["https://a.example"],
            '"https://b.example" should only contain one HTTP link',
        ),
        ("<https://a.example/x y>", [], '"https://a.example/x y" should not contain spaces'),
        ("<http://[>", [], '"http://[" should start with either http(s):// or mailto:'),
        ("<http://a[>", [], '"http://a[" is not a URL: Invalid IPv6 URL'),
    ],
)
def test_unsubscribe_links_are_checked(mailpit: MailpitClient, header: str, links: list[str], errors: str) -> None:
    """At most one mailto and one http(s) link are good; the other ones are named in `Errors`."""
    said = f"List-Unsubscribe: {header}\r\n" if header else ""
    mailpit.deliver(f"{said}List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nSubject: x\r\n\r\nhi\r\n")

    found = mailpit.get("/api/v1/message/latest")["ListUnsubscribe"]

    post = "List-Unsubscribe=One-Click" if header else ""
    assert found == {"Header": header, "Links": links, "Errors": errors, "HeaderPost": post}


def test_html_alone_is_rendered_as_text(mailpit: MailpitClient) -> None:
    """Blocks are lines, bold words have asterisks, links have their URL; hidden elements are left out."""
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><h1>Hi</h1>"
        "<p>see <b>this</b>\r\n<a href='https://a.example'>page</a><br>now</p><script>x()</script>"
        "<!-- no --></body></html>"
    )
    mailpit.deliver(f"Content-Type: text/html\r\nSubject: x\r\n\r\n{html}\r\n")

    message = mailpit.get("/api/v1/message/latest")

    assert message["Text"] == "Hi\n\nsee *this* page ( https://a.example )\nnow"
    assert message["HTML"] == f"{html}\r\n"
    assert mailpit.get("/api/v1/messages")["messages"][0]["Snippet"] == "Hi see this page now"


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("encoding", "encode"), [("8bit", bytes), ("quoted-printable", b2a_qp), ("base64", encodebytes)]
)
def test_a_snippet_of_a_large_mail_without_a_charset_is_utf_8(
    mailpit: MailpitClient, kind: str, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    """Only the beginning of a large body is read, wherever a character stands at its end."""
    head = f"Content-Type: text/{kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    for indent in range(12):
        capture(mailpit.mock.state, head + encode(("a" * indent + f"{'äöüß' * 8}\n" * 1_000).encode()))

    snippets = [item["Snippet"] for item in mailpit.get("/api/v1/messages")["messages"]]

    assert len(snippets) == 12
    assert [said.lstrip("a")[:4] for said in snippets] == ["äöüß"] * 12


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_snippet_is_cut_at_a_letter(mailpit: MailpitClient, kind: str) -> None:
    """It has at most 200 bytes of UTF-8, also if the mail is large."""
    mailpit.deliver(f"Content-Type: text/{kind}; charset=utf-8\r\nSubject: x\r\n\r\na{'ü' * 40_000}\r\n")

    assert mailpit.get("/api/v1/messages")["messages"][0]["Snippet"] == f"a{'ü' * 99}..."
