"""What all tests share."""

import pytest

from mockkf import MockKeyfactor
from tests.command import Command
from tests.relay_post import certificates, client, employ, post


@pytest.fixture
def command(mockkf: MockKeyfactor) -> Command:
    """A client of the running mock."""
    return Command(mockkf)


__all__ = ["certificates", "client", "command", "employ", "post"]
