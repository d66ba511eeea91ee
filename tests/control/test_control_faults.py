"""Faults, vaults and stored secrets over the control API."""

from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.faults import PRESETS, STEPS
from tests.control.test_control import ask
from tests.support.command import Command

SLOW = {"step": "relay.recipient", "to": "*@keyexample.com", "reply": "451 4.3.0 try later", "times": 2}
AT = ["MyFolderName", "MyEmailUserPassword"]


def test_a_fault_is_planned_and_counted(command: Command, mockkf: MockKeyfactor) -> None:
    """A planned fault fires as planned, and counts how often it matched and fired."""
    planned = ask(mockkf, "/faults", "POST", json=SLOW)

    statuses = [command.test().status_code for _ in range(3)]

    assert (planned.status_code, planned.json()) == (201, {"id": 1, **SLOW, "seen": 0, "fired": 0})
    assert statuses == [400, 400, 200]
    assert ask(mockkf, "/faults/1").json() == {"id": 1, **SLOW, "seen": 3, "fired": 2}
    assert ask(mockkf, "/faults").json() == {"faults": [{"id": 1, **SLOW, "seen": 3, "fired": 2}]}


def test_a_list_of_faults_is_planned_at_once(mockkf: MockKeyfactor) -> None:
    """A list plans faults in its order; presets can have changed members."""
    faults = [SLOW, {"preset": "exchange.send_as_denied", "times": 1}]

    answer = ask(mockkf, "/faults", "POST", json=faults)

    told = answer.json()["faults"]
    assert answer.status_code == 201
    assert [fault["id"] for fault in told] == [1, 2]
    assert (told[1]["preset"], told[1]["step"], told[1]["times"]) == ("exchange.send_as_denied", "relay.message", 1)


def test_too_many_faults_are_none(mockkf: MockKeyfactor) -> None:
    """No fault of a list that is too long is planned."""
    ask(mockkf, "/faults", "POST", json=SLOW)

    answer = ask(mockkf, "/faults", "POST", json=[SLOW] * 1_000)

    assert answer.status_code == 400
    assert [fault.id for fault in mockkf.faults] == [1]


def test_faults_are_taken_out(command: Command, mockkf: MockKeyfactor) -> None:
    """DELETE removes one fault by its id, or all faults."""
    ask(mockkf, "/faults", "POST", json=[SLOW, SLOW, SLOW])

    assert ask(mockkf, "/faults/2", "DELETE").json()["id"] == 2
    assert [fault["id"] for fault in ask(mockkf, "/faults").json()["faults"]] == [1, 3]
    assert ask(mockkf, "/faults", "DELETE").json() == {"faults": []}
    assert command.test().status_code == 200


def test_the_kinds_are_told(mockkf: MockKeyfactor) -> None:
    """The list has every step with its criteria, and a description of each action and preset."""
    kinds = ask(mockkf, "/faults/steps").json()

    assert kinds["steps"].keys() == STEPS.keys()
    assert all(kinds["steps"][step]["criteria"] == list(criteria) for step, criteria in STEPS.items())
    assert all(about for step in kinds["steps"].values() for about in step["actions"].values())
    assert kinds["presets"].keys() == PRESETS.keys()
    assert kinds["presets"]["exchange.send_as_denied"] == (
        "the account that logged on may not send as the sender (at relay.message)"
    )
    assert "times" in kinds["when"]


def test_the_vaults_are_told_without_their_secrets(mockkf: MockKeyfactor) -> None:
    """The list has the parts of an address of each vault, and the addresses with a secret."""
    vaults = ask(mockkf, "/vaults").json()["vaults"]

    assert [(vault["id"], vault["name"]) for vault in vaults] == [(1, "Local"), (2, "CyberArk"), (3, "Delinea")]
    assert (vaults[1]["asks_for"], vaults[1]["secrets"]) == (["Folder", "Object"], 4)
    assert AT in vaults[1]["addresses"]


@pytest.mark.parametrize("provider", ["2", "CyberArk"])
def test_a_secret_is_put_compared_and_taken_out(command: Command, mockkf: MockKeyfactor, provider: str) -> None:
    """The path has the id or the name of the provider; the next mail uses the stored secret."""
    path = f"/vaults/{provider}"
    put = ask(mockkf, f"{path}/secrets", "PUT", json={"at": AT, "value": "s3cret"})
    parameters = {"Folder": AT[0], "Object": AT[1]}
    command.test(RelayPassword={"Provider": 2, "Parameters": parameters})

    assert (put.status_code, put.json()["secrets"]) == (200, 4)
    assert ask(mockkf, "/messages/1/used", "POST", json={"expected": "s3cret"}).json() == {"used": True}
    compared = [{"at": AT, "expected": said} for said in ("s3cret", "guess", "")] + [{"at": ["a", "b"], "expected": ""}]
    said = [ask(mockkf, f"{path}/compare", "POST", json=body).json()["same"] for body in compared]
    assert said == [True, False, False, False]
    assert ask(mockkf, f"{path}/secrets", "DELETE", json={"at": AT}).json()["secrets"] == 3
    assert tuple(AT) not in mockkf.vaults[2]


@pytest.mark.parametrize(
    ("changes", "member", "sentence"),
    [
        ({}, "ClientSecret", "ClientSecret of the stored profile has no value to compare: it is not set"),
        (
            {"RelayPassword": {"Provider": 2, "Parameters": {"Folder": "a", "Object": "b"}}},
            "RelayPassword",
            "RelayPassword of the stored profile has no value to compare: PAM provider 2 provides it",
        ),
    ],
)
def test_a_member_without_a_value_is_404(
    command: Command, mockkf: MockKeyfactor, changes: dict[str, Any], member: str, sentence: str
) -> None:
    """The error message says why there is no value."""
    command.put(**changes)

    answer = ask(mockkf, "/profile/compare", "POST", json={"member": member, "expected": "x"})

    assert (answer.status_code, answer.json()) == (404, {"error": sentence})


def test_a_stored_secret_is_compared(command: Command, mockkf: MockKeyfactor) -> None:
    """A test can compare the secret, because the API never returns it."""
    command.put()

    asked = [("RelayPassword", "MySuperSecretPassword"), ("RelayPassword", "gu\ud800ss"), ("RelayUsername", "x")]
    said = [
        ask(mockkf, "/profile/compare", "POST", json={"member": member, "expected": expected}).json()["same"]
        for member, expected in asked
    ]
    assert said == [True, False, False]
