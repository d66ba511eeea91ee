"""Mail is removed and marked over the control API, and named by its number or its uid."""

import re
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from tests.control.test_control import ask, is_a_refusal, send
from tests.support.command import Command

MAIL = b"Subject: a\r\nX-Tags: Blue, red\r\n\r\ntext\r\n"
PLAIN = b"Subject: b\r\n\r\ntext\r\n"


def page(mock: MockKeyfactor, query: str = "") -> Any:
    """The answer of the list."""
    return ask(mock, f"/messages?{query}").json()


def ids(mock: MockKeyfactor, query: str = "") -> list[int]:
    """The ids of a list of messages."""
    return [message["id"] for message in page(mock, query)["messages"]]


def patch(mock: MockKeyfactor, path: str, body: Any) -> requests.Response:
    """Send a PATCH."""
    return requests.patch(f"{mock.control_url}{path}", json=body, timeout=10)


def test_one_message_is_removed(mockkf: MockKeyfactor) -> None:
    """The answer is the message; lists, pages and totals are right without it, and it is not dropped."""
    send(mockkf, *[PLAIN] * 4)

    answer = ask(mockkf, "/messages/2", "DELETE")

    assert (answer.status_code, answer.json()["id"], answer.json()["subject"]) == (200, 2, "b")
    assert (ids(mockkf), page(mockkf)["total"], page(mockkf)["last_id"]) == ([4, 3, 1], 3, 4)
    assert (ids(mockkf, "limit=2&start=1"), ids(mockkf, "after_id=1"), ids(mockkf, "subject=b")) == (
        [3, 1],
        [3, 4],
        [4, 3, 1],
    )
    assert ids(mockkf, "after_id=2&limit=1") == [3]
    assert ask(mockkf, "/journal").json()["dropped"]["messages"] == 0
    gone = ask(mockkf, "/messages/2", "DELETE")
    assert is_a_refusal(gone, 404)
    assert gone.json()["error"] == "message 2 was removed; GET /mockkf/messages lists the captured messages"


def test_all_messages_are_removed(mockkf: MockKeyfactor) -> None:
    """The journal stays; ids go on; the last id is known."""
    Command(mockkf).test()
    send(mockkf, PLAIN)

    assert ask(mockkf, "/messages", "DELETE").json() == {"removed": 2}
    assert page(mockkf) == {"messages": [], "total": 0, "last_id": 2, "epoch": mockkf.state.epoch}
    assert ask(mockkf, "/journal").json()["total"] == 1
    assert ask(mockkf, "/messages", "DELETE").json() == {"removed": 0}
    send(mockkf, PLAIN)
    assert ids(mockkf) == [3]


def test_a_query_does_not_empty_the_mailbox(mockkf: MockKeyfactor) -> None:
    """Filters are refused there, not ignored."""
    send(mockkf, PLAIN)

    assert is_a_refusal(ask(mockkf, "/messages?to=x", "DELETE"), 400)
    assert ids(mockkf) == [1]


def test_the_journal_is_emptied_alone(mockkf: MockKeyfactor) -> None:
    """The mail stays."""
    Command(mockkf).test()

    assert ask(mockkf, "/journal", "DELETE").json() == {"removed": 1}
    journal = ask(mockkf, "/journal").json()
    assert (journal["calls"], journal["refused"], ids(mockkf)) == ([], [], [1])


def test_metrics_count_removed_mail_as_captured(mockkf: MockKeyfactor) -> None:
    """The counters of captured and of removed messages never decrease."""
    send(mockkf, *[PLAIN] * 3)
    ask(mockkf, "/messages/1", "DELETE")
    ask(mockkf, "/messages", "DELETE")

    counters = ask(mockkf, "/metrics").text
    assert re.findall(r"^mockkf_(messages|removed|dropped|bytes_held)\S* (\S+)$", counters, re.MULTILINE) == [
        ("messages", "3.0"),
        *[("dropped", "0.0")] * 3,
        ("removed", "3.0"),
        ("bytes_held", "0.0"),
    ]


