"""Snapshots of full mailboxes: together with the mailbox they keep a bounded number of bytes."""

from mockkf import MockKeyfactor
from tests.soak.clients import Web, deliver
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import MIB, cost

ITEM = 1
TITLE = "full mailboxes, snapshots"


def attack(scale: Scale) -> Outcome:
    """Fill the mailbox, take a snapshot, reset, and begin again; the snapshots are refused when there is no room."""
    room, size = scale.of(64, 4) * MIB, MIB // 4
    taken, refused = 0, 0
    with MockKeyfactor(message_memory=room) as mock, Web(mock) as web, cost(most=4 * room / MIB + 30) as found:
        for _ in range(6):
            for _ in range(room // size):
                deliver(mock, b"Subject: large\r\n\r\n" + (b"x" * 998 + b"\r\n") * (size // 1000))
            status = web.control("POST", "/snapshots", {}).status
            taken, refused = taken + (status == 201), refused + (status == 409)
            mail = mock.snapshots.mail.bytes + sum(len(one.raw) for one in mock.mailbox.all[:-1])
            assert mail <= 2 * room, f"{mail} bytes of mail"
            mock.reset()
    assert taken + refused == 6
    return Outcome(f"6 mailboxes of {room // MIB} MiB", f"{taken} kept, {refused} not, {found}")
