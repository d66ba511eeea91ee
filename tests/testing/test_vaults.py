"""The vaults in Python: secrets can be stored, removed and compared, but not read."""

from collections.abc import Callable
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.pam import FAILURES
from mockkf.testing.vaults import Vault
from tests.support.command import Command

FOLDER = ("MyFolderName", "MyEmailUserPassword")


def test_a_vault_is_found_by_id_or_name(mockkf: MockKeyfactor) -> None:
    """`vaults[2]` and `vaults["CyberArk"]` are the same."""
    by_id, by_name = mockkf.vaults[2], mockkf.vaults["CyberArk"]

    assert by_id.id == by_name.id == 2
    assert (by_id.name, by_id.type, by_id.asks_for) == ("CyberArk", "CyberArk", ("Folder", "Object"))


@pytest.mark.parametrize("provider", [0, 9, "2", "cyberark", None])
def test_a_provider_that_is_not_there_is_named_with_those_that_are(mockkf: MockKeyfactor, provider: Any) -> None:
    """The `KeyError` lists ids and names."""
    with pytest.raises(
        KeyError, match=r"no PAM provider .*; known providers: 1 \(Local\), 2 \(CyberArk\), 3 \(Delinea\)"
    ):
        mockkf.vaults[provider]


def test_vaults_are_counted_and_walked_through(mockkf: MockKeyfactor) -> None:
    """Each provider has one vault, sorted by id."""
    assert len(mockkf.vaults) == 3
    assert [vault.name for vault in mockkf.vaults] == ["Local", "CyberArk", "Delinea"]


def test_a_secret_is_put_in_compared_and_taken_out(mockkf: MockKeyfactor) -> None:
    """`[]` stores a secret, `in` and `holds` test it, `del` removes only it."""
    vault = mockkf.vaults[2]

    vault["Root", "new"] = "s3cret"

    assert ("Root", "new") in vault
    assert vault.holds(("Root", "new"), "s3cret")
    assert not vault.holds(("Root", "new"), "S3cret")
    assert not vault.holds(("Root", "old"), "s3cret")
    assert len(vault) == 5
    assert {*vault} >= {("Root", "new"), FOLDER}
    del vault["Root", "new"]
    assert ("Root", "new") not in vault
    assert len(vault) == 4


def test_one_parameter_needs_no_tuple(mockkf: MockKeyfactor) -> None:
    """`vault["name"]` and `vault[("name",)]` are the same address."""
    mockkf.vaults[1]["new"] = "s3cret"

    assert mockkf.vaults[1].holds(("new",), "s3cret")


@pytest.mark.parametrize("key", ["MyFolderName", ("a",), ("a", "b", "c"), ("a", ""), ("a", 1), (), 5, None])
@pytest.mark.parametrize(
    "use",
    [
        lambda vault, key: vault.__setitem__(key, "s3cret"),
        lambda vault, key: vault.__delitem__(key),
        lambda vault, key: key in vault,
        lambda vault, key: vault.holds(key, "s3cret"),
        lambda vault, key: vault.play("timeout", at=key) if key is not None else vault.holds(key, "x"),
    ],
    ids=["set", "delete", "in", "holds", "play"],
)
def test_an_address_that_is_none_says_what_one_is(
    mockkf: MockKeyfactor, key: Any, use: Callable[[Vault, Any], Any]
) -> None:
    """Too few, too many, empty or no texts: `KeyError` names the parameters, and no value."""
    with pytest.raises(KeyError, match="must have one non-empty text for each of Folder, Object") as caught:
        use(mockkf.vaults[2], key)

    assert "s3cret" not in str(caught.value)
    assert len(mockkf.vaults[2]) == 4


@pytest.mark.parametrize("value", [None, 5, b"s3cret", ["s3cret"]])
def test_a_secret_is_text(mockkf: MockKeyfactor, value: Any) -> None:
    """Any other value raises a `TypeError` that does not show it."""
    with pytest.raises(TypeError, match=rf"^a secret must be text, not {type(value).__name__}$"):
        mockkf.vaults[1]["new"] = value

    assert "new" not in mockkf.vaults[1]


def test_deleting_what_is_not_there_says_so(mockkf: MockKeyfactor) -> None:
    """`KeyError` names the provider and the address."""
    with pytest.raises(KeyError, match="CyberArk has no secret at Root / none"):
        del mockkf.vaults[2]["Root", "none"]