def test_a_message_has_marks(mockkf: MockKeyfactor) -> None:
    """They are in the list and in the message; a PATCH sets one or both, and the answer is the message."""
    send(mockkf, MAIL)
    [listed] = page(mockkf)["messages"]
    assert (listed["read"], listed["tags"]) == (False, ["Blue", "red"])

    assert patch(mockkf, "/messages/1", {"read": True}).json()["read"] is True
    marked = patch(mockkf, f"/messages/{listed['uid']}", {"tags": ["x/y"]}).json()
    assert (marked["read"], marked["tags"]) == (True, ["x y"])
    assert patch(mockkf, "/messages/1", {"read": False, "tags": []}).json()["tags"] == []
    whole = ask(mockkf, "/messages/1").json()
    assert (whole["read"], whole["tags"], whole["subject"]) == (False, [], "a")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"read": 1}, "read must be true or false"),
        ({"read": "true"}, "read must be true or false"),
        ({"read": None}, "read must be true or false"),
        ({"tags": "a"}, "tags must be a list"),
        ({"tags": [1]}, "entry 1 of tags must be text"),
        ({"read": True, "tag": ["a"]}, "no member 'tag'; did you mean 'tags'?"),
    ],
)
def test_marks_that_cannot_be_are_refused(mockkf: MockKeyfactor, body: Any, said: str) -> None:
    """Nothing changes then."""
    send(mockkf, MAIL)

    answer = patch(mockkf, "/messages/1", body)

    assert is_a_refusal(answer, 400)
    assert answer.json()["error"].startswith(said)
    assert (page(mockkf)["messages"][0]["read"], page(mockkf)["messages"][0]["tags"]) == (False, ["Blue", "red"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("read=true", [1]),
        ("read=false", [3, 2]),
        ("tag=blue", [2, 1]),
        ("tag=b*&tag=red", [2, 1]),
        ("tag=bl", []),
        ("tag=false", [3]),
        ("tag=/^RED$/&read=false", [2]),
    ],
)
def test_messages_are_found_by_their_marks(mockkf: MockKeyfactor, query: str, found: list[int]) -> None:
    """A read flag is true or false; a tag is compared in any letter case."""
    send(mockkf, MAIL, MAIL, PLAIN)
    patch(mockkf, "/messages/1", {"read": True})

    assert ids(mockkf, query) == found


def test_a_read_flag_is_true_or_false(mockkf: MockKeyfactor) -> None:
    """Nothing else can be asked of it."""
    answer = ask(mockkf, "/messages?read=yes")

    assert is_a_refusal(answer, 400)
    assert answer.json()["error"] == "read must be true or false"


def test_every_route_takes_the_uid(mockkf: MockKeyfactor) -> None:
    """It stands for the number in each path and in `after_id`."""
    send(mockkf, MAIL, PLAIN)
    uid = page(mockkf)["messages"][1]["uid"]
    assert re.fullmatch("[0-9A-Za-z]{22}", uid)

    assert ask(mockkf, f"/messages/{uid}").json()["id"] == 1
    assert ask(mockkf, f"/messages/{uid}/raw").content == ask(mockkf, "/messages/1/raw").content
    assert ask(mockkf, f"/messages/{uid}/attachments/1").status_code == 404
    used = requests.post(f"{mockkf.control_url}/messages/{uid}/used", json={"expected": "x"}, timeout=10)
    assert used.json() == {"used": False}
    assert ids(mockkf, f"after_id={uid}") == ids(mockkf, f"after_id={uid}&wait=1") == [2]
    assert ask(mockkf, f"/messages/{uid}", "DELETE").json()["uid"] == uid
    assert ids(mockkf, f"after_id={uid}") == [2]


def test_a_uid_is_never_used_again(mockkf: MockKeyfactor) -> None:
    """After a reset the number names other mail, but the uid names none, and the sentence says why."""
    send(mockkf, PLAIN)
    uid, epoch = mockkf.mailbox.all[0].uid, mockkf.state.epoch
    mockkf.reset()
    send(mockkf, PLAIN)

    assert mockkf.mailbox.all[0].uid != uid
    said = f"message {uid} belongs to epoch {epoch}; the present epoch is {epoch + 1}; GET /mockkf/messages lists the"
    for path in (f"/messages/{uid}", f"/messages?after_id={uid}", f"/messages/{uid}/raw"):
        answer = ask(mockkf, path)
        assert is_a_refusal(answer, 404)
        assert answer.json()["error"].startswith(said)


def test_a_uid_of_another_mock_names_nothing(mockkf: MockKeyfactor) -> None:
    """Neither of a sandbox, nor of one that was removed and has the same name again."""
    uids = set()
    for _ in range(2):
        with mockkf.sandbox("a") as box:
            Command(box).test()
            uids.add(box.mailbox.all[0].uid)
            for uid in uids - {box.mailbox.all[0].uid}:
                assert ask(box, f"/messages/{uid}").status_code == 404
    send(mockkf, PLAIN)

    assert len(uids) == 2
    for uid in (*uids, "0" * 22, "z" * 22):
        answer = ask(mockkf, f"/messages/{uid}")
        assert is_a_refusal(answer, 404)
        assert answer.json()["error"].startswith(f"there is no message {uid}; GET")


@pytest.mark.parametrize("said", ["0", "99", "9" * 30, "0" * 22, "A" * 22])
def test_an_id_of_nothing_is_404(mockkf: MockKeyfactor, said: str) -> None:
    """For every method."""
    for method in ("GET", "DELETE"):
        assert is_a_refusal(ask(mockkf, f"/messages/{said}", method), 404)
    assert is_a_refusal(patch(mockkf, f"/messages/{said}", {"read": True}), 404)
