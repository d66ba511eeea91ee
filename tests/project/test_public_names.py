"""The names users may rely on: what is not here may change, what is here may not go."""

import inspect
import re
from pathlib import Path

import mockkf
from mockkf import MockKeyfactor, Sandbox, pytest_plugin
from mockkf.pytest_plugin import option_help
from mockkf.remote import RemoteKeyfactor

ROOT = Path(__file__).parents[2]
NAMES = {
    "Attachment",
    "ConfigurationError",
    "ApiCall",
    "Calibration",
    "FailedConnection",
    "Faults",
    "Mailbox",
    "Message",
    "MockKeyfactor",
    "MockkfError",
    "PlannedFault",
    "Refusal",
    "Sandbox",
    "Trace",
    "calibrate",
}
FIXTURES = {
    "mockkf",
    "mockkf_ca",
    "mockkf_config",
    "mockkf_env",
    "mockkf_factory",
    "mockkf_mailbox",
    "mockkf_server",
}
ATTRIBUTES = {
    "clock",
    "ca_file",
    "ca_pem",
    "change",
    "child_environ",
    "client_credentials",
    "control_url",
    "credentials",
    "environ",
    "faults",
    "https_url",
    "mailpit_url",
    "idp",
    "inbox_url",
    "journal",
    "mailbox",
    "relay",
    "reset",
    "restore",
    "sandbox",
    "sandboxes",
    "snapshot",
    "start",
    "state",
    "stop",
    "traces",
    "trust_store_file",
    "url",
    "vaults",
    "verify",
}


def fixtures() -> set[str]:
    """The names of the plugin's fixtures."""
    kind = type(pytest_plugin.mockkf)
    return {name for name, value in inspect.getmembers(pytest_plugin) if isinstance(value, kind)} - {"kind"}


def public(of: type) -> set[str]:
    """The names of a class that have no underscore."""
    return {name for name in dir(of) if not name.startswith("_")}


def test_no_public_name_is_gone() -> None:
    """The package, the plugin and the mock have the names they had."""
    assert set(mockkf.__all__) >= NAMES
    assert fixtures() == FIXTURES
    assert public(MockKeyfactor) >= ATTRIBUTES


def test_a_sandbox_has_no_other_names() -> None:
    """What is asked of a sandbox can be asked of the main mock too, but for its name and its end."""
    assert public(Sandbox) - public(MockKeyfactor) == {"name", "remove"}
    assert public(MockKeyfactor) - public(Sandbox) == {"publish", "sandbox", "sandboxes", "start", "stop"}


def test_a_remote_mock_has_no_other_names() -> None:
    """What is there from elsewhere is there in the process too."""
    assert public(RemoteKeyfactor) - {"begin"} <= public(MockKeyfactor)


def test_the_table_of_fixtures_is_that_of_the_plugin() -> None:
    """Each fixture has a row in `docs/pytest.md`, and each row is a fixture."""
    text = (ROOT / "docs" / "pytest.md").read_text("utf-8")
    table = text[text.index("| fixture |") :].partition("\n\n")[0]

    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == FIXTURES


def test_the_table_of_attributes_is_that_of_the_mock() -> None:
    """Each public name of `MockKeyfactor` that users may rely on has a row in `docs/python.md`, and each row is one."""
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    table = text[text.index("| attribute |") :].partition("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]

    assert {name for cell in cells for name in re.findall(r"`\.(\w+)", cell)} == ATTRIBUTES


def test_the_marker_and_the_options_are_documented() -> None:
    """`docs/pytest.md` names what the plugin adds to the options of the mock."""
    page = (ROOT / "docs" / "pytest.md").read_text("utf-8")

    added = {name for name in (*pytest_plugin.ABOUT, "verify") if name not in option_help.OPTIONS}
    assert [name for name in added if f"`mockkf_{name}`" not in page] == []
