"""The WebSocket that tells every change of the mailbox."""

import json
import smtplib
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from simple_websocket import Client, ConnectionClosed

from mockkf import MockKeyfactor
from mockkf.instance import Mock
from tests.mailpit.conftest import MailpitClient

SECONDS = 10
KEY = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}


class Follower:
    """A client of the WebSocket."""

    def __init__(self, url: str, **options: Any) -> None:
        self._socket = Client(url, **options)

    def next(self) -> tuple[str, Any]:
        """Wait for the next message and return its type and its data."""
        said = self._socket.receive(timeout=SECONDS)
        assert said is not None, "no message came in time"
        message = json.loads(said)
        assert set(message) == {"Type", "Data"}
        return message["Type"], message["Data"]

    def until(self, kind: str) -> Any:
        """Wait for a message of this type, whatever comes before, and return its data."""
        while True:
            found, data = self.next()
            if found == kind:
                return data

    def say(self, text: str) -> None:
        """Send a message, which the server drops."""
        self._socket.send(text)

    def close(self) -> None:
        """Leave."""
        if self._socket.connected:
            self._socket.close()
        self._socket.thread.join(SECONDS)
        self._socket.sock.close()


@contextmanager
def following(mock: Mock, **options: Any) -> Iterator[Follower]:
    """Yield a client that has got the first numbers."""
    url = mock.mailpit_url.replace("http", "ws", 1)
    follower = Follower(f"{url}/api/events", **options)
    try:
        assert follower.next()[0] == "stats"
        yield follower
    finally:
        follower.close()


def handshake(mock: Mock, headers: Mapping[str, str | None]) -> requests.Response:
    """Return the answer to a handshake that is not accepted."""
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", **KEY, **headers}
    return requests.get(f"{mock.mailpit_url}/api/events", headers=asked, timeout=SECONDS)


