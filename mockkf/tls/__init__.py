"""The private CA and its certificates, made when a name is first needed.

The CA certificate is the only file that the package writes.
"""

from mockkf.tls.certificates import Certificates
from mockkf.tls.failures import HUNG_UP, UNTRUSTED, explained
from mockkf.tls.given import GivenCertificate

__all__ = ["HUNG_UP", "UNTRUSTED", "Certificates", "GivenCertificate", "explained"]
