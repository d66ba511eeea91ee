"""The embedded HTTP server, paths, the guard against foreign pages, and broken answers.

The package knows nothing about the applications.
"""

from mockkf.http.broken_answers import WIRE
from mockkf.http.client_connection import ClientConnection
from mockkf.http.guard import Guard
from mockkf.http.origins import foreign_page, is_own
from mockkf.http.routing import apart, inside, prefix
from mockkf.http.server import HttpServer
from mockkf.http.service import Hooks
from mockkf.http.stale import KEPT, Staleness

__all__ = [
    "KEPT",
    "WIRE",
    "ClientConnection",
    "Guard",
    "Hooks",
    "HttpServer",
    "Staleness",
    "apart",
    "foreign_page",
    "inside",
    "is_own",
    "prefix",
]