def test_a_vault_does_not_show_what_it_holds(mockkf: MockKeyfactor) -> None:
    """The printed form has names and counts; there is no way to read a secret."""
    vault = mockkf.vaults[2]
    vault[FOLDER] = "s3cret"

    assert repr(vault) == "<vault 2 (CyberArk, CyberArk): 4 secrets by Folder, Object>"
    assert "s3cret" not in repr(vault) + str([*vault]) + repr(mockkf.vaults) + repr(mockkf.state.pam)
    with pytest.raises(TypeError, match="not subscriptable"):
        vault[FOLDER]  # type: ignore[index]


def test_a_vault_belongs_to_the_state(mockkf: MockKeyfactor) -> None:
    """A reset restores the first secrets; an existing vault object has them, too."""
    vault = mockkf.vaults[1]
    vault["EmailSenderPassword"] = "changed"

    mockkf.reset()

    assert vault.holds("EmailSenderPassword", "LocalPassword")


def test_the_api_and_python_see_the_same_vault(command: Command, mockkf: MockKeyfactor) -> None:
    """An entry made over the API is in the vault, and a value set in Python keeps its description."""
    path = "/PamProviders/Local/1/Entries"
    command.call("POST", path, 1, json={"SecretName": "new", "SecretValue": "a", "Description": "for mail"})
    assert mockkf.vaults[1].holds("new", "a")

    mockkf.vaults[1]["new"] = "b"

    [entry] = command.call("GET", path, 1, params={"QueryString": "SecretName -eq new"}).json()
    assert entry == {"ProviderId": 1, "SecretName": "new", "Description": "for mail"}
    assert mockkf.vaults[1].holds("new", "b")


def test_a_deleted_provider_has_no_vault(command: Command, mockkf: MockKeyfactor) -> None:
    """A deleted provider has no vault and no secrets."""
    command.call("DELETE", "/PamProviders/3").raise_for_status()

    assert [vault.id for vault in mockkf.vaults] == [1, 2]


def test_a_scenario_that_is_none_is_named_with_those_that_are(mockkf: MockKeyfactor) -> None:
    """The `ValueError` lists all allowed values."""
    with pytest.raises(
        ValueError, match=r"^failure at pam.resolve must be one of .*, not 'timeuot'; did you mean 'timeout'\?$"
    ) as caught:
        mockkf.vaults[1].play("timeuot")

    assert all(scenario in str(caught.value) for scenario in FAILURES)


@pytest.mark.parametrize("times", [0, -1])
def test_a_scenario_is_played_at_least_once(mockkf: MockKeyfactor, times: int) -> None:
    """`times` counts from 1."""
    with pytest.raises(ValueError, match=f"^times must be a whole number of at least 1, not {times}$"):
        mockkf.vaults[1].play("timeout", times=times)


def test_look_ups_are_listed_by_vault(command: Command, mockkf: MockKeyfactor) -> None:
    """The list has the addresses of the lookups in order, without the values."""
    command.test(
        RelayUsername={"Provider": 2, "Parameters": {"Object": "MyEmailUsername", "Folder": "MyFolderName"}},
        RelayPassword={"Provider": 1, "Parameters": {"SecretName": "EmailSenderPassword"}},
    ).raise_for_status()

    [lookup] = mockkf.vaults[2].lookups
    assert (lookup.provider, lookup.provider_name) == (2, "CyberArk")
    assert [*lookup.address.items()] == [("Folder", "MyFolderName"), ("Object", "MyEmailUsername")]
    assert len(mockkf.vaults[1].lookups) == 1
    assert mockkf.vaults[3].lookups == ()
    assert "LocalPassword" not in repr(mockkf.state.lookups)


def test_what_is_played_a_number_of_times_comes_first(command: Command, mockkf: MockKeyfactor) -> None:
    """Limited failures apply in their order, then the newest unlimited one."""
    vault = mockkf.vaults["Local"]
    vault.play("unreachable")
    vault.play("timeout")
    vault.play("not_found", times=1)
    vault.play("access_denied", times=1)

    kept = {"Provider": vault.id, "Parameters": {"SecretName": "EmailSenderPassword"}}
    said = [command.test(RelayPassword=kept).json()["Message"] for _ in range(4)]

    assert ["was found" in said[0], "was denied" in said[1], *("elapsed" in one for one in said[2:])] == [True] * 4
