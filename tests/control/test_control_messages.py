"""Captured mail over the control API: filters, waiting, and safe downloads."""

import smtplib
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

import pytest

from mockkf import MockKeyfactor
from mockkf.control.query_values import Glob, wanted
from mockkf.http import disposition
from tests.control.test_control import ask, send
from tests.support.command import RECIPIENT, Command

HELLO = b"Subject: Hello 1\r\nX-Job: a\r\nX-Job: b:c\r\n\r\nsee https://pki.example.com/c/7\r\n"
FILES = (
    b"Subject: =?utf-8?q?f=C3=BCr_dich?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
    b"--y\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><a href='https://a.example'>a</a>\r\n--y--\r\n"
    b"--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=report.pdf\r\n\r\n%PDF\r\n"
    b'--x\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="../a\\"b.html"\r\n\r\n<p>\r\n'
    b"--x\r\nContent-Type: image/svg+xml\r\nContent-Disposition: attachment\r\n\r\n<svg/>\r\n--x--\r\n"
)


@pytest.fixture
def three(mockkf: MockKeyfactor) -> MockKeyfactor:
    """A mock with a direct mail, a mail with attachments, and a test mail."""
    send(mockkf, HELLO, FILES)
    Command(mockkf).test()
    return mockkf


def ids(mock: MockKeyfactor, query: str) -> list[int]:
    """Return the ids of the found messages."""
    answer = ask(mock, f"/messages?{query}")
    assert answer.status_code == 200, answer.text
    return [message["id"] for message in answer.json()["messages"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"to={RECIPIENT}", [3, 2, 1]),
        (f"to={RECIPIENT.upper()}", [3, 2, 1]),
        ("to=*@KEYEXAMPLE.com", [3, 2, 1]),
        ("to=mjones", []),
        ("to=/^mjones@/", [3, 2, 1]),
        ("to=/^MJONES@/", [3, 2, 1]),
        ("to=true", [3, 2, 1]),
        ("to=false", []),
        ("sender=me@example.com", [2, 1]),
        ("sender=*@example.com&to=*", [2, 1]),
        ("subject=Hello%201", [1]),
        ("subject=hello%201", []),
        ("subject=Hello*", [1]),
        ("subject=*SMTP*test", [3]),
        ("subject=f%C3%BCr%20dich", [2]),
        ("subject=/(?i)hello/", [1]),
        ("subject=Hello*&subject=*1", [1]),
        ("subject=Hello*&subject=*2", []),
        ("text=see%20https://pki.example.com/c/7", [1]),
        ("text=*pki*", [1]),
        ("text=plain", [2]),
        ("link=https://pki.example.com/c/7", [1]),
        ("link=*/c/7", [1]),
        ("link=true", [2, 1]),
        ("link=false", [3]),
        ("attachment=report.pdf", [2]),
        ("attachment=true", [2]),
        ("attachment=false", [3, 1]),
        ("header=x-job", [1]),
        ("header=X-Job:a", [1]),
        ("header=X-Job:%20b:c", [1]),
        ("header=X-Job:a&header=X-Job:b*", [1]),
        ("header=X-Job:c", []),
        ("header=X-Job:/^b/", [1]),
        ("header=X-None:false", [3, 2, 1]),
        ("user=command@keyexample.com", [3]),
        ("user=false", [2, 1]),
        ("mechanism=plain", [3]),
        ("host=SMTP.keyexample.com", [3]),
        ("host=false", [2, 1]),
        ("port=587", [3]),
        ("port=true", [3]),
        ("port=25", []),
        ("tls=TLSv1.3", [3]),
        ("tls=true", [3]),
        ("tls=false", [2, 1]),
        ("call=1", [3]),
        ("call=true", [3]),
        ("call=false", [2, 1]),
        ("received_after=2020-01-01T00:00:00Z", [3, 2, 1]),
        ("received_after=2020-01-01T00:00:00+02:00", [3, 2, 1]),
        ("received_after=2020-01-01", [3, 2, 1]),
        ("received_before=2020-01-01T00:00:00Z", []),
        ("received_after=9000-01-01", []),
        (f"to={RECIPIENT}&limit=1", [3]),
        (f"to={RECIPIENT}&start=1&limit=1", [2]),
        (f"to={RECIPIENT}&after_id=1", [2, 3]),
        ("sender=me@example.com&after_id=1", [2]),
        ("after_id=1", [2, 3]),
        ("after_id=3", []),
        ("wait=0", [3, 2, 1]),
    ],
)
def test_mail_is_found_by_what_it_is_like(three: MockKeyfactor, query: str, found: list[int]) -> None:
    """Each filter takes a value, a wildcard, a regular expression, or true and false; all filters must match."""
    assert ids(three, query) == found


