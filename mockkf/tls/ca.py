"""An authority and the leaves it signs, each good or bad in a named way; of TLS contexts it knows nothing."""

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
    """A private CA; each kind of leaf comes as PEM, a fresh key first."""

    def __init__(self) -> None:
        import trustme
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        made = trustme.CA(organization_name="mockkf", key_type=trustme.KeyType.ECDSA)
        self.pem = made.cert_pem.bytes()
        key = load_pem_private_key(made.private_key_pem.bytes(), password=None)
        ca = x509.load_pem_x509_certificate(self.pem)
        # The CA's dates, not today's: a test may have frozen Python's clock, but not OpenSSL's.
        self._issuer = _Issuer(ca.subject, key, ca.not_valid_before_utc, ca.not_valid_after_utc)

    def valid(self, subjects: "Subjects") -> bytes:
        """A leaf for `subjects` that whoever trusts the CA accepts."""
        return self._issuer.leaf(subjects, _new_key())

    def expired(self, subjects: "Subjects") -> bytes:
        """A leaf whose time was the CA's first day, years ago by any clock."""
        return replace(self._issuer, ends=self._issuer.begins + _DAY).leaf(subjects, _new_key())

    def not_yet_valid(self, subjects: "Subjects") -> bytes:
        """A leaf whose time is the CA's last day, centuries ahead."""
        return replace(self._issuer, begins=self._issuer.ends - _DAY).leaf(subjects, _new_key())

    def wrong_name(self, subjects: "Subjects") -> bytes:
        """A leaf for a host that is none of `subjects`."""
        from cryptography import x509

        other = next(name for name in map(x509.DNSName, _WRONG) if name not in subjects)
        return self.valid([other])

    def self_signed(self, subjects: "Subjects") -> bytes:
        """A leaf that has signed itself."""
        key = _new_key()
        return replace(self._issuer, name=_leaf_name(), key=key).leaf(subjects, key)

    def untrusted(self, subjects: "Subjects") -> bytes:
        """A leaf of another CA, which nobody has been given."""
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
"""How each kind of leaf is minted."""


@dataclass(frozen=True)
class _Issuer:
    """Who signs, and from when to when what it signs is valid."""

    name: "x509.Name"
    key: Any
    begins: datetime
    ends: datetime

    def leaf(self, subjects: "Subjects", key: Any) -> bytes:
        # trustme's own leaves would do, but it refuses underscores and takes "a@b" and "10.0.0.0/8" for names.
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
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False),
        ]


def _leaf_name() -> "x509.Name":
    from cryptography import x509

    # A common name ends at 64 characters, so there is none; clients read the alternative names only.
    return x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "mockkf")])


def _new_key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())
