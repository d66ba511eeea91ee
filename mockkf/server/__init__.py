"""`MockKeyfactor`: the listeners, the sandboxes, the ready file. The only package that knows all parts."""

from mockkf.server.mock_keyfactor import MockKeyfactor
from mockkf.server.port_owner import taken
from mockkf.server.ready_file import announced, check_ready_file
from mockkf.server.sandboxes import Sandbox, Sandboxes, check_name

__all__ = ["MockKeyfactor", "Sandbox", "Sandboxes", "announced", "check_name", "check_ready_file", "taken"]
