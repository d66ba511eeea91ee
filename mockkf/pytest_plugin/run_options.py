"""The options of a run and of a test, merged into the settings of a mock; this module is loaded with the first mock."""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from mockkf.config import LISTENING, OFF, OPTIONS, Settings, truth
from mockkf.errors import ConfigurationError, MockkfWarning
from mockkf.pytest_plugin.marker import check_marks, marked, usage_errors
from mockkf.scenario import TAKES, change_settings, load_settings
from mockkf.testing import listed

if TYPE_CHECKING:
    from mockkf.server import MockKeyfactor

STARTED = pytest.StashKey[Mapping[str, Any]]()
"""The `mockkf_config` with which the run's mock was started."""

SEED = pytest.StashKey[Settings]()
"""The settings with which the run's mock was started; each test begins with them, whatever an earlier test loaded."""


def check(config: pytest.Config) -> None:
    """Raise a usage error if an option of the run is invalid."""
    with usage_errors("mockkf"):
        verify_by(config)
        merged(config, {})


def said(config: pytest.Config, name: str) -> Any:
    """Return the option from the command line, the environment or the ini file, in this order; None if unset."""
    on_command_line = config.getoption(f"mockkf_{name}")
    if on_command_line is not None:
        return on_command_line
    return os.environ.get(f"MOCKKF_{name.upper()}", config.getini(f"mockkf_{name}"))


def verify_by(config: pytest.Config) -> bool | None:
    """Return whether the run verifies each test whose marker does not set `verify`; None if that is unset."""
    wanted = said(config, "verify")
    return None if wanted is None else truth("mockkf_verify", wanted)


def verify(item: pytest.Item, mocks: Mapping[str, "MockKeyfactor"]) -> None:
    """Fail a passed test whose request matched no route or whose fault never fired, if `verify` is set.

    If it is neither set nor refused, warn of the faults.
    """
    wanted = marked(item).get("verify")
    is_wanted = verify_by(item.config) if wanted is None else truth("verify", wanted)
    if is_wanted is None:
        warn_of_faults(item, {name: mock for name, mock in mocks.items() if not name.startswith("mockkf_server")})
    if not is_wanted:
        return
    wrong = []
    for name, mock in mocks.items():
        try:
            mock.verify()
        except AssertionError as error:
            wrong.append(f"{name}: {error}")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def warn_of_faults(node: pytest.Item | pytest.Session, mocks: Mapping[str, "MockKeyfactor"]) -> None:
    """Warn of the faults that never fired, in the warnings that pytest lists at the end of the run.

    A fault with `chance` may stay unused. `mockkf_server` is not reset, so a later test may use its faults.
    """
    for name, mock in mocks.items():
        idle = listed(fault for fault in mock.unfired if fault.chance is None)
        if idle:
            node.warn(MockkfWarning(f"{name}: {idle}\nIf that is meant, set verify=False."))


def merged(
    config: pytest.Config, project: Mapping[str, Any], nearest: Mapping[str, Any] | None = None, folder: Path = Path()
) -> Settings:
    """Return the settings from all sources.

    `nearest` has the options of a marker or of a call of `mockkf_factory`; its scenario is relative to `folder`.
    """
    told = {name: config.getini(f"mockkf_{name}") for name in OPTIONS}
    inner = {name: TAKES[name](f"mockkf_{name}", value) for name, value in told.items() if value is not None}
    outer: dict[str, Any] = {name: config.getoption(f"mockkf_{name}") for name in OPTIONS}
    outer |= {name: value for name, value in (nearest or {}).items() if name not in {"scenario", "verify"}}
    inner |= {name: value for name, value in project.items() if name != "scenario"}
    return load_settings(os.environ, _scenario(config, project, nearest or {}, folder), project=inner, **outer)


def _scenario(
    config: pytest.Config, project: Mapping[str, Any], nearest: Mapping[str, Any], folder: Path
) -> Path | None:
    """Return the path of the scenario file; each source gives it relative to its own folder."""
    sources: tuple[tuple[Path, Any], ...] = (
        (folder, nearest.get("scenario")),
        (config.invocation_params.dir, config.getoption("mockkf_scenario")),
        (Path(), os.environ.get("MOCKKF_SCENARIO")),
        (config.rootpath, project.get("scenario")),
        (config.inipath.parent if config.inipath else config.rootpath, config.getini("mockkf_scenario")),
    )
    return next((place / name for place, name in sources if name), None)


