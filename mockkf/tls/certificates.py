"""The private CA of one mock; it makes the certificate for a name when the name is first needed.

The import and an unused `Certificates` are cheap: keys are made and `cryptography` is imported only when needed.
"""

import logging
import os
import ssl
import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from mockkf.tls.ca import LEAVES, Authority, Leaf
from mockkf.tls.names import NotMintable, forms, is_mintable, subject
from mockkf.tls.trust_store import java_trust_store
from mockkf.unpatched import on_server_name

NAMES_KEPT = 200
"""The maximum number of cached contexts. Names come from requests, so their number has no limit."""

KINDS = tuple(LEAVES)
"""The kinds of certificates: `valid`, or wrong in exactly one way, which a client that verifies will detect.

`expired` and `not_yet_valid` hold for any clock, `wrong_name` is for another host, `self_signed` has no CA, and
`untrusted` has a CA that no client knows.
"""

_OLD = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1}

PROTOCOLS = tuple(_OLD)
"""The old versions of TLS to which a context can be limited; current clients reject them."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_log = logging.getLogger("mockkf.tls.certificates")
_quiet = threading.Lock()
_T = TypeVar("_T")


class Certificates:
    """The private CA of one mock; it makes the certificate for a name when the name is first needed.

    A client without SNI gets a certificate for localhost, for `host` and for the address to which it connected.
    """

    def __init__(self, host: str = "localhost") -> None:
        self._hosts: tuple[str, ...] = (host,)
        self._given: dict[str, ssl.SSLContext] = {}
        self._lock = threading.RLock()
        self._made: dict[str, Any] = {}
        self._contexts: dict[tuple[str, ...], ssl.SSLContext] = {}
        self._removals: list[Callable[[], object]] = []

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the CA in PEM, for the trust stores of clients."""
        return self._once("ca", Authority).pem

    @property
    def ca_file(self) -> Path:
        """The path of a file with the certificate of the CA, which exists until `close`."""
        return self._once("ca_file", lambda: self._keep_file(self.ca_pem, ".pem"))

    @property
    def trust_store_file(self) -> Path:
        """The path of a PKCS12 file with the certificate of the CA, which Java trusts; it exists until `close`."""
        return self._once("trust_store_file", lambda: self._keep_file(java_trust_store(self.ca_pem), ".p12"))

    def context_for(self, name: str, kind: str = "valid") -> ssl.SSLContext:
        """Return a server context with a certificate for `name`, a host name in any letter case or an IP address.

        `kind` is one of `KINDS`. Raise `NotMintable` if `name` is neither. Connections that begin with this context get
        no session tickets.
        """
        name = name.lower()
        return self._showing(kind, LEAVES[kind], _LOCAL if name == _LOCAL[0] else (name,), _ticketless_context)

    def server_context(self, kind: str = "valid", address: str | None = None) -> ssl.SSLContext:
        """Return a server context that shows each client the certificate for the name it requests.

        The connection has this name as its attribute `sni`, None for a client without SNI. `address` is the address to
        which clients connect; it is needed only for connections without a socket, as those of asyncio.
        """
        return self._kept((f"any {kind}", address or ""), lambda: self._serving_any(kind, address))

    def old_context(self, name: str | None, protocol: str, address: str | None = None) -> ssl.SSLContext:
        """Return a server context with only `protocol`, one of `PROTOCOLS`, and a valid certificate for `name`.

        If the name is None, the certificate is that of a client without SNI, which connects to `address`.
        """
        # Use it from the start of a connection: a change of context does not change the versions of a connection.
        names = self._own_names(address) if name is None else (name.lower(),)
        return self._showing(protocol, Authority.valid, names, partial(_old_server_context, _OLD[protocol]))

    def client_context(self) -> ssl.SSLContext:
        """Return a client context that trusts only this CA, and checks the host name."""
        return self._once("client_context", lambda: _trusting(self.ca_pem))

    def context_at(self, listener: str, address: str | None = None) -> ssl.SSLContext:
        """Return the context with the certificate given for `listener`; without one, `server_context`."""
        return self._given.get(listener) or self.server_context(address=address)

    def give(self, listener: str, chain: str) -> None:
        """Show a certificate of the user at `listener`: `chain` is the path of a PEM file that also has its key.

        Raise `OSError`, or its subclass `ssl.SSLError`, if the file cannot be used.
        """
        context = _server_context()
        context.load_cert_chain(chain)
        self._given[listener] = context

    def add_host(self, host: str) -> None:
        """Add a name or an address to the certificates for clients without SNI from now on."""
        self._hosts = tuple(dict.fromkeys((*self._hosts, host)))

    def close(self) -> None:
        """Remove the files with the CA."""
        with self._lock:
            self._made.pop("ca_file", None)
            self._made.pop("trust_store_file", None)
            while self._removals:
                self._removals.pop()()

    def _keep_file(self, content: bytes, suffix: str) -> Path:
        """Return the path of a new file that exists until `close`."""
        written = _written(content, suffix)
        self._removals.append(weakref.finalize(self, _remove, written, os.getpid()))  # also at exit without `close`
        return written

    def _once(self, what: str, make: Callable[[], _T]) -> _T:
        with self._lock:
            if what not in self._made:
                self._made[what] = make()
            made: _T = self._made[what]
            return made

    def _showing(
        self, kind: str, leaf: Leaf, names: tuple[str, ...], begin: Callable[[], ssl.SSLContext]
    ) -> ssl.SSLContext:
        def make() -> ssl.SSLContext:
            return _loaded(leaf(self._once("ca", Authority), [subject(name) for name in names]), begin())

        return self._kept((kind, *names), make)

    def _kept(self, key: tuple[str, ...], make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = make()
                if len(self._contexts) > NAMES_KEPT:
                    del self._contexts[next(iter(self._contexts))]
            return self._contexts[key]

    def _own_names(self, address: str | None) -> tuple[str, ...]:
        """Return the names of the certificate for a client without SNI that connects to `address`."""
        hosts = (host.lower() for host in self._hosts if is_mintable(host))
        return tuple(dict.fromkeys((*_LOCAL, *hosts, *forms(address))))

    def _serving_any(self, kind: str, address: str | None) -> ssl.SSLContext:
        if kind not in KINDS:
            raise KeyError(kind)
        # OpenSSL calls back for a client without SNI too, and looks for a certificate only afterwards.
        context = _server_context()
        on_server_name(context, partial(self._take_name, kind, address))
        return context

    def _take_name(
        self, kind: str, address: str | None, connection: Any, name: str | None, _: ssl.SSLContext
    ) -> int | None:
        """Give the connection its certificate; return the TLS alert, None for success, and never raise."""
        try:
            connection.sni = name
            connection.context = (
                self.context_for(name, kind)
                if name
                else self._showing(kind, LEAVES[kind], self._own_names(_local(connection) or address), _server_context)
            )
        except NotMintable as error:
            _log.debug("%s", error)
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        except Exception:  # noqa: BLE001 - an exception would go to sys.unraisablehook
            _log.exception("cannot make a certificate for %r", name)
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        return None


def _local(connection: Any) -> str | None:
    """Return the address to which the client of a connection came; None for a TLS object without a socket."""
    own = connection.getsockname() if hasattr(connection, "getsockname") else None
    return own[0] if isinstance(own, tuple) else None


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _ticketless_context() -> ssl.SSLContext:
    context = _server_context()
    # The mock's own clients, which begin with it, resume no session; a client that reads two tickets wakes for each.
    context.num_tickets = 0
    return context


def _old_server_context(version: ssl.TLSVersion) -> ssl.SSLContext:
    import warnings

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # OpenSSL 3 allows these versions only at this security level.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    # Python always warns about these versions. Warning filters belong to the process: two mocks that restore them in
    # the wrong order would leave the warnings off.
    with _quiet, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    return context


def _loaded(leaf: bytes, context: ssl.SSLContext) -> ssl.SSLContext:
    chain = _written(leaf)  # OpenSSL reads it only from a file
    try:
        context.load_cert_chain(chain)
    finally:
        chain.unlink()
    return context


def _trusting(ca_pem: bytes) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=ca_pem.decode("ascii"))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _remove(written: Path, process: int) -> None:
    """Remove a file, unless this process is a fork of the process that wrote it."""
    if process == os.getpid():
        written.unlink(missing_ok=True)


def _written(content: bytes, suffix: str = ".pem") -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="mockkf-", suffix=suffix, delete=False) as file:
        file.write(content)
    return Path(file.name)
