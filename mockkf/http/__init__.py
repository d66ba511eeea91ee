"""The embedded HTTP server, paths, the guard against foreign pages, and broken answers.

The package knows nothing about the applications.
"""

from mockkf.http.broken_answers import WIRE
from mockkf.http.challenges import basic, bearer
from mockkf.http.client_connection import ClientConnection
from mockkf.http.content import ContentType, Readable, unread_codings
from mockkf.http.downloads import disposition, download
from mockkf.http.guard import Guard
from mockkf.http.head import TOKEN
from mockkf.http.lazy import LazyApplication
from mockkf.http.origins import foreign_page, is_image, is_navigation, is_own
from mockkf.http.routing import apart, inside, prefix
from mockkf.http.server import HttpServer
from mockkf.http.service import Hooks
from mockkf.http.session_cookie import session_cookie
from mockkf.http.stale import KEPT, Staleness

__all__ = [
    "KEPT",
    "TOKEN",
    "WIRE",
    "ClientConnection",
    "ContentType",
    "Guard",
    "Hooks",
    "HttpServer",
    "LazyApplication",
    "Readable",
    "Staleness",
    "apart",
    "basic",
    "bearer",
    "disposition",
    "download",
    "foreign_page",
    "inside",
    "is_image",
    "is_navigation",
    "is_own",
    "prefix",
    "session_cookie",
    "unread_codings",
]
