"""The control API: JSON under /mockkf, to set up a mock, wait, and read what happened from a test in any language.

Each file in `resources` is one resource; a new file needs no other edit. The first request builds the application.
"""

from mockkf.control.context import Server
from mockkf.control.lazy import application

__all__ = ["Server", "application"]
