"""What all tests share."""

import pytest

from mockkf import MockKeyfactor
from tests.command import Command


@pytest.fixture
def command(mockkf: MockKeyfactor) -> Command:
    """A client of the running mock."""
    return Command(mockkf)