def test_a_total_counts_what_fits(three: MockKeyfactor) -> None:
    """With filters, `total` counts all matches, not only those on the page."""
    page = ask(three, "/messages?sender=me@example.com&limit=1").json()

    assert (len(page["messages"]), page["total"]) == (1, 2)


def test_the_page_is_documented(three: MockKeyfactor) -> None:
    """The table in docs/control.md has each filter of the document."""
    document = ask(three, "/control.json").json()
    known = {parameter["name"] for parameter in document["paths"]["/mockkf/messages"]["get"]["parameters"]}

    page = (Path(__file__).parents[2] / "docs" / "control.md").read_text("utf-8")

    table = page.partition("| filter |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines()[2:]]
    told = {name.strip(" `") for row in rows for name in row.split(",")}
    assert told | {"start", "limit", "after_id", "wait"} == known


@pytest.mark.parametrize(
    "query", [f"to={RECIPIENT}&wait=9s", "wait=9", "after_id=0&wait=9000ms", "subject=/h/&wait=9.5s"]
)
def test_a_wait_is_woken_by_the_arrival(mockkf: MockKeyfactor, query: str) -> None:
    """The answer comes as soon as a message matches, with and without filters."""
    timer = threading.Timer(0.2, send, (mockkf, b"Subject: oh\r\n\r\n"))
    timer.start()

    began = perf_counter()
    found = ids(mockkf, query)

    timer.join()
    assert found == [1]
    assert perf_counter() - began < 5


def test_a_wait_goes_on_past_what_does_not_fit(mockkf: MockKeyfactor) -> None:
    """A message that does not match does not end the wait."""
    other, right = b"Subject: other\r\n\r\n", b"Subject: right\r\n\r\n"
    timers = [threading.Timer(0.1, send, (mockkf, other)), threading.Timer(0.4, send, (mockkf, right))]
    for timer in timers:
        timer.start()

    found = ids(mockkf, "subject=right&wait=9s")

    for timer in timers:
        timer.join()
    assert found == [2]


def test_a_wait_in_vain_says_what_came_instead(mockkf: MockKeyfactor) -> None:
    """The answer is 200 with an empty list and the failure text of the mailbox."""
    send(mockkf, HELLO)

    answer = ask(mockkf, "/messages?to=nobody@keyexample.com&wait=50ms")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["messages"], told["total"]) == ([], 0)
    assert told["instead"] == (
        "message 1: to is 'mjones@keyexample.com'; "
        "no message with to='nobody@keyexample.com' within 0.05 s; 1 did not match, nearest first:\n"
        "  message 1 from me@example.com to mjones@keyexample.com: to is 'mjones@keyexample.com'"
    )


def test_the_only_message_is_told_whole(mockkf: MockKeyfactor) -> None:
    """One call waits for a message and answers envelope, headers, bodies and the list of files."""
    timer = threading.Timer(0.05, send, (mockkf, FILES))
    timer.start()

    answer = ask(mockkf, f"/messages/one?to={RECIPIENT}&wait=9s")

    timer.join()
    assert answer.status_code == 200
    told = answer.json()
    assert told == ask(mockkf, "/messages/1").json()
    assert (told["envelope"]["recipients"], told["text"]) == ([RECIPIENT], "plain")
    assert told["headers"]["Subject"] == ["für dich"]
    assert [file["filename"] for file in told["attachments"]] == ["report.pdf", '../a"b.html', None]


