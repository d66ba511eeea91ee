"""Presets: each refuses with the text of the server in its name."""

from collections.abc import Mapping
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.faults import PRESETS, STEPS, Preset, read
from tests.support.command import RECIPIENT, Command
from tests.support.relay_post import MAIL, SENDER, Client

MAIL_PRESETS = {name: preset for name, preset in PRESETS.items() if preset.step.startswith("relay.")}
CALL_PRESETS = {name: preset for name, preset in PRESETS.items() if preset.step == "http.request"}
VALUES: Mapping[str, str] = {
    "to": RECIPIENT,
    "sender": "jsmith@keyexample.com",
    "user": "command@keyexample.com",
    "host": "smtp.keyexample.com",
}
"""The values that replace the names in braces, for a test mail."""


def words(preset: Preset, values: Mapping[str, str] = VALUES) -> str:
    """Return a reply on one line: the code once, then the text of each line."""
    reply = str(preset.members["reply"])
    for name, value in values.items():
        reply = reply.replace(f"{{{name}}}", value)
    first, *others = reply.split("\n")
    return " ".join([first, *(line[4:] for line in others)])


@pytest.mark.parametrize("name", MAIL_PRESETS)
def test_a_test_mail_is_refused_in_its_words(command: Command, mockkf: MockKeyfactor, name: str) -> None:
    """The answer is 400 with the step and the whole reply; no mail is captured; the fault names the preset."""
    preset = PRESETS[name]
    fault = mockkf.faults.add(name)

    answer = command.test()

    assert answer.status_code == 400
    said = answer.json()["Message"]
    assert " ".join(said.split()).endswith(
        f"step {preset.step}: smtp.keyexample.com:587 answered {' '.join(words(preset).split())}"
    )
    assert "{" not in said
    assert fault.fired == 1
    assert f"preset='{name}'" in (mockkf.journal[-1].reason or "")
    mockkf.mailbox.expect_none()


@pytest.mark.parametrize("name", MAIL_PRESETS)
def test_a_foreign_client_hears_the_reply_line_by_line(mockkf: MockKeyfactor, name: str) -> None:
    """Every line has the code; without a login or a requested host the text has `unknown`."""
    preset = PRESETS[name]
    mockkf.faults.add(name)
    lines = str(preset.members["reply"]).split("\n")
    usual = {**VALUES, "host": "unknown", "user": "unknown", "sender": SENDER}
    if preset.step == "relay.login":
        usual["user"] = "u"
    for value, actual in usual.items():
        lines = [line.replace(f"{{{value}}}", actual) for line in lines]

    with Client(mockkf.relay.smtp) as client:
        heard = [client.greeting]
        for said in (b"EHLO laptop", b"STARTTLS", b"AUTH PLAIN AHUAcA==", b"MAIL FROM:<%b>" % SENDER.encode()):
            if preset.step == "relay.banner" or (said == b"STARTTLS") > (preset.step == "relay.tls"):
                continue
            if said.startswith(b"AUTH") > (preset.step == "relay.login"):
                continue
            heard.append(client.say(said))
        if preset.step in {"relay.recipient", "relay.message"}:
            heard.append(client.say(f"RCPT TO:<{RECIPIENT}>"))
        if preset.step == "relay.message":
            heard += [client.say("DATA"), client.say(MAIL + b".")]

    assert "\n".join([*(f"{line[:3]}-{line[4:]}" for line in lines[:-1]), lines[-1]]) in heard


@pytest.mark.parametrize("name", CALL_PRESETS)
def test_a_call_is_answered_by_what_stands_before_command(command: Command, mockkf: MockKeyfactor, name: str) -> None:
    """The answer has the status, Retry-After and the message of the preset; or there is no answer."""
    members: Mapping[str, Any] = PRESETS[name].members
    fault = mockkf.faults.add(name)

    if "drop" in members:
        with pytest.raises(requests.ConnectionError):
            command.get()
    else:
        answer = command.get()
        assert answer.status_code == members.get("status", members.get("page"))
        assert answer.headers.get("Retry-After") == (str(members["retry_after"]) if "retry_after" in members else None)
        assert ("<html>" in answer.text) == ("page" in members)
        assert members.get("message", "") in answer.text

    assert fault.fired == 1


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_is(mockkf: MockKeyfactor, name: str) -> None:
    """A preset has a sentence, a step, and members of this step; its view plans the same fault."""
    preset = PRESETS[name]
    fault = read(name, {})

    assert preset.about
    assert not preset.about.endswith(".")
    assert mockkf.faults.presets[name] == preset.about
    assert preset.step in STEPS
    assert (fault.step, fault.preset) == (preset.step, name)
    written = {member: value for member, value in fault.view().items() if member not in {"id", "seen", "fired"}}
    assert {*written} - {"step", "preset"} == {*preset.members}
    again = read(written.pop("preset"), {member: value for member, value in written.items() if member != "step"})
    assert again == fault


@pytest.mark.parametrize("name", ["exchange.send_as_denied", "gmail.bad_credentials", "postfix.greylisting"])
def test_the_presets_of_the_readme_are_there(mockkf: MockKeyfactor, name: str) -> None:
    """The presets in the README exist, because users copy them."""
    assert name in mockkf.faults.presets


def test_all_servers_have_presets() -> None:
    """Each file is one server and has at least one preset."""
    assert {name.partition(".")[0] for name in PRESETS} == {"chaos", "exchange", "gateway", "gmail", "postfix"}


def test_a_preset_can_be_narrowed(command: Command, mockkf: MockKeyfactor) -> None:
    """Criteria and limits apply to a preset."""
    mockkf.faults.add("gmail.mailbox_full", to="*@full.example", times=1)

    assert command.test().status_code == 200
    assert "452 4.2.2" in command.test(TestRecipient="x@full.example").json()["Message"]
    assert command.test(TestRecipient="x@full.example").status_code == 200


def test_a_preset_can_say_something_else(command: Command, mockkf: MockKeyfactor) -> None:
    """Given members replace the members of the preset."""
    mockkf.faults.add("postfix.greylisting", reply="450 4.7.1 <{to}>: later", times=2)

    assert [command.test().status_code for _ in range(3)] == [400, 400, 200]
    assert f"450 4.7.1 <{RECIPIENT}>: later" in mockkf.journal[0].answer.replace("\\u003C", "<").replace("\\u003E", ">")


def test_greylisting_ends_by_itself(command: Command, mockkf: MockKeyfactor) -> None:
    """Greylisting refuses only the first attempt."""
    mockkf.faults.add("postfix.greylisting")

    assert [command.test().status_code for _ in range(3)] == [400, 200, 200]


@pytest.mark.parametrize(
    ("name", "near"),
    [("gmail.bad_credential", "gmail.bad_credentials"), ("postfix.graylisting", "postfix.greylisting")],
)
def test_a_preset_that_is_not_there_has_a_neighbour(mockkf: MockKeyfactor, name: str, near: str) -> None:
    """The error names the nearest preset."""
    with pytest.raises(ConfigurationError, match=f"no step or preset '{name}'; did you mean '{near}'"):
        mockkf.faults.add(name)


def test_the_words_of_presets_are_not_shared() -> None:
    """No two presets of one server are the same."""
    for server in {name.partition(".")[0] for name in PRESETS}:
        said = [f"{each.step} {each.members}" for name, each in PRESETS.items() if name.startswith(f"{server}.")]
        assert len(said) == len({*said})
