"""Many senders at once, with faults at every step: what was accepted is captured, once, and nothing else is."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from mockkf import MockKeyfactor
from tests.soak.clients import Smtp
from tests.soak.outcome import Outcome, Scale

ITEM = 10
TITLE = "64 senders, faults"

SENDERS = 64

FAULTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("relay.banner", {"reply": "421 4.7.0 busy"}),
    ("relay.hello", {"drop": True}),
    ("relay.sender", {"reply": "451 4.3.0 try later"}),
    ("relay.recipient", {"reply": "550 5.1.1 no such user"}),
    ("relay.data", {"drop": True}),
    ("relay.message", {"reply": "452 4.3.1 full"}),
    ("relay.message", {"tcp_reset": True}),
    ("relay.message", {"delay": 0.01}),
)


def attack(scale: Scale) -> Outcome:
    """Let each sender send its mails and note which were accepted; compare them with the mailbox."""
    mails = scale.of(150, 2)
    with MockKeyfactor(message_limit=SENDERS * 150) as mock, ThreadPoolExecutor(SENDERS) as pool:
        for number, (step, action) in enumerate(FAULTS):
            mock.faults.add(step, every=7 + number, **action)
        accepted = [name for names in pool.map(partial(_send, mock, mails), range(SENDERS)) for name in names]
        captured = [message.subject for message in mock.mailbox.all]
        fired = sum(fault.fired for fault in mock.faults)
    assert len(set(captured)) == len(captured), "a mail was captured twice"
    lost = set(accepted) - set(captured)
    assert not lost, f"{len(lost)} accepted mails were lost"
    more = set(captured) - set(accepted)
    assert not more, f"{len(more)} captured mails were not accepted"
    return Outcome(f"{SENDERS * mails:,} mails, {fired:,} faults", f"{len(accepted):,} accepted = captured")


def _send(mock: MockKeyfactor, mails: int, sender: int) -> list[str]:
    """Send mails, each over a connection of its own, and return the subjects of those that were accepted."""
    names = [f"{sender}-{number}" for number in range(mails)]
    return [name for name in names if _is_accepted(mock, name.encode())]


def _is_accepted(mock: MockKeyfactor, name: bytes) -> bool:
    try:
        with Smtp(mock) as client:
            for line in (b"EHLO soak", b"MAIL FROM:<%b@x.y>" % name, b"RCPT TO:<b@x.y>", b"DATA"):
                if client.say(line)[:1] not in (b"2", b"3"):
                    return False
            return client.say(b"Subject: %b\r\n\r\nHello\r\n." % name).startswith(b"250")
    except ConnectionError:
        return False