@pytest.mark.parametrize(
    ("query", "status", "beginning"),
    [
        (
            "to=nobody@keyexample.com&wait=1ms",
            404,
            "message 1: to is 'mjones@keyexample.com'; no message with to='nobody",
        ),
        ("after_id=2", 404, "no API call and no mail came; no message with any content with"),
        (f"to={RECIPIENT}", 409, f"expected one message with to='{RECIPIENT}', but 2 came:\n  message 1 from"),
        ("limit=1", 400, "no parameter 'limit'"),
    ],
)
def test_not_the_only_message(query: str, status: int, beginning: str, mockkf: MockKeyfactor) -> None:
    """No match is 404 with what came instead, several are 409; a page has no meaning here."""
    send(mockkf, HELLO, FILES)

    answer = ask(mockkf, f"/messages/one?{query}")

    assert (answer.status_code, answer.json()["error"][: len(beginning)]) == (status, beginning)


def test_dropped_mail_may_be_the_message_too(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """If mail was dropped at a limit, one match may not be the only one, unless a filter excludes the dropped."""
    mock = mockkf_factory(message_limit=1)
    send(mock, HELLO, HELLO)

    answers = [ask(mock, f"/messages/one?{query}") for query in ("subject=Hello*", "subject=Hello*&after_id=1")]

    assert [answer.status_code for answer in answers] == [409, 200]
    assert "but this cannot be checked: 1 message was dropped" in answers[0].json()["error"]


def test_a_reset_ends_a_wait_and_says_so(mockkf: MockKeyfactor) -> None:
    """The answer has the number of the new epoch."""
    timer = threading.Timer(0.2, mockkf.reset)
    timer.start()

    told = ask(mockkf, "/messages?to=nobody@keyexample.com&wait=9s").json()

    timer.join()
    assert "before the mock was reset" in told["instead"]
    assert told["epoch"] == mockkf.state.epoch


def test_many_wait_at_once(mockkf: MockKeyfactor) -> None:
    """One arrival ends all waits that it matches, and no other."""
    found: list[list[int]] = []
    waiters = [
        threading.Thread(target=lambda name=name: found.append(ids(mockkf, f"subject={name}&wait=2s")))
        for name in ("a", "a", "a", "b")
    ]
    for waiter in waiters:
        waiter.start()

    send(mockkf, b"Subject: a\r\n\r\n")

    for waiter in waiters:
        waiter.join()
    assert sorted(found) == [[], [1], [1], [1]]


def test_one_mail_is_told_whole(three: MockKeyfactor) -> None:
    """The answer has the members of the list and the decoded content; HTML is text in JSON."""
    answer = ask(three, "/messages/2")

    told = answer.json()
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert told["subject"] == "für dich"
    assert told["headers"]["Subject"] == ["für dich"]
    assert told["text"] == "plain"
    assert told["html"].startswith("<script>")
    assert told["links"] == ["https://a.example"]
    assert [(one["number"], one["filename"], one["type"]) for one in told["attachments"]] == [
        (1, "report.pdf", "application/pdf"),
        (2, '../a"b.html', "text/html"),
        (3, None, "image/svg+xml"),
    ]
    assert ask(three, "/messages/1").json()["headers"]["X-Job"] == ["a", "b:c"]


@pytest.mark.parametrize(
    ("number", "media_type", "disposition", "content"),
    [
        (1, "application/pdf", 'attachment; filename="report.pdf"', b"%PDF"),
        (2, "application/octet-stream", "attachment; filename=\"a_b.html\"; filename*=UTF-8''a%22b.html", b"<p>"),
        (3, "application/octet-stream", 'attachment; filename="attachment-3.bin"', b"<svg/>"),
    ],
)
def test_what_is_attached_is_a_download(
    three: MockKeyfactor, number: int, media_type: str, disposition: str, content: bytes
) -> None:
    """The download has a safe name and a harmless media type; no browser renders it."""
    answer = ask(three, f"/messages/2/attachments/{number}")

    assert answer.content == content
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("number", [0, 4, 10**29])
def test_what_is_not_attached_is_404(three: MockKeyfactor, number: int) -> None:
    """The error message says which numbers are allowed."""
    answer = ask(three, f"/messages/2/attachments/{number}")

    assert answer.status_code == 404
    assert answer.json()["error"] == f"message 2 has no attachment {number}; allowed: 1 to 3"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.txt", 'attachment; filename="a.txt"'),
        ("..\\..\\evil.exe", 'attachment; filename="evil.exe"'),
        ("a\r\nSet-Cookie: x", 'attachment; filename="x"'),
        ("\u202egpj.exe", 'attachment; filename="gpj.exe"'),
        ("...", 'attachment; filename="file"'),
        ('"', "attachment; filename=\"_\"; filename*=UTF-8''%22"),
        ("\ud800.txt", 'attachment; filename="txt"'),
        ("ü.pdf", "attachment; filename=\"_.pdf\"; filename*=UTF-8''%C3%BC.pdf"),
        ("x" * 500 + ".pdf", f'attachment; filename="{"x" * 116}.pdf"'),
    ],
)
def test_the_name_of_a_file_is_harmless(name: str, said: str) -> None:
    """The name has no path, no control characters, and no characters that end the header."""
    assert disposition(name) == said


