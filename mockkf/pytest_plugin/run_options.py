"""The options of a run and of a test, merged into the settings of a mock; this module is loaded with the first mock."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from mockkf.config import LISTENING, OFF, OPTIONS, Settings, Take, know, truth
from mockkf.errors import ConfigurationError
from mockkf.scenario import TAKES, change_settings, load_settings

if TYPE_CHECKING:
    from mockkf.server import MockKeyfactor

MARKED = ("scenario", "verify", *(name for name in TAKES if name not in LISTENING))
"""The keywords that the marker takes."""

STARTED = pytest.StashKey[Mapping[str, Any]]()
"""The `mockkf_config` with which the run's mock was started."""

SEED = pytest.StashKey[Settings]()
"""The settings with which the run's mock was started; each test begins with them, whatever an earlier test loaded."""


def check(config: pytest.Config) -> None:
    """Raise a usage error if an option of the run is invalid."""
    with _usage_errors("mockkf"):
        verify_by(config)
        merged(config, {})


def check_marks(items: Iterable[pytest.Item]) -> None:
    """Raise a usage error with the test and the nearest option if a marker is invalid."""
    seen = set()
    for item in items:
        for mark in item.iter_markers("mockkf"):
            if id(mark) not in seen:
                seen.add(id(mark))
                with _usage_errors(f"{item.nodeid}: the marker mockkf"):
                    _check_mark(mark)


def _check_mark(mark: pytest.Mark) -> None:
    if mark.args:
        raise ConfigurationError(f"takes keyword arguments only, not {mark.args[0]!r}")
    for name, value in mark.kwargs.items():
        if name in LISTENING:
            raise ConfigurationError(f"cannot change {name} during the run; set mockkf_{name} instead")
        know((name,), MARKED, "option")
        if name != "scenario":
            take: Take = TAKES.get(name, truth)
            take(name, value)


def marked(node: pytest.Item) -> dict[str, Any]:
    """Return the merged options of a test's markers; the marker nearest to the test wins."""
    found: dict[str, Any] = {}
    for mark in reversed([*node.iter_markers("mockkf")]):
        found |= mark.kwargs
    return found


def said(config: pytest.Config, name: str) -> Any:
    """Return the option from the command line, the environment or the ini file, in this order; None if unset."""
    on_command_line = config.getoption(f"mockkf_{name}")
    if on_command_line is not None:
        return on_command_line
    return os.environ.get(f"MOCKKF_{name.upper()}", config.getini(f"mockkf_{name}"))


def verify_by(config: pytest.Config) -> bool:
    """Return whether the run verifies each test whose marker does not set `verify`."""
    return truth("mockkf_verify", said(config, "verify") or False)


def verify(item: pytest.Item, mocks: Mapping[str, "MockKeyfactor"]) -> None:
    """If `verify` is set, fail a passed test whose request matched no route or whose fault never fired."""
    wanted = marked(item).get("verify")
    if not (verify_by(item.config) if wanted is None else truth("verify", wanted)):
        return
    wrong = []
    for name, mock in mocks.items():
        try:
            mock.verify()
        except AssertionError as error:
            wrong.append(f"{name}: {error}")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


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
            cast("Any", server).begin({**project, **_of_the_run(node.config), **nearest})
        else:
            server.settings = node.config.stash[SEED]
            server.reset(settings=_settings(node, project, nearest) if own else None)
    return own


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
    """Remove the faults that a test left; if the mock is not remote, also its snapshots and sandboxes."""
    from mockkf.server import MockKeyfactor

    server.faults.clear()
    if isinstance(server, MockKeyfactor):
        server.snapshots.clear()
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
    free = {name: 0 for name in LISTENING if name.endswith("_port")} | {"mailpit_port": OFF}

    def make(**options: Any) -> "MockKeyfactor":
        settings = merged(node.config, project, {**free, **marked(node), **options}, node.path.parent)
        made.append(stack.enter_context(_own(settings)))
        keep(f"mockkf_factory, mock {len(made)}", made[-1])
        return made[-1]

    return make


@contextlib.contextmanager
def _usage_errors(where: str) -> Iterator[None]:
    try:
        yield
    except ConfigurationError as error:
        raise pytest.UsageError(f"{where}: {error}") from None


@contextlib.contextmanager
def _failures(where: str) -> Iterator[None]:
    """Fail the test, without frames of the plugin, if the block raises `ConfigurationError`."""
    try:
        yield
    except ConfigurationError as error:
        raise pytest.fail.Exception(f"{where}: {error}", pytrace=False) from None
