"""Tags of mail."""

import pytest

from tests.mailpit.conftest import MailpitClient


def tags(mailpit: MailpitClient, id: str) -> list[str]:
    """The tags of one mail."""
    found: list[str] = mailpit.get(f"/api/v1/message/{id}")["Tags"]
    return found


def test_tags_are_set_and_counted(mailpit: MailpitClient) -> None:
    """Names match in any letter case, unknown ids do no harm, and `info` counts the mails of each tag."""
    first, second = mailpit.mail(X_Tags="red"), mailpit.mail()

    answer = mailpit.ask("PUT", "/api/v1/tags", json={"tags": ["Blue", "a/b"], "ids": [first, second, "unknown"]})

    assert answer.text == "ok"
    assert tags(mailpit, first) == ["a b", "Blue"]
    assert mailpit.get("/api/v1/tags") == ["a b", "Blue"]
    assert mailpit.get("/api/v1/info")["Tags"] == {"a b": 2, "Blue": 2}
    assert mailpit.subjects("tag:blue is:tagged") == ["Hello", "Hello"]


def test_no_tags_remove_those_of_the_mail(mailpit: MailpitClient) -> None:
    """Without ids nothing changes."""
    id = mailpit.mail(X_Tags="red")
    mailpit.ask("PUT", "/api/v1/tags", json={"Tags": []})
    assert mailpit.get("/api/v1/tags") == ["red"]

    mailpit.ask("PUT", "/api/v1/tags", json={"IDs": [id]})

    assert mailpit.get("/api/v1/tags") == []


def test_a_tag_is_renamed_and_deleted(mailpit: MailpitClient) -> None:
    """In all mails that have it."""
    id = mailpit.mail(X_Tags="red, green")

    assert mailpit.ask("PUT", "/api/v1/tags/red", json={"Name": "blue"}).text == "ok"
    assert tags(mailpit, id) == ["blue", "green"]
    assert mailpit.ask("DELETE", "/api/v1/tags/blue").text == "ok"
    assert tags(mailpit, id) == ["green"]


@pytest.mark.parametrize(
    ("method", "tag", "name", "sentence"),
    [
        ("PUT", "nope", "x", "tag not found: nope"),
        ("PUT", "red", "green", "tag already exists: green"),
        ("PUT", "red", "//", "invalid tag name: "),
        ("DELETE", "nope", "", "tag not found: nope"),
        ("DELETE", "a/b", "", "tag not found: a/b"),
    ],
)
def test_a_wrong_tag_is_refused(mailpit: MailpitClient, method: str, tag: str, name: str, sentence: str) -> None:
    """The answer is 400, and nothing changes."""
    mailpit.mail(X_Tags="red, green")

    answer = mailpit.ask(method, f"/api/v1/tags/{tag}", json={"Name": name})

    assert answer.status_code == 400
    assert answer.text.startswith(sentence)
    assert mailpit.get("/api/v1/tags") == ["green", "red"]
