"""The private CA and its certificates, made when a name is first needed.

The CA certificate and the trust store with it are the only files that the package writes.
"""

from mockkf.tls.certificates import Certificates
from mockkf.tls.failures import HUNG_UP, UNTRUSTED, explained
from mockkf.tls.given import GivenCertificate
from mockkf.tls.trust_store import java_trust_store

__all__ = ["HUNG_UP", "UNTRUSTED", "Certificates", "GivenCertificate", "explained", "java_trust_store"]
