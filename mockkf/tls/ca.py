"""A private CA and the leaf certificates that it signs: valid ones, and ones with a named defect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from cryptography import x509

    Subjects = list[x509.GeneralName]

_WRONG = ("wrong.example.com", "other.example.com")
_DAY = timedelta(days=1)


class Authority:
    """A private CA; each method returns a new key and its leaf certificate as PEM, the key first."""

    def __init__(self) -> None:
        import trustme
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        made = trustme.CA(organization_name="mockkf", key_type=trustme.KeyType.ECDSA)
        self.pem = made.cert_pem.bytes()
        key = load_pem_private_key(made.private_key_pem.bytes(), password=None)
        ca = x509.load_pem_x509_certificate(self.pem)
        # Leaves use the dates of the CA, not today's: a test may freeze Python's clock, but OpenSSL uses the real one.
        self._issuer = _Issuer(ca.subject, key, ca.not_valid_before_utc, ca.not_valid_after_utc)

    def valid(self, subjects: "Subjects") -> bytes:
        """Return a leaf for `subjects` that every client accepts that trusts the CA."""
        return self._issuer.leaf(subjects, _new_key())

    def expired(self, subjects: "Subjects") -> bytes:
        """Return a leaf that was valid only on the first day of the CA, years ago."""
        return replace(self._issuer, ends=self._issuer.begins + _DAY).leaf(subjects, _new_key())

    def not_yet_valid(self, subjects: "Subjects") -> bytes:
        """Return a leaf that is valid only on the last day of the CA, centuries ahead."""
        return replace(self._issuer, begins=self._issuer.ends - _DAY).leaf(subjects, _new_key())

    def wrong_name(self, subjects: "Subjects") -> bytes:
        """Return a leaf for a host that is not in `subjects`."""
        from cryptography import x509

        other = next(name for name in map(x509.DNSName, _WRONG) if name not in subjects)
        return self.valid([other])

    def self_signed(self, subjects: "Subjects") -> bytes:
        """Return a self-signed leaf."""
        key = _new_key()
        return replace(self._issuer, name=_leaf_name(), key=key).leaf(subjects, key)

    def untrusted(self, subjects: "Subjects") -> bytes:
        """Return a leaf of another CA that no client trusts."""
        return self._stranger.valid(subjects)

    @cached_property
    def _stranger(self) -> "Authority":
        return Authority()


Leaf: TypeAlias = "Callable[[Authority, Subjects], bytes]"

LEAVES: Mapping[str, Leaf] = MappingProxyType(
    {
        "valid": Authority.valid,
        "expired": Authority.expired,
        "not_yet_valid": Authority.not_yet_valid,
        "wrong_name": Authority.wrong_name,
        "self_signed": Authority.self_signed,
        "untrusted": Authority.untrusted,
    }
)
"""The method of `Authority` for each kind of leaf."""


@dataclass(frozen=True)
class _Issuer:
    """The name and key of a signer, and the validity period of its leaves."""

    name: "x509.Name"
    key: Any
    begins: datetime
    ends: datetime

    def leaf(self, subjects: "Subjects", key: Any) -> bytes:
        # trustme cannot issue these leaves: it refuses underscores, and accepts "a@b" and "10.0.0.0/8" as names.
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        builder = (
            x509.CertificateBuilder()
            .subject_name(_leaf_name())
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.begins)
            .not_valid_after(self.ends)
        )
        for extension, critical in self._extensions(subjects, key.public_key()):
            builder = builder.add_extension(extension, critical=critical)
        secret: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return secret + builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _extensions(self, subjects: "Subjects", public_key: Any) -> "list[tuple[x509.ExtensionType, bool]]":
        """Return the extensions that `VERIFY_X509_STRICT` requires, the default since Python 3.13."""
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
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False),
        ]


def _leaf_name() -> "x509.Name":
    from cryptography import x509

    # No common name, because it has at most 64 characters; clients read only the alternative names.
    return x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "mockkf")])


def _new_key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())
