"""The mailbox: lists, marks and removal."""

import json

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient


def test_an_empty_mailbox_has_empty_lists(mailpit: MailpitClient) -> None:
    """The envelope has every member, and no list is null."""
    assert mailpit.get("/api/v1/messages") == {
        "total": 0,
        "unread": 0,
        "count": 0,
        "messages_count": 0,
        "messages_unread": 0,
        "start": 0,
        "tags": [],
        "messages": [],
    }


def test_a_mail_is_listed(mailpit: MailpitClient) -> None:
    """The item has the 22-character id, the addresses, the size and the first words."""
    id = mailpit.mail("Order", "Thank you\r\nfor the order.", Reply_To="help@send.example")

    [item] = mailpit.get("/api/v1/messages")["messages"]

    assert len(id) == 22
    assert id.isalnum()
    assert item["To"] == [{"Name": "Ada", "Address": "ada@read.example"}]
    assert item["From"] == {"Name": "Shop", "Address": "shop@send.example"}
    assert item["ReplyTo"] == [{"Name": "", "Address": "help@send.example"}]
    assert (item["Cc"], item["Bcc"], item["Tags"], item["Attachments"], item["Username"]) == ([], [], [], 0, "")
    assert item["Snippet"] == "Thank you for the order."
    assert item["Size"] == len(mailpit.mock.mailbox.all[0].raw)
    assert item["Created"].endswith("Z")


def test_json_is_written_as_go_writes_it(mailpit: MailpitClient) -> None:
    """The media type has no charset, the body ends with a line feed, and `<`, `>` and `&` are escaped."""
    mailpit.mail("<a> & b")

    answer = mailpit.ask("GET", "/api/v1/messages")

    assert answer.headers["Content-Type"] == "application/json"
    assert b'"Subject":"\\u003ca\\u003e \\u0026 b"' in answer.content
    assert answer.content.endswith(b"]}\n")


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ({}, ["c", "b", "a"]),
        ({"start": "1"}, ["b", "a"]),
        ({"limit": "1"}, ["c"]),
        ({"limit": "1", "start": "2"}, ["a"]),
        ({"limit": "0", "start": "2"}, ["c", "b", "a"]),
        ({"limit": "-1", "start": "x"}, ["c", "b", "a"]),
        ({"before": "2001-01-01"}, []),
        ({"before": "soon"}, ["c", "b", "a"]),
    ],
)
def test_a_page_is_newest_first(mailpit: MailpitClient, query: dict[str, str], subjects: list[str]) -> None:
    """`start` and `limit` choose a part; what is no number has its default; the limit 0 is everything."""
    for subject in "abc":
        mailpit.mail(subject)

    found = mailpit.get("/api/v1/messages", **query)

    assert [item["Subject"] for item in found["messages"]] == subjects
    assert found["count"] == len(subjects)
    assert (found["total"], found["messages_count"]) == (3, 3)


def test_a_search_with_the_limit_0_only_counts(mailpit: MailpitClient) -> None:
    """The counts are those of the matches, the list is empty."""
    mailpit.mail("a")
    mailpit.mail("b")

    found = mailpit.get("/api/v1/search", query="subject:a", limit="0")

    assert (found["messages_count"], found["messages_unread"], found["total"], found["messages"]) == (1, 1, 2, [])


def test_reading_marks_as_read(mailpit: MailpitClient) -> None:
    """A list does not mark a mail, reading it does; the control API and Python see the same mark."""
    id = mailpit.mail()
    assert mailpit.get("/api/v1/messages")["unread"] == 1

    mailpit.get(f"/api/v1/message/{id}")

    assert mailpit.get("/api/v1/messages")["messages"][0]["Read"]
    assert mailpit.mock.mailbox.marks(mailpit.mock.mailbox.all[0]).read


@pytest.mark.parametrize("path", ["headers", "raw", "html-check", "link-check"])
def test_other_views_of_a_mail_do_not_mark_it(mailpit: MailpitClient, path: str) -> None:
    """Headers, source and checks leave the mark as it is."""
    id = mailpit.mail()

    mailpit.ask("GET", f"/api/v1/message/{id}/{path}")

    assert mailpit.get("/api/v1/messages")["unread"] == 1