@contextlib.contextmanager
def serving(config: pytest.Config, project: Mapping[str, Any]) -> Iterator["MockKeyfactor"]:
    """Yield the mock of the run: the running mock at `mockkf_url` if that is set, else a new one."""
    config.stash[STARTED] = project
    url = said(config, "url")
    with contextlib.ExitStack() as stack, _failures("mockkf"):
        if not url:
            config.stash[SEED] = merged(config, project)
        yield stack.enter_context(_elsewhere(config, project, url) if url else _own(config.stash[SEED]))


def _own(settings: Settings) -> "MockKeyfactor":
    from mockkf.server import MockKeyfactor

    return MockKeyfactor(settings=settings)


def _elsewhere(config: pytest.Config, project: Mapping[str, Any], url: str) -> "MockKeyfactor":
    from mockkf.remote import RemoteKeyfactor

    if "scenario" in project or said(config, "scenario"):
        raise ConfigurationError("a running mock takes no scenario from the tests; start the mock with the scenario")
    found = RemoteKeyfactor(url)
    worker = getattr(config, "workerinput", None)
    if worker is not None:  # all workers share one mock, so each has its own sandbox
        with found as main:
            found = main.sandbox(f"{worker['workerid']}-{worker['testrunuid'][:12]}")
    return cast("MockKeyfactor", found)  # it raises `OutOfReach` for each attribute that it does not support


def begin(server: "MockKeyfactor", node: pytest.Item, project: Mapping[str, Any]) -> bool:
    """Reset the run's mock with the options of a test; return whether the test has options of its own."""
    check_marks((node,))  # an xdist worker has not checked the markers yet
    nearest = {name: value for name, value in marked(node).items() if name != "verify"}
    own = bool(nearest) or project != node.config.stash[STARTED]
    with _failures(f"{node.nodeid}: mockkf"):
        if said(node.config, "url"):
            options = {**project, **_of_the_run(node.config), **nearest}
            cast("Any", server).begin(options)
            release = options.get("release")
        else:
            server.settings = node.config.stash[SEED]
            settings = _settings(node, project, nearest) if own else None
            server.reset(settings=settings)
            release = (settings or server.settings).release
    _warn_of_release(node, release)
    return own


def _warn_of_release(node: pytest.Item, release: str | None) -> None:
    """Warn if a test names a release of which no document was seen, with the release whose behaviour it gets."""
    if release in {None, Settings.release}:  # a start with the default does not import the formats
        return
    from mockkf.command import remark

    told = remark(release)
    if told:
        node.warn(MockkfWarning(told))


def _settings(node: pytest.Item, project: Mapping[str, Any], nearest: Mapping[str, Any]) -> Settings:
    """Return the settings of a test that has options of its own."""
    if "scenario" in nearest or project != node.config.stash[STARTED]:
        return merged(node.config, project, nearest, node.path.parent)
    return change_settings(node.config.stash[SEED], **nearest)


def _of_the_run(config: pytest.Config) -> dict[str, Any]:
    """Return the options that the command line, the environment and the ini file set."""
    found = {name: said(config, name) for name in OPTIONS}
    return {name: value for name, value in found.items() if value is not None}


def finish(server: "MockKeyfactor") -> None:
    """Remove the faults that a test left; if the mock is not remote, also its snapshots, sandboxes and addresses."""
    from mockkf.server import MockKeyfactor

    server.faults.clear()
    if isinstance(server, MockKeyfactor):
        server.snapshots.clear()
        server.publish(server.settings.public_host, server.settings.public_ports.ports)
        for sandbox in server.sandboxes.values():
            sandbox.remove()


def factory(
    node: pytest.Item,
    project: Mapping[str, Any],
    stack: contextlib.ExitStack,
    keep: Callable[[str, "MockKeyfactor"], None],
) -> Callable[..., "MockKeyfactor"]:
    """Return a function that starts a further mock on free ports, with the options of the test and more.

    `stack` stops the mocks; `keep` gets each mock with its name.
    """
    made: list[MockKeyfactor] = []
    free = {name: 0 for name in LISTENING if name.endswith("_port")} | {"mailpit_port": OFF, "mailpit_smtp_port": OFF}

    def make(**options: Any) -> "MockKeyfactor":
        settings = merged(node.config, project, {**free, **marked(node), **options}, node.path.parent)
        made.append(stack.enter_context(_own(settings)))
        keep(f"mockkf_factory, mock {len(made)}", made[-1])
        _warn_of_release(node, settings.release)
        return made[-1]

    return make


@contextlib.contextmanager
def _failures(where: str) -> Iterator[None]:
    """Fail the test, without frames of the plugin, if the block raises `ConfigurationError`."""
    try:
        yield
    except ConfigurationError as error:
        raise pytest.fail.Exception(f"{where}: {error}", pytrace=False) from None
