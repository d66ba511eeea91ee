"""What users write, for the type checkers: every public name has a type that says what it is."""

from collections.abc import Callable, Mapping
from typing import Any, assert_type

from mockkf import ApiCall, Attachment, Mailbox, Message, MockKeyfactor, PlannedFault, Refusal, Sandbox, Trace


def reads_a_mail(mockkf: MockKeyfactor, mockkf_mailbox: Mailbox) -> None:
    """A test that asks for mail."""
    message = mockkf.mailbox.expect_one(to="mjones@keyexample.com")
    assert_type(message, Message)
    assert_type(mockkf_mailbox.find(subject="x"), tuple[Message, ...])
    assert_type(message.subject, str)
    assert_type(message.raw, bytes)
    assert_type(message.attachments, tuple[Attachment, ...])
    assert_type(message.attachments[0].sha256, str)
    assert_type(message.headers.addresses("To")[0].address, str)
    assert_type(message.defects, tuple[str, ...])
    if message.login is not None:
        assert_type(message.login.used("s3cret"), bool)


def reads_addresses(mockkf_server: MockKeyfactor, mockkf_env: Mapping[str, str], mockkf_ca: str) -> tuple[str, str]:
    """A test that configures a client."""
    assert_type(mockkf_server.url, str)
    assert_type(mockkf_server.credentials, tuple[str, str])
    assert_type(mockkf_server.relay.smtp, int)
    assert_type(mockkf_server.environ(), dict[str, str])
    assert_type(mockkf_server.reset(), int)
    return mockkf_env["KEYFACTOR_HOSTNAME"], mockkf_ca


def lets_fail(mockkf: MockKeyfactor) -> None:
    """A test with a fault, a sandbox and a snapshot."""
    fault = mockkf.faults.add("relay.recipient", to="*@slow.example", reply="451 4.3.0 try later", times=2)
    assert_type(fault, PlannedFault)
    assert_type(fault.fired, int)
    with mockkf.sandbox("a", release="24.4") as sandbox:
        assert_type(sandbox, Sandbox)
        assert_type(sandbox.mailbox, Mailbox)
    assert_type(mockkf.restore(mockkf.snapshot()), int)
    assert_type(mockkf.change(release="24.4"), int)
    assert_type(mockkf.traces.last, Trace | None)
    assert_type(mockkf.traces.of(1).messages, tuple[Message, ...])


def makes_more(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """A test with mocks of its own."""
    with MockKeyfactor(release="24.4") as one:
        assert_type(one, MockKeyfactor)
    refused: tuple[Refusal, ...] = mockkf_factory(release="25.5").state.refusals
    calls: list[ApiCall] = [*mockkf_factory().journal]
    print(refused, calls)  # noqa: T201 - a value that is used


def mockkf_config() -> Mapping[str, Any]:
    """A fixture that says more."""
    return {"release": "24.4"}
