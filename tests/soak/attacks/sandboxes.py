"""Two hundred sandboxes of one server under load: none sees anything of another."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from mockkf import MockKeyfactor, Sandbox
from mockkf.config.settings import Settings
from tests.soak.outcome import Outcome, Scale
from tests.support.command import Command

ITEM = 10
TITLE = "sandboxes under load"

AT_ONCE = 32
ROUNDS = 5


def attack(scale: Scale) -> Outcome:
    """Let all sandboxes live, some at a time, again and again."""
    number, rounds = scale.of(200, 4), scale.of(ROUNDS)
    with MockKeyfactor(settings=Settings()) as keyfactor, ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(rounds):
            made = [keyfactor.sandbox(f"s{name}") for name in range(number)]
            lived = sum(1 for _ in pool.map(partial(live, keyfactor), made))
            for sandbox in made:
                sandbox.remove()
            assert lived == number
            assert not keyfactor.sandboxes
            assert (len(keyfactor.mailbox), len(keyfactor.journal)) == (0, 0)
    return Outcome(f"{number} sandboxes, {rounds} rounds", f"{AT_ONCE} calls at once, each alone")


def live(keyfactor: MockKeyfactor, sandbox: Sandbox) -> None:
    """The life of a sandbox: mail of its API, mail of others for it, a fault, a reset; an assertion fails if not."""
    for step in (_own_mail, _foreign_mail, _own_fault, _own_reset):
        step(keyfactor, sandbox, sandbox.name)
    assert sandbox.state.late == ()


def _own_mail(_: MockKeyfactor, sandbox: Sandbox, name: str) -> None:
    Command(sandbox).test(TestRecipient=f"{name}@example.com").raise_for_status()
    message = sandbox.mailbox.expect_one()
    assert message.envelope.recipients == (f"{name}@example.com",)
    assert [call.path for call in sandbox.journal] == [f"/sandbox/{name}/KeyfactorAPI/SMTP/Test"]


def _foreign_mail(keyfactor: MockKeyfactor, sandbox: Sandbox, name: str) -> None:
    relay = keyfactor.relay
    with smtplib.SMTP(relay.host, relay.smtp, local_hostname="elsewhere", timeout=30) as client:
        client.sendmail("app@example.com", [f"ops+{name}@example.com"], "Subject: plus\n\n")
    with smtplib.SMTP(relay.host, relay.submission, local_hostname=name, timeout=30) as client:
        client.sendmail("app@example.com", ["ops@example.com"], "Subject: helo\n\n")
    sandbox.mailbox.expect(2, sender="app@example.com", timeout=30)


def _own_fault(_: MockKeyfactor, sandbox: Sandbox, name: str) -> None:
    fault = sandbox.faults.add("relay.recipient", reply=f"450 4.2.0 not {name}", times=1)
    answer = Command(sandbox).test()
    assert f"not {name}" in answer.json()["Message"], answer.text
    assert (fault.seen, fault.fired) == (1, 1)
    Command(sandbox).test().raise_for_status()


def _own_reset(_: MockKeyfactor, sandbox: Sandbox, name: str) -> None:
    del name
    assert len(sandbox.mailbox) == 4  # one of its own, two of others, one after the fault
    sandbox.reset()
    assert (len(sandbox.mailbox), len(sandbox.journal), len(sandbox.faults)) == (0, 0, 0)
