"""The server name of a TLS handshake, told of sockets and of TLS objects alike; gevent's contexts know sockets only."""

import _ssl
import ssl
from collections.abc import Callable
from typing import Any

NameCallback = Callable[[Any, str | None, ssl.SSLContext], int | None]


def on_server_name(context: ssl.SSLContext, callback: NameCallback) -> None:
    """Let `callback` be called in each handshake, with the connection, the name the client asks for and the context."""
    original: Any = next(kind for kind in type(context).__mro__ if _ssl._SSLContext in kind.__bases__)  # noqa: SLF001

    def told(connection: Any, name: str | None, context: ssl.SSLContext) -> int | None:
        found = getattr(connection, "_sslsock", None)  # gevent hands over what is below its socket
        return callback(found() if found else connection, name, context)

    original.sni_callback.__set__(context, told)
