"""The private CA and its certificates, made when a name is first needed.

The CA certificate is the only file that the package writes.
"""

from mockkf.tls.certificates import DEFAULT_NAME, Certificates
from mockkf.tls.failures import HUNG_UP, UNTRUSTED, explained

__all__ = ["DEFAULT_NAME", "HUNG_UP", "UNTRUSTED", "Certificates", "explained"]
