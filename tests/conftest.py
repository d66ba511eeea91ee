"""What all tests share."""

import os
from pathlib import Path

import pytest

from mockkf import MockKeyfactor
from mockkf.pytest_plugin import is_wanted
from tests.support.command import Command
from tests.support.relay_post import certificates, client, employ, post
from tests.support.web import serve

# The processes that tests start compile mockkf once, not each for itself, also where Python may not write beside it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode"))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """The mock's own tests look at all that it logs."""
    handler = getattr(session.config.pluginmanager.getplugin("logging-plugin"), "caplog_handler", None)
    if handler is not None:
        handler.removeFilter(is_wanted)


@pytest.fixture
def command(mockkf: MockKeyfactor) -> Command:
    """A client of the running mock."""
    return Command(mockkf)


__all__ = ["certificates", "client", "command", "employ", "post", "serve"]