def test_a_new_mail_is_told(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """With the item of the list, and soon with the numbers."""
    with following(mockkf) as follower:
        id = mailpit.mail("Order")

        kind, item = follower.next()
        assert (kind, item["ID"], item["Cc"]) == ("new", id, [])
        assert item == mailpit.get("/api/v1/messages")["messages"][0]
        assert follower.next() == ("stats", {"Total": 1, "Unread": 1, "Version": "v1.33.1"})


def test_marks_are_told(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """A flag that really changed, and tags that were set."""
    id = mailpit.mail()
    with following(mockkf) as follower:
        mailpit.get(f"/api/v1/message/{id}")
        mailpit.get(f"/api/v1/message/{id}")
        mailpit.ask("PUT", "/api/v1/tags", json={"IDs": [id], "Tags": ["Blue"]})
        mailpit.ask("PUT", "/api/v1/messages", json={"IDs": [id], "Read": False})

        assert follower.until("update") == {"ID": id, "Read": True}
        assert follower.until("update") == {"ID": id, "Tags": ["Blue"]}
        assert follower.until("update") == {"ID": id, "Read": False}


def test_deletion_is_told(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """One mail by its id; all of them without data."""
    id = mailpit.mail()
    with following(mockkf) as follower:
        mailpit.ask("DELETE", "/api/v1/messages", json={"IDs": [id]})
        assert follower.until("delete") == {"ID": id}

        mailpit.ask("DELETE", "/api/v1/messages")
        assert follower.until("truncate") is None


@pytest.mark.parametrize("change", ["rename", "delete", "reset"])
def test_great_changes_ask_for_a_reload(mailpit: MailpitClient, mockkf: MockKeyfactor, change: str) -> None:
    """A tag of all mails was changed, or the mock was reset."""
    mailpit.mail(X_Tags="red")
    with following(mockkf) as follower:
        if change == "rename":
            mailpit.ask("PUT", "/api/v1/tags/red", json={"Name": "blue"})
        elif change == "delete":
            mailpit.ask("DELETE", "/api/v1/tags/red")
        else:
            mockkf.reset()

        assert follower.until("prune") is None
        assert follower.until("stats")["Total"] == (0 if change == "reset" else 1)
        id = mailpit.mail("after")
        assert follower.until("new")["ID"] == id


def test_a_search_that_deletes_many_asks_for_a_reload(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """More than 200 mails are not told one by one."""
    body = {"From": {"Email": "a@x.example"}, "To": [{"Email": "b@x.example"}]}
    for _ in range(201):
        mailpit.ask("POST", "/api/v1/send", json=body)
    with following(mockkf) as follower:
        mailpit.ask("DELETE", "/api/v1/search", params={"query": "from:a@x.example"})

        assert follower.until("prune") is None


@pytest.mark.parametrize(("reply", "level"), [("451 4.3.0 try later", "warning"), ("550 5.1.1 unknown", "error")])
def test_a_refusal_is_told(mockkf: MockKeyfactor, reply: str, level: str) -> None:
    """Each 4xx and 5xx reply of the mail server, with the address of the client."""
    mockkf.faults.add("relay.sender", reply=reply)
    with following(mockkf) as follower:
        with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=SECONDS) as client:
            client.ehlo()
            client.mail("a@x.example")

        assert follower.until("error") == {"Level": level, "Type": "smtpd", "IP": "127.0.0.1", "Message": reply}


def test_a_client_may_talk_and_leave(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """What it says is dropped; after it left, nothing waits for changes."""
    with following(mockkf) as follower:
        follower.say("hello")
        mailpit.mail()
        assert follower.until("new")["Subject"] == "Hello"

    streams = [thread for thread in threading.enumerate() if thread.name == "mockkf-events"]
    for stream in streams:
        stream.join(SECONDS)
    assert not any(stream.is_alive() for stream in streams)


def test_the_stream_ends_with_the_mock(mockkf_factory: Any) -> None:
    """A stop closes it at once, and no thread stays."""
    before = set(threading.enumerate())
    mock: MockKeyfactor = mockkf_factory()
    follower = Follower(f"{mock.mailpit_url.replace('http', 'ws', 1)}/api/events")
    follower.next()

    mock.stop()

    with pytest.raises(ConnectionClosed):
        follower.until("nothing")
    follower.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(SECONDS)
        assert not thread.is_alive()


def test_a_sandbox_tells_its_own_changes(mockkf: MockKeyfactor) -> None:
    """Below its prefix; when it is removed, the stream ends."""
    body = {"From": {"Email": "a@x.example"}, "To": [{"Email": "b@x.example"}]}
    sandbox = mockkf.sandbox("a")
    main, own = MailpitClient(mockkf), MailpitClient(sandbox)
    with following(sandbox) as follower:
        main.ask("POST", "/api/v1/send", json=body)
        id = own.ask("POST", "/api/v1/send", json={**body, "Subject": "own"}).json()["ID"]
        assert follower.until("new")["ID"] == id

        sandbox.remove()

        with pytest.raises(ConnectionClosed):
            follower.until("nothing")
    for client in (main, own):
        client.web.close()


def test_it_works_over_tls(mailpit: MailpitClient, mockkf: MockKeyfactor) -> None:
    """At the https port, with the CA of the mock."""
    url = mockkf.https_url.replace("https", "wss").removesuffix("/KeyfactorAPI")
    follower = Follower(f"{url}/api/events", ssl_context=ssl.create_default_context(cafile=mockkf.ca_file))
    follower.next()

    id = mailpit.mail()

    assert follower.until("new")["ID"] == id
    follower.close()


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_foreign_page_cannot_follow(mockkf: MockKeyfactor, headers: dict[str, str]) -> None:
    """The handshake is refused."""
    assert handshake(mockkf, headers).status_code == 403


def test_a_token_is_asked_for(mockkf_factory: Any) -> None:
    """In the handshake, as Bearer or Basic."""
    mock: MockKeyfactor = mockkf_factory(control_token="s3cret")
    url = f"{mock.mailpit_url.replace('http', 'ws', 1)}/api/events"

    assert handshake(mock, {}).status_code == 401
    for said in ("Bearer s3cret", f"Basic {b64encode(b'x:s3cret').decode()}"):
        follower = Follower(url, headers={"Authorization": said})
        assert follower.next()[0] == "stats"
        follower.close()


@pytest.mark.parametrize("headers", [{"Sec-WebSocket-Version": "1"}, {"Sec-WebSocket-Key": None}, {"Upgrade": "h2c"}])
def test_a_broken_handshake_is_refused(mockkf: MockKeyfactor, headers: dict[str, str | None]) -> None:
    """The answer is 400 in text."""
    answer = handshake(mockkf, headers)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/plain")