HOSTILE = [
    b"",
    b"\r\n",
    b"Subject\r\n\r\n",
    b"Subject: =?x?q?=?=\r\nMessage-ID: [\r\nTo: <<>\r\nDate: x\r\nFrom: =?utf-8?b?AAAA?= <\r\n\r\n",
    b"Content-Type: multipart/mixed\r\n\r\nx",
    b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    b"Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Disposition: attachment; filename*=x'y'%FF\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: /\r\nContent-Disposition: ;;\r\n\r\n--x--",
    b"Content-Disposition: attachment; filename*0*=utf-8''%; filename*1=x\r\nContent-Type: a\r\n\r\n\x00\xff",
]


@pytest.mark.parametrize("mail", HOSTILE, ids=range(len(HOSTILE)))
def test_no_mail_is_too_strange_to_be_told(mockkf: MockKeyfactor, mail: bytes) -> None:
    """Every mail can be listed, searched, read and parsed."""
    send(mockkf, mail)

    files = ask(mockkf, "/messages/1").json()["attachments"]

    for path in ("", "/1", "/1/raw", *(f"/1/attachments/{file['number']}" for file in files)):
        assert ask(mockkf, f"/messages{path}").status_code == 200
    for query in ("header=Subject:*", "text=*", "link=x", "attachment=*", "subject=*&wait=10ms"):
        assert ask(mockkf, f"/messages?{query}").status_code == 200


@pytest.mark.parametrize(
    ("said", "actual", "fits"),
    [
        ("*", "", True),
        ("a*", "a", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "abc", True),
        ("a*b*c", "a-c-b", False),
        ("*b*", "abc", True),
        ("**", "x", True),
        ("a*", "a\n", True),
        ("*a", "a\n", True),
        ("A*", "ab", False),
        ("a*?", "ab", False),
        ("*ab*ab*", "ab-ab", True),
        ("*ab*ab*", "aba", False),
    ],
)
def test_a_wildcard_is_the_only_one(said: str, actual: str, *, fits: bool) -> None:
    """`*` stands for any text, also an empty one; any other character stands for itself."""
    assert wanted("x", said)(actual) == fits


def test_a_wildcard_takes_no_longer_than_reading() -> None:
    """Many wildcards in a long text are compared quickly."""
    began = perf_counter()

    assert not Glob("a*" * 90 + "b", wanted.__defaults__[0])("a" * 1_000_000)  # type: ignore[index]

    assert perf_counter() - began < 1


@pytest.mark.parametrize(
    "path", ["/messages/1", "/messages/1/raw", "/messages/1/attachments/1", "/messages", "/traces"]
)
def test_nothing_is_a_page(three: MockKeyfactor, path: str) -> None:
    """No answer is HTML, and no browser can mistake it for HTML."""
    answer = ask(three, path.replace("1", "2", 1))

    assert "html" not in answer.headers["Content-Type"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_path_is_quoted_as_anywhere(mockkf: MockKeyfactor) -> None:
    """A query is decoded once."""
    send(mockkf, b"Subject: 100% & more\r\n\r\n")

    assert ids(mockkf, f"subject={quote('100% & more')}") == [1]


def test_refusals_obey_start_and_limit(mockkf: MockKeyfactor) -> None:
    """The journal answers a page of them, oldest first, and how many there are."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        for number in range(3):
            client.docmd(f"MAIL FROM:<no-hello-{number}@example.com> SIZE=x")

    page = ask(mockkf, "/journal?start=1&limit=1").json()
    assert [one["reply"][:3] for one in page["refused"]] == ["503"]
    assert page["refused_total"] == 3
    assert len(ask(mockkf, "/journal").json()["refused"]) == 3
