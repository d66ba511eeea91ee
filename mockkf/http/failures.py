"""The reasons why a connection did not become a call, with advice."""

from mockkf.http.client_connection import FellSilent, HungUp
from mockkf.tls import UNTRUSTED, explained

NOT_PLAIN = "This port speaks TLS, not plain HTTP: use https:// in the URL, or the http port"

SILENT = "the client did not complete the handshake in time"


def not_shaken(error: OSError) -> str:
    """Return the reason of a failed TLS handshake."""
    if isinstance(error, FellSilent):
        return f"TLS failed: {error}; {SILENT}"
    return f"TLS failed: {explained(error, plain_text=NOT_PLAIN, silent=SILENT)}"


def unused(gone: HungUp) -> str:
    """Return the reason of a connection that ended after its TLS handshake, before a request.

    Some clients check the certificate only after the handshake, and then close the connection without an alert.
    """
    alert = gone.__cause__
    if isinstance(alert, OSError) and getattr(alert, "reason", None):
        return not_shaken(alert)
    return f"{gone} after the TLS handshake, before a request; perhaps {UNTRUSTED}"
