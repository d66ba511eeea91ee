"""The pytest plugin: one server for each run, reset before each test. It loads pytest and the standard library only."""

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from mockkf.pytest_plugin.option_help import OPTIONS

if TYPE_CHECKING:
    from mockkf.server import MockKeyfactor
    from mockkf.testing import Mailbox

ABOUT: Mapping[str, str] = {
    **OPTIONS,
    "scenario": "the TOML file with the initial state of the mock",
    "url": "the address of a running mock (http://127.0.0.1:8480), which the tests use instead of their own",
}
"""The options of a run, for the command line, the environment and the ini file, each with its help text."""

MARKER = "mockkf(scenario=…, verify=…, release=…, …): set any option of the mock for this test, by its name"
VERIFY = "fail a passed test if one of its requests matched no route, or if one of its faults never fired"

MOCKS = pytest.StashKey[dict[str, "MockKeyfactor"]]()
"""The mocks of a test, by the name of their fixture."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add each option with the same name to the command line and the ini file."""
    group = parser.getgroup("mockkf", "a mock of Keyfactor Command's SMTP API")
    for name, about in ABOUT.items():
        group.addoption(f"--mockkf-{name.replace('_', '-')}", dest=f"mockkf_{name}", metavar="VALUE", help=about)
        parser.addini(f"mockkf_{name}", f"the same as --mockkf-{name.replace('_', '-')}", default=None)
    group.addoption("--mockkf-verify", action="store_true", default=None, help=VERIFY)
    parser.addini("mockkf_verify", "the same as --mockkf-verify", type="bool", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and raise a usage error at once if an option is invalid, or a variable unknown."""
    config.addinivalue_line("markers", MARKER)
    names = (*ABOUT, "verify")
    if any(variable.upper().startswith("MOCKKF_") for variable in os.environ) or any(
        config.getoption(f"mockkf_{name}") is not None or config.getini(f"mockkf_{name}") is not None for name in names
    ):
        from mockkf.pytest_plugin import run_options

        run_options.check(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Keep the log records of the mock out of `caplog`, unless the test enables them."""
    handler = getattr(session.config.pluginmanager.getplugin("logging-plugin"), "caplog_handler", None)
    if handler is not None:
        handler.addFilter(is_wanted)


def is_wanted(record: logging.LogRecord) -> bool:
    """Return whether `caplog` shows a record; the mock's need `caplog.set_level(…, logger="mockkf")` first."""
    parts = record.name.split(".")
    if parts[0] != "mockkf":
        return True
    names = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return any(logging.getLogger(name).level != logging.NOTSET for name in names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Raise a usage error for an invalid marker. An xdist worker cannot end the run, so there the test fails."""
    if hasattr(config, "workerinput"):
        return
    marked = [item for item in items if item.get_closest_marker("mockkf")]
    if marked:
        from mockkf.pytest_plugin.marker import check_marks

        check_marks(marked)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Verify the mocks of a passed test. This happens in the call phase, so the test itself fails, not its teardown."""
    __tracebackhide__ = True
    answer = yield
    mocks = _mocks(item)
    if mocks:
        from mockkf.pytest_plugin import run_options

        run_options.verify(item, mocks)
    return answer


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: "pytest.CallInfo[None]"
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hide the frames of mockkf, and add the calls and mail of each mock to the report of a failed test."""
    is_ours = False
    if call.excinfo is not None and "mockkf.errors" in sys.modules:
        from mockkf.pytest_plugin import frames

        is_ours = frames.is_raised_here(call.excinfo.value)
        if not item.config.getoption("fulltrace", default=False):
            call.excinfo = frames.without_ours(call.excinfo)
    report = yield
    mocks = _mocks(item)
    if mocks and report.failed:
        from mockkf.pytest_plugin import attachments
        from mockkf.pytest_plugin.report import shorten, tell

        if is_ours:
            shorten(report)
        tell(report, mocks, is_explained=is_ours)
        attachments.attach(item, report, mocks)
    return report


@pytest.fixture(scope="session")
def mockkf_config() -> Mapping[str, Any]:
    """Options and contents of the mock, as `MockKeyfactor` takes them; override this in a `conftest.py`."""
    return {}


@pytest.fixture(scope="session")
def mockkf_server(request: pytest.FixtureRequest, mockkf_config: Mapping[str, Any]) -> "Iterator[MockKeyfactor]":
    """The running mock on free ports: one for the whole run, or one for each xdist worker."""
    from mockkf.pytest_plugin import run_options

    with run_options.serving(request.config, mockkf_config) as server:
        yield server
        if run_options.verify_by(request.config) is None:
            run_options.warn_of_faults(request.session, {"mockkf_server": server})


@pytest.fixture
def mockkf(
    request: pytest.FixtureRequest, mockkf_server: "MockKeyfactor", mockkf_config: Mapping[str, Any]
) -> "Iterator[MockKeyfactor]":
    """The running mock, reset before the test: it holds nothing that earlier tests stored or sent."""
    from mockkf.pytest_plugin import run_options

    _keep(request.node, "mockkf", mockkf_server)
    own = run_options.begin(mockkf_server, request.node, mockkf_config)
    if "unittest" in sys.modules and isinstance(request.instance, sys.modules["unittest"].TestCase):
        request.instance.mockkf = mockkf_server  # methods of a TestCase cannot take fixtures as arguments
    yield mockkf_server
    run_options.finish(mockkf_server)
    if own:
        mockkf_server.reset()


@pytest.fixture
def mockkf_mailbox(mockkf: "MockKeyfactor") -> "Mailbox":
    """The mail captured in this test."""
    return mockkf.mailbox


@pytest.fixture(scope="session")
def mockkf_ca(mockkf_server: "MockKeyfactor") -> str:
    """The path of the file with the CA certificate, which signs the certificate of every name of the mock."""
    return mockkf_server.ca_file


@pytest.fixture
def mockkf_env(mockkf: "MockKeyfactor", monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment variables with which real clients find and trust the mock, set for this test.

    Variables that would win over them, such as NODE_TLS_REJECT_UNAUTHORIZED, are removed for this test.
    """
    from mockkf.model import UNSET

    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    variables = mockkf.environ()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def mockkf_factory(
    request: pytest.FixtureRequest, mockkf_config: Mapping[str, Any]
) -> "Iterator[Callable[..., MockKeyfactor]]":
    """A function that starts a further, independent mock with the given options; each is stopped after the test."""
    from mockkf.pytest_plugin import run_options

    with contextlib.ExitStack() as stack:
        yield run_options.factory(
            request.node, mockkf_config, stack, lambda name, mock: _keep(request.node, name, mock)
        )


def _keep(node: Any, name: str, mock: "MockKeyfactor") -> None:
    node.stash.setdefault(MOCKS, {})[name] = mock


def _mocks(item: pytest.Item) -> "Mapping[str, MockKeyfactor]":
    """Return the mocks of a test with their sandboxes: its own, or else the run's mock if the test uses it."""
    server = getattr(item, "funcargs", {}).get("mockkf_server")
    mocks = item.stash.get(MOCKS, None) or ({"mockkf_server": server} if server else {})
    boxes = {
        f"{name}, sandbox {box}": inner
        for name, mock in mocks.items()
        for box, inner in getattr(mock, "sandboxes", {}).items()
    }
    return {**mocks, **boxes}
