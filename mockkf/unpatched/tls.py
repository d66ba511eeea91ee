"""The server name of a TLS handshake, for sockets and TLS objects; the contexts of gevent support only sockets."""

import _ssl
import ssl
from collections.abc import Callable
from typing import Any

NameCallback = Callable[[Any, str | None, ssl.SSLContext], int | None]


def on_server_name(context: ssl.SSLContext, callback: NameCallback) -> None:
    """Call `callback` in each handshake with the connection, the requested server name and the context."""
    original: Any = next(kind for kind in type(context).__mro__ if _ssl._SSLContext in kind.__bases__)  # noqa: SLF001

    def told(connection: Any, name: str | None, context: ssl.SSLContext) -> int | None:
        found = getattr(connection, "_sslsock", None)  # gevent passes the object below its socket
        return callback(found() if found else connection, name, context)

    original.sni_callback.__set__(context, told)
