"""The control API: JSON under /mockkf, by which a test in any language sets the mock, asks what happened, and waits.

Each file in `resources` is one resource, and needs no other edit. All of it is built at the first request.
"""

from mockkf.control.context import Server
from mockkf.control.lazy import application

__all__ = ["Server", "application"]
