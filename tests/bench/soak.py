"""Two hundred sandboxes of one server under load: none sees anything of another. Run by `make soak`."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter

from mockkf import MockKeyfactor, Sandbox
from mockkf.config.settings import Settings
from tests.support.command import Command

SANDBOXES = 200
AT_ONCE = 32
ROUNDS = 5


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


def main() -> None:
    """All of them, some at a time, again and again."""
    began = perf_counter()
    with MockKeyfactor(settings=Settings()) as keyfactor, ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(1, ROUNDS + 1):
            made = [keyfactor.sandbox(f"s{name}") for name in range(SANDBOXES)]
            lived = sum(1 for _ in pool.map(partial(live, keyfactor), made))
            for sandbox in made:
                sandbox.remove()
            assert not keyfactor.sandboxes
            assert (len(keyfactor.mailbox), len(keyfactor.journal)) == (0, 0)
            print(f"round {number}: {lived} sandboxes, {AT_ONCE} calls at once, {perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
