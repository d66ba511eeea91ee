"""The control API: JSON under /mockkf, to set up a mock, wait, and read what happened from a test in any language.

Each file in `resources` is one resource; a new file needs no other edit. The first request builds the application.
"""

from typing import TYPE_CHECKING

from mockkf.control.lazy import application

if TYPE_CHECKING:
    from mockkf.control.context import Server  # noqa: TC004 - a name in __all__ for type checkers only

__all__ = ["Server", "application"]