@pytest.mark.parametrize(
    ("body", "unread"),
    [
        ('{"Read": true, "IDs": ["%s"]}', ["b"]),
        ('{"read": true, "ids": ["%s"]}', ["b"]),
        ('{"READ": true, "iDs": ["%s", "nope"], "Other": 1}', ["b"]),
        ('{"Read": true}', []),
        ('{"Read": true, "IDs": [], "Search": ""}', []),
        ('{"Read": true, "Search": "subject:b"}', ["a"]),
        ('{"Read": false}', ["a", "b"]),
        ('{"Read": true, "IDs": ["%s"]} trailing', ["b"]),
        ("ids=%s&Read=True", ["b"]),
    ],
)
def test_mail_is_marked(mailpit: MailpitClient, body: str, unread: list[str]) -> None:
    """By ids, by a search, or all; names match in any letter case, and a form is read too."""
    id = mailpit.mail("a")
    mailpit.mail("b")
    media_type = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    said = body % id if "%s" in body else body

    answer = mailpit.ask("PUT", "/api/v1/messages", data=said, headers={"Content-Type": media_type})

    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (200, "ok", "text/plain")
    assert mailpit.subjects("is:unread") == unread


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "the body must be a JSON object, but it is empty"),
        ("{", "the body must be a JSON object, but it is not JSON at line 1, column 2"),
        ("[]", "the body must be an object"),
        ('{"IDs": "x"}', "IDs must be a list of text"),
        ('{"IDs": [1], "Read": "maybe"}', "Read must be true or false; IDs.0 must be text"),
        ('{"IDs": ["x"], "Search": "y"}', "You may specify either IDs or a search query, not both"),
        ("IDs=%zz&nonsense", "the body must be a JSON object, but it is not JSON at line 1, column 1"),
    ],
)
def test_a_wrong_body_changes_nothing(mailpit: MailpitClient, body: str, sentence: str) -> None:
    """The answer is 400 with a sentence that names every wrong member."""
    mailpit.mail()

    answer = mailpit.ask("PUT", "/api/v1/messages", data=body)

    assert (answer.status_code, answer.text) == (400, sentence)
    assert mailpit.get("/api/v1/messages")["unread"] == 1


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ('{"IDs": ["%s"]}', ["b"]),
        ('{"ids": ["%s", "%s", "unknown", "0000000000000000000000"]}', ["b"]),
        ('{"IDs": ["unknown"]}', ["a", "b"]),
        ('{"IDs": []}', []),
        ("{}", []),
        ("null", []),
        ("", []),
        ("ids=%s", ["b"]),
    ],
)
def test_mail_is_deleted(mailpit: MailpitClient, body: str, left: list[str]) -> None:
    """Without ids everything goes; unknown and repeated ids do no harm, and names match in any letter case."""
    id = mailpit.mail("a")
    mailpit.mail("b")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = mailpit.ask("DELETE", "/api/v1/messages", data=body.replace("%s", id), headers=headers)

    assert (answer.status_code, answer.text) == (200, "ok")
    assert mailpit.subjects() == left


@pytest.mark.parametrize("body", ["{", '["id"]', '{"IDs": "id"}', "nonsense", "unknown=1"])
def test_a_broken_body_deletes_nothing(mailpit: MailpitClient, body: str) -> None:
    """What cannot be read is answered with 400."""
    mailpit.mail()

    assert mailpit.ask("DELETE", "/api/v1/messages", data=body).status_code == 400

    assert mailpit.subjects() == ["Hello"]


def test_the_number_of_a_mail_is_an_id_too(mailpit: MailpitClient) -> None:
    """Every route takes the number that the control API and Python show."""
    id = mailpit.mail("a")
    number = mailpit.mock.mailbox.all[0].id

    assert mailpit.get(f"/api/v1/message/{number}")["ID"] == id
    mailpit.ask("DELETE", "/api/v1/messages", json={"IDs": [str(number)]})
    assert mailpit.subjects() == []


def test_the_mail_of_a_search_is_deleted(mailpit: MailpitClient) -> None:
    """Only matches go."""
    mailpit.mail("a")
    mailpit.mail("b")

    assert mailpit.ask("DELETE", "/api/v1/search", params={"query": "subject:a"}).text == "ok"

    assert mailpit.subjects() == ["b"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("query", [{}, {"query": " "}])
def test_a_search_needs_a_query(mailpit: MailpitClient, method: str, query: dict[str, str]) -> None:
    """Without one the answer is 400, and nothing is deleted."""
    mailpit.mail()

    answer = mailpit.ask(method, "/api/v1/search", params=query)

    assert (answer.status_code, answer.text) == (400, "Error: no search query")
    assert mailpit.subjects() == ["Hello"]


def test_deleted_mail_is_not_dropped_mail(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """Expectations that count mail still know their result."""
    mailpit.mail("a")
    mailpit.ask("DELETE", "/api/v1/messages")

    mockkf.mailbox.expect_none(subject="a")
    assert mockkf.state.dropped["messages"] == 0


def test_an_id_of_an_earlier_epoch_is_unknown(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """An id names one mail forever: after a reset it does not name the mail with the same number."""
    id = mailpit.mail("a")
    mockkf.reset()
    new = mailpit.mail("b")

    assert mailpit.ask("GET", f"/api/v1/message/{id}").status_code == 404
    assert new != id


def test_nothing_is_in_the_journal(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """The routes are no calls of Command, also those that do not exist, and `verify` does not count them."""
    mailpit.mail()
    for path in ("/api/v1/messages", "/api/v1/nothing", "/view/latest", "/api/v2/messages"):
        mailpit.ask("GET", path)

    assert len(mockkf.journal) == 0
    mockkf.verify()


def test_large_bodies_are_refused(mailpit: MailpitClient) -> None:
    """More than 5 MiB are answered with 400, and nothing is deleted."""
    mailpit.mail()

    answer = mailpit.ask("DELETE", "/api/v1/messages", data=json.dumps({"IDs": ["x" * 5 * 1024 * 1024]}))

    assert (answer.status_code, answer.text) == (400, "http: request body too large")
    assert mailpit.subjects() == ["Hello"]
