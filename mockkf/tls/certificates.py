"""The private CA of one mock; it makes the certificate for a name when the name is first needed.

The import and an unused `Certificates` are cheap: keys are made and `cryptography` is imported only when needed.
"""

import ipaddress
import logging
import os
import re
import ssl
import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mockkf.errors import MockkfError
from mockkf.model import LONGEST_HOST
from mockkf.tls.ca import LEAVES, Authority, Leaf
from mockkf.unpatched import on_server_name

if TYPE_CHECKING:
    from cryptography import x509

DEFAULT_NAME = "localhost"
"""The name that is assumed for a client without SNI."""

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

_ALSO = {DEFAULT_NAME: ("127.0.0.1", "::1")}
_NAME = re.compile(rf"(?=.{{1,{LONGEST_HOST}}}\Z)[a-z0-9_-]{{1,63}}(?:\.[a-z0-9_-]{{1,63}})*\Z")
_log = logging.getLogger("mockkf.tls.certificates")
_quiet = threading.Lock()
_T = TypeVar("_T")


class NotMintable(MockkfError):
    """Raised for a name for which no certificate can be made; the message contains the name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No certificate can be made for the name {name!r}: it is neither an IP address nor a host name "
            f"(labels of 1 to 63 letters, digits, '-' and '_', separated by dots, at most {LONGEST_HOST} characters)."
        )
        self.name = name


class Certificates:
    """The private CA of one mock; it makes the certificate for a name when the name is first needed."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._made: dict[str, Any] = {}
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}
        self._removal: Callable[[], object]

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the CA in PEM, for the trust stores of clients."""
        return self._once("ca", Authority).pem

    @property
    def ca_file(self) -> Path:
        """The path of a file with the certificate of the CA, which exists until `close`."""
        return self._once("ca_file", self._write_ca)

    def context_for(self, name: str, kind: str = "valid") -> ssl.SSLContext:
        """Return a server context with a certificate for `name`, a host name in any letter case or an IP address.

        `kind` is one of `KINDS`. Raise `NotMintable` if `name` is neither.
        """
        return self._remembered((kind, name.lower()), LEAVES[kind], _server_context)

    def server_context(self, kind: str = "valid") -> ssl.SSLContext:
        """Return a server context that shows each client the certificate for the name it requests.

        The connection has this name as its attribute `sni`, None for a client without SNI.
        """
        return self._once(f"server_context {kind}", lambda: self._serving_any(kind))

    def old_context(self, name: str, protocol: str) -> ssl.SSLContext:
        """Return a server context with a valid certificate for `name` and only `protocol`, one of `PROTOCOLS`."""
        # Use it from the start of a connection: a change of context does not change the versions of a connection.
        return self._remembered((protocol, name.lower()), Authority.valid, partial(_old_server_context, _OLD[protocol]))

    def client_context(self) -> ssl.SSLContext:
        """Return a client context that trusts only this CA, and checks the host name."""
        return self._once("client_context", lambda: _trusting(self.ca_pem))

    def close(self) -> None:
        """Remove the CA's file."""
        with self._lock:
            if self._made.pop("ca_file", None) is not None:
                self._removal()

    def _write_ca(self) -> Path:
        written = _written(self.ca_pem)
        self._removal = weakref.finalize(self, _remove, written, os.getpid())  # also at exit without `close`
        return written

    def _once(self, what: str, make: Callable[[], _T]) -> _T:
        with self._lock:
            if what not in self._made:
                self._made[what] = make()
            made: _T = self._made[what]
            return made

    def _remembered(self, key: tuple[str, str], leaf: Leaf, begin: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = _showing(leaf(self._once("ca", Authority), _subjects(key[1])), begin())
                if len(self._contexts) > NAMES_KEPT:
                    del self._contexts[next(iter(self._contexts))]
            return self._contexts[key]

    def _serving_any(self, kind: str) -> ssl.SSLContext:
        if kind not in KINDS:
            raise KeyError(kind)
        # OpenSSL calls back for a client without SNI too, and looks for a certificate only afterwards.
        context = _server_context()
        on_server_name(context, partial(self._take_name, kind))
        return context

    def _take_name(self, kind: str, connection: Any, name: str | None, _: ssl.SSLContext) -> int | None:
        """Give the connection its certificate; return the TLS alert, None for success, and never raise."""
        try:
            connection.sni = name
            connection.context = self.context_for(name or DEFAULT_NAME, kind)
        except NotMintable as error:
            _log.debug("%s", error)
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        except Exception:  # noqa: BLE001 - an exception would go to sys.unraisablehook
            _log.exception("cannot make a certificate for %r", name)
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        return None


def _subjects(name: str) -> "list[x509.GeneralName]":
    """Return the subject alternative names of a certificate for `name`."""
    return [_subject(each) for each in (name, *_ALSO.get(name, ()))]


def _subject(name: str) -> "x509.GeneralName":
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        host = name.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NotMintable(name) from None
    if not _NAME.match(host):
        raise NotMintable(name)
    return x509.DNSName(host)


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
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


def _showing(leaf: bytes, context: ssl.SSLContext) -> ssl.SSLContext:
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


def _written(pem: bytes) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="mockkf-", suffix=".pem", delete=False) as file:
        file.write(pem)
    return Path(file.name)
