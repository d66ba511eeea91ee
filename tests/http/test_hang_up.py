"""The watch over the clients of held-up calls, as the thread of a listener uses it."""

import select
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from mockkf.http.hang_up import CONTINUE, LOOK, CallClient, HangUpWatch
from tests.support.web import PATIENCE

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture(params=["reported", "looked for"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An operating system that reports the end of a connection, as Linux, or does not, as macOS and Windows."""
    system: str = request.param
    if system == "looked for":
        monkeypatch.delattr(select, "epoll", raising=False)
    return system


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client and its connection in the server, over TCP."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = stack.enter_context(socket.create_connection(listening.getsockname(), timeout=PATIENCE))
        connection = stack.enter_context(listening.accept()[0])
        connection.settimeout(PATIENCE)
        yield client, connection


def reset(client: socket.socket) -> None:
    """Reset a connection."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def has_gone(watch: HangUpWatch, client: CallClient) -> bool:
    """Whether the watch finds that the client has gone: after a probe, the reset needs a second look."""
    woken: list[bool] = []
    with client.watched(lambda: woken.append(True)):
        for _ in range(2):
            watch.look()
    assert woken == [True] * client.is_gone
    return client.is_gone


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("leave", [socket.socket.close, reset])
def test_a_client_that_closed_the_connection_is_gone(pair: Pair, leave: Callable[[socket.socket], None]) -> None:
    """Whether it closed or reset the connection."""
    watch = HangUpWatch(lambda: None, again=0)
    leave(pair[0])

    assert has_gone(watch, CallClient(watch, pair[1]))
    watch.close()


@pytest.mark.usefixtures("system")
def test_a_client_that_is_there_is_not_gone(pair: Pair) -> None:
    """An open connection, and one with unread bytes, wakes nobody, and nothing is sent."""
    watch = HangUpWatch(lambda: None, again=0)
    assert not has_gone(watch, CallClient(watch, pair[1]))

    pair[0].sendall(b"the next request")

    assert not has_gone(watch, CallClient(watch, pair[1]))
    pair[1].close()
    with pytest.raises(ConnectionResetError):  # because the bytes were not read
        assert pair[0].recv(1) == b"a byte"
    watch.close()


@pytest.mark.usefixtures("system")
def test_a_half_closed_connection_is_probed_again_and_again(pair: Pair) -> None:
    """Each look sends `100 Continue`; when the client has closed the connection for good, it is gone."""
    watch = HangUpWatch(lambda: None, again=0)
    client = CallClient(watch, pair[1])
    pair[0].shutdown(socket.SHUT_WR)
    assert not has_gone(watch, client)
    assert pair[0].recv(len(CONTINUE)) == CONTINUE

    pair[0].close()

    assert has_gone(watch, client)
    watch.close()


@pytest.mark.usefixtures("system")
def test_without_a_probe_only_a_reset_shows_that_a_client_is_gone(pair: Pair) -> None:
    """If nothing may be sent, the end of what a client sends is no sign."""
    watch = HangUpWatch(lambda: None, again=0)
    client = CallClient(watch, pair[1], b"")
    pair[0].shutdown(socket.SHUT_WR)
    assert not has_gone(watch, client)

    reset(pair[0])

    assert has_gone(watch, client)
    watch.close()


@pytest.mark.usefixtures("system")
def test_in_another_protocol_the_end_is_the_end(pair: Pair) -> None:
    """After an upgrade there is no half-closed connection, and nothing is sent."""
    watch = HangUpWatch(lambda: None)
    client = CallClient(watch, pair[1], b"", ends_at_once=True)
    pair[0].shutdown(socket.SHUT_WR)

    assert has_gone(watch, client)
    watch.close()


def test_the_listener_is_rung_and_looks_again_where_the_system_reports_nothing(pair: Pair, system: str) -> None:
    """Else it sleeps until something is reported, or until a half-closed connection must be tested again."""
    rung: list[bool] = []
    watch = HangUpWatch(lambda: rung.append(True), again=3)
    client = CallClient(watch, pair[1])
    is_reported = system == "reported"

    assert watch.look() is None
    with client.watched(lambda: None):
        assert (rung, watch.look()) == (([], None) if is_reported else ([True], LOOK))
        pair[0].shutdown(socket.SHUT_WR)
        first = watch.look()
        assert first == (pytest.approx(3, abs=1) if is_reported else LOOK)
    assert watch.look() is None
    watch.close()


@pytest.mark.usefixtures("system")
def test_a_watched_connection_keeps_its_time_limit(pair: Pair) -> None:
    """The watch changes it while it tests the connection."""
    watch = HangUpWatch(lambda: None, again=0)
    pair[0].shutdown(socket.SHUT_WR)

    has_gone(watch, CallClient(watch, pair[1]))

    assert pair[1].gettimeout() == PATIENCE
    watch.close()


@pytest.mark.usefixtures("system")
def test_a_closed_watch_does_nothing(pair: Pair) -> None:
    """A call that is still held up at the stop ends without an error."""
    watch = HangUpWatch(lambda: None)
    client = CallClient(watch, pair[1])

    with client.watched(lambda: None):
        watch.close()
    with client.watched(lambda: None):
        assert watch.look() is None

    assert not client.is_gone
