"""The embedded HTTP server, paths, and broken answers. It knows nothing of what it serves."""

from mockkf.http.broken_answers import WIRE
from mockkf.http.origins import foreign_page, is_own
from mockkf.http.routing import apart, inside, prefix
from mockkf.http.server import HttpServer

__all__ = ["WIRE", "HttpServer", "apart", "foreign_page", "inside", "is_own", "prefix"]
