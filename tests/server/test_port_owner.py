"""A port in use names the process that has it, where the system tells."""

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from mockkf import MockKeyfactor
from mockkf.errors import ConfigurationError
from mockkf.server.port_owner import how_to_find_out, owner, taken


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_port_in_use_names_the_process() -> None:
    """The error of the start has the number and the command of the process that listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ConfigurationError, match=re.escape(f"in use by process {os.getpid()} (")) as caught:
            MockKeyfactor(http_port=port).start()

    assert caught.value.option == "http_port"
    assert str(caught.value).endswith("; choose another, or 0 for any free one.")


def test_a_port_of_nobody_has_no_owner() -> None:
    """A port that was closed is not in the tables of the system."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    assert owner(port) is None


def test_a_system_that_does_not_tell_is_asked_by_hand(tmp_path: Path) -> None:
    """Without the tables of Linux the error names the command that shows who has the port."""
    assert owner(8480, proc=tmp_path) is None
    assert how_to_find_out(8480, "win32") == "netstat -ano | findstr :8480"
    assert taken(0) == f" (`{how_to_find_out(0)}` shows by whom)"
