"""A trust store for Java: a PKCS12 file whose certificates Java trusts."""

from mockkf.model import TRUST_STORE_PASSWORD


def java_trust_store(ca_pem: bytes, password: str = TRUST_STORE_PASSWORD) -> bytes:
    """Return a PKCS12 trust store with the certificate `ca_pem`, in PEM.

    Java finds no certificate in a PKCS12 file without the attribute `trustedKeyUsage` of Oracle; this one has it.
    Without a password the file is neither encrypted nor signed, and Java reads it only without a password.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

    entry = PKCS12Certificate(x509.load_pem_x509_certificate(ca_pem), b"mockkf")
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return serialize_java_truststore([entry], encryption)
