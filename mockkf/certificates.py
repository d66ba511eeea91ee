"""The private CA of one mock: a certificate for a name is minted when that name is first needed.

Nothing here costs before it is asked for: importing is cheap, and so is a `Certificates` nobody asks anything.
"""

import ipaddress
import logging
import re
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mockkf.errors import MockkfError

if TYPE_CHECKING:
    from cryptography import x509

DEFAULT_NAME = "localhost"
"""The name a client is taken to mean when it names none."""

NAMES_KEPT = 200
"""How many names a `Certificates` remembers; names come from requests, so there is no end to them."""

_ALSO = {DEFAULT_NAME: ("127.0.0.1", "::1")}
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")
_log = logging.getLogger("mockkf.certificates")
_T = TypeVar("_T")


class NotMintable(MockkfError):
    """A name no certificate can be made for; the message names it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No certificate can be made for the name {name!r}: it is neither an IP address nor a host name "
            f"(labels of 1 to 63 letters, digits, '-' and '_' with a dot between them, 253 characters in all)."
        )
        self.name = name


class Certificates:
    """The private CA of one mock; a certificate for a name is minted when that name is first needed."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._made: dict[str, Any] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}

    @property
    def ca_pem(self) -> bytes:
        """The CA's certificate, for those who are to trust it."""
        return self._once("ca", _Authority).pem

    @property
    def ca_file(self) -> Path:
        """A file that holds the CA's certificate until `close`."""
        return self._once("ca_file", lambda: _written(self.ca_pem))

    def context_for(self, name: str) -> ssl.SSLContext:
        """A server context whose certificate is valid for `name`: a host name in any letter case, or an IP address."""
        key = name.lower()
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = self._once("ca", _Authority).server_context(key)
                if len(self._contexts) > NAMES_KEPT:
                    del self._contexts[next(iter(self._contexts))]
            return self._contexts[key]

    def server_context(self) -> ssl.SSLContext:
        """A server context that has for every client the certificate of the name it asks for.

        The name is left on the connection as `sni`, None for a client that names none.
        """
        return self._once("server_context", self._serving_any)

    def client_context(self) -> ssl.SSLContext:
        """A client context that trusts this CA and no other, and checks the host name."""
        return self._once("client_context", lambda: _trusting(self.ca_pem))

    def close(self) -> None:
        """Remove the CA's file."""
        with self._lock:
            written = self._made.pop("ca_file", None)
        if written is not None:
            written.unlink(missing_ok=True)

    def _once(self, what: str, make: Callable[[], _T]) -> _T:
        with self._lock:
            if what not in self._made:
                self._made[what] = make()
            made: _T = self._made[what]
            return made

    def _serving_any(self) -> ssl.SSLContext:
        # OpenSSL calls back for a client without SNI too, and looks for a certificate only afterwards.
        context = _server_context()
        context.sni_callback = self._take_name
        return context

    def _take_name(self, connection: Any, name: str | None, _: ssl.SSLContext) -> int | None:
        """Give the connection its certificate; what is returned is the alert, and nothing may be raised here."""
        try:
            connection.sni = name
            connection.context = self.context_for(name or DEFAULT_NAME)
        except NotMintable as error:
            _log.debug("%s", error)
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        except Exception:  # noqa: BLE001 - what escapes here ends up in sys.unraisablehook
            _log.exception("no certificate for %r", name)
            return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
        return None


class _Authority:
    """The CA's key and certificate; it signs whatever it is asked to."""

    def __init__(self) -> None:
        import trustme
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        made = trustme.CA(organization_name="mockkf", key_type=trustme.KeyType.ECDSA)
        self.pem = made.cert_pem.bytes()
        self._key: Any = load_pem_private_key(made.private_key_pem.bytes(), password=None)
        self._certificate = x509.load_pem_x509_certificate(self.pem)

    def server_context(self, name: str) -> ssl.SSLContext:
        """A context with a fresh certificate for `name`, and for what else that name stands for."""
        subjects = [_subject(each) for each in (name, *_ALSO.get(name, ()))]
        context = _server_context()
        chain = _written(self._leaf(subjects))  # OpenSSL takes it from a file only
        try:
            context.load_cert_chain(chain)
        finally:
            chain.unlink()
        return context

    def _leaf(self, subjects: "list[x509.GeneralName]") -> bytes:
        # trustme's own leaves would do, but it refuses underscores and takes "a@b" and "10.0.0.0/8" for names.
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            x509.CertificateBuilder()
            # A common name ends at 64 characters, so there is none; clients read the alternative names only.
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "mockkf")]))
            .issuer_name(self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            # The CA's dates, not today's: a test may have frozen Python's clock, but not OpenSSL's.
            .not_valid_before(self._certificate.not_valid_before_utc)
            .not_valid_after(self._certificate.not_valid_after_utc)
        )
        for extension, critical in self._extensions(key.public_key(), subjects):
            builder = builder.add_extension(extension, critical=critical)
        certificate = builder.sign(self._key, hashes.SHA256())
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return secret + certificate.public_bytes(Encoding.PEM)

    def _extensions(
        self, public_key: Any, subjects: "list[x509.GeneralName]"
    ) -> "list[tuple[x509.ExtensionType, bool]]":
        """What `VERIFY_X509_STRICT`, the default since Python 3.13, wants to see."""
        from cryptography import x509
        from cryptography.x509.oid import ExtendedKeyUsageOID

        unused = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
        never = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
        return [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.SubjectAlternativeName(subjects), False),
            (x509.KeyUsage(digital_signature=True, **dict.fromkeys(unused + never, False)), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False),
        ]


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


def _trusting(ca_pem: bytes) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=ca_pem.decode("ascii"))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _written(pem: bytes) -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="mockkf-", suffix=".pem", delete=False) as file:
        file.write(pem)
    return Path(file.name)
