"""What the plugin is told, from the marker to the ini file, and which of them wins."""

from pathlib import Path

import pytest

from mockkf import pytest_plugin
from mockkf.config.settings import OPTIONS
from mockkf.pytest_plugin import option_help
from tests.support.inner import run_pytest

SAID = """
import requests

def release(mock):
    headers = {"x-keyfactor-requested-with": "APIClient"}
    answer = requests.get(f"{mock.url}/SMTP", auth=mock.credentials, headers=headers, timeout=5)
    return answer.headers["X-Keyfactor-Product-Version"]
"""

MERGED = (
    SAID
    + """
import pytest
pytestmark = pytest.mark.mockkf(release="24.4", step_timeout=2)

def test_of_the_module(mockkf):
    assert (release(mockkf), mockkf.mailbox.all) == ("24.4", ())

@pytest.mark.mockkf(step_timeout=1)
class TestOfAClass:
    def test_of_the_class(self, mockkf):
        assert release(mockkf) == "24.4"

    @pytest.mark.mockkf(release="12.5")
    def test_of_its_own(self, mockkf):
        assert release(mockkf) == "12.5"

    @pytest.mark.mockkf(profile={"Host": "mine.example.com", "SenderAccount": "a", "SenderName": "b"})
    def test_of_contents(self, mockkf):
        assert mockkf.state.profile.host == "mine.example.com"

    @pytest.mark.mockkf(scenario="mine.toml")
    def test_of_a_scenario(self, mockkf):
        assert (mockkf.state.profile.host, release(mockkf)) == ("scenario.example.com", "24.4")

def test_further_mocks(mockkf, mockkf_factory):
    one, other = mockkf_factory(release="11.4"), mockkf_factory()
    assert (release(one), release(other), release(mockkf)) == ("11.4", "24.4", "24.4")
    assert (len(one.journal), len({one.url, other.url, mockkf.url})) == (1, 3)

def test_the_views(mockkf, mockkf_mailbox, mockkf_ca, mockkf_env):
    import os
    assert mockkf_mailbox.all == () and mockkf_ca == mockkf.ca_file
    assert mockkf_env == mockkf.environ() == {name: os.environ[name] for name in mockkf_env}

def test_undone(mockkf_server):
    import os
    assert "KEYFACTOR_HOSTNAME" not in os.environ
"""
)


FAULTS = """
import pytest, requests
HEADERS = {"x-keyfactor-requested-with": "APIClient"}

@pytest.mark.mockkf(faults=[{"preset": "gateway.rate_limited", "times": 1}])
def test_planned(mockkf):
    answers = [requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, headers=HEADERS) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [429, 200]
    assert [fault.fired for fault in mockkf.faults] == [1]

@pytest.mark.mockkf(auth="off")
def test_nobody_signs_in(mockkf):
    assert requests.get(f"{mockkf.url}/SMTP", headers=HEADERS).status_code == 200
    assert len(mockkf.faults) == 0
    mockkf.faults.add("http.request", status=503)
    mockkf.sandbox("left")

def test_after(mockkf):
    assert requests.get(f"{mockkf.url}/SMTP", headers=HEADERS).status_code == 401
    assert not mockkf.sandboxes

@pytest.mark.mockkf(hosts=[{"name": "mail.example.com"}])
def test_hosts(mockkf):
    assert mockkf.runtime.settings.hosts[0].name == "mail.example.com"
"""


def test_the_marker_plans_faults_and_opens_the_door(tmp_path: Path) -> None:
    """`faults`, `auth` and `hosts` are options like others; what a test planned or made is gone in the next."""
    result = run_pytest(tmp_path, FAULTS, "-W", "error")

    assert "4 passed" in result.stdout, result.stdout


def test_a_scenario_that_a_test_loads_is_its_own(tmp_path: Path) -> None:
    """The next test begins with what the run was told, not with what another test put in its place."""
    code = (
        SAID
        + """
def test_loads(mockkf):
    answer = requests.put(f"{mockkf.control_url}/scenario", json={"release": "10.5"}, timeout=5)
    assert answer.status_code == 200
    assert release(mockkf) == "10.5"
    mockkf.reset()
    assert release(mockkf) == "10.5"

def test_after(mockkf):
    assert release(mockkf) == "24.4"
    mockkf.reset()
    assert release(mockkf) == "24.4"
"""
    )
    result = run_pytest(tmp_path, code, "--mockkf-release", "24.4", "-W", "error")

    assert "2 passed" in result.stdout, result.stdout


