"""A certificate of the user's own in place of those of the private CA."""

import ssl
from pathlib import Path

from mockkf.errors import ConfigurationError
from mockkf.tls.certificates import Certificates


class GivenCertificate(Certificates):
    """Shows every client the certificate of the file `certificate`, with the key in the file `key`, both in PEM.

    Raise `ConfigurationError` if the files cannot be read or do not belong together.
    """

    def __init__(self, certificate: str | Path, key: str | Path) -> None:
        super().__init__()
        self._own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._own.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            self._own.load_cert_chain(certificate, key, password=_no_password)
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"the certificate {certificate} and the key {key} cannot be used: {error}"
            ) from None

    def context_for(self, name: str, kind: str = "valid") -> ssl.SSLContext:
        """Return the context of the given certificate, whatever the name."""
        return self._own if kind == "valid" else super().context_for(name, kind)

    def server_context(self, kind: str = "valid", address: str | None = None) -> ssl.SSLContext:
        """Return the context of the given certificate."""
        return self._own if kind == "valid" else super().server_context(kind, address)


def _no_password() -> str:
    raise ValueError("the key must not be encrypted")