def test_a_fault_of_the_marker_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    """It names the test, and what there is."""
    code = """
import pytest

@pytest.mark.mockkf(faults=[{"step": "relay.recipent", "reply": "451 later"}])
def test_wrong(mockkf):
    pass
"""
    result = run_pytest(tmp_path, code)

    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert "test_wrong: the marker mockkf: faults: no step or preset 'relay.recipent'" in result.stderr, result.stderr
    assert "did you mean 'relay.recipient'?" in result.stderr


def test_markers_merge_from_the_module_to_the_test(tmp_path: Path) -> None:
    """The nearest wins, contents and scenarios too; further mocks are independent; the environment is undone."""
    (tmp_path / "mine.toml").write_text(
        'release = "10.5"\n[profile]\nHost = "scenario.example.com"\nSenderAccount = "a"\nSenderName = "b"\n', "utf-8"
    )
    result = run_pytest(tmp_path, MERGED, "-W", "error")

    assert "8 passed" in result.stdout, result.stdout


@pytest.mark.parametrize(
    ("sources", "wins"),
    [
        ({"marker", "line", "variable", "conftest", "ini", "scenario"}, "25.1"),
        ({"line", "variable", "conftest", "ini", "scenario"}, "24.4"),
        ({"variable", "conftest", "ini", "scenario"}, "12.5"),
        ({"ini", "scenario"}, "11.4"),
        ({"scenario"}, "10.5"),
    ],
    ids=["marker", "line", "variable", "ini", "scenario"],
)
def test_the_nearest_source_wins(tmp_path: Path, sources: set[str], wins: str) -> None:
    """Marker before command line, environment, `mockkf_config`, ini file and scenario file."""
    ini = "[pytest]\nmockkf_scenario = s.toml\n" + ("mockkf_release = 11.4\n" if "ini" in sources else "")
    (tmp_path / "pytest.ini").write_text(ini, "utf-8")
    (tmp_path / "s.toml").write_text('release = "10.5"\n', "utf-8")
    if "conftest" in sources:
        conftest = (
            'import pytest\n\n@pytest.fixture(scope="session")\ndef mockkf_config():\n    return {"release": "12.3"}'
        )
        (tmp_path / "conftest.py").write_text(conftest, "utf-8")
    mark = '@pytest.mark.mockkf(release="25.1")' if "marker" in sources else ""
    code = f'{SAID}\nimport pytest\n{mark}\ndef test_it(mockkf):\n    assert release(mockkf) == "{wins}"\n'

    line = ["--mockkf-release", "24.4"] if "line" in sources else []
    variable = {"MOCKKF_RELEASE": "12.5"} if "variable" in sources else {}
    result = run_pytest(tmp_path, code, *line, **variable)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("mark", "arguments", "said"),
    [
        (
            "relase='25.5'",
            (),
            "ERROR: test_inner.py::test_it: the marker mockkf: no option 'relase'; did you mean 'release'?",
        ),
        ("http_port=1", (), "cannot change http_port during the run; set mockkf_http_port instead"),
        ("'25.5'", (), "takes keyword arguments only, not '25.5'"),
        ("strict='eror'", (), "must be one of off, warn, error, not 'eror'"),
        ("", ("--mockkf-release", "9"), "ERROR: mockkf: release must be 10.0 or later, not 9"),
        ("relase='25.5'", ("-p", "xdist", "-n", "1"), "no option 'relase'; did you mean 'release'?"),
        ("", ("--mockkf-url", "http://127.0.0.1:1"), "no mock answers at http://127.0.0.1:1"),
    ],
)
def test_what_there_is_not_is_refused(tmp_path: Path, mark: str, arguments: tuple[str, ...], said: str) -> None:
    """A wrong name or value is a usage error that says what there is instead."""
    code = f"import pytest\n@pytest.mark.mockkf({mark})\ndef test_it(mockkf): pass\n"

    result = run_pytest(tmp_path, code, *arguments)

    assert result.returncode != 0
    assert said in result.stdout + result.stderr


def test_the_plugin_knows_every_option() -> None:
    """Its own list, which saves loading the real one, is the real one."""
    assert dict(OPTIONS) == dict(option_help.OPTIONS)


def test_the_help_of_pytest_says_each_sentence_once(tmp_path: Path) -> None:
    """The option has the sentence, and the line of the ini file names the option."""
    said = " ".join(run_pytest(tmp_path, "", "--help").stdout.split())

    for name, sentence in pytest_plugin.ABOUT.items():
        option = f"--mockkf-{name.replace('_', '-')}"
        assert said.count(f"{option}=VALUE {sentence}") == 1
        assert said.count(f"mockkf_{name} (string): the same as {option}") == 1
