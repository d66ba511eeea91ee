"""The reasons of failed TLS handshakes, with advice."""

import ssl
from collections.abc import Mapping

UNTRUSTED = "the client does not trust the mock's CA: verify=mockkf.ca_file, or the fixture mockkf_env"

HUNG_UP = "the client closed the connection"

PLAIN_TEXT = (
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "BAD_RECORD_TYPE",
    "UNEXPECTED_MESSAGE",
    "RECORD_LAYER_FAILURE",
    "PACKET_LENGTH_TOO_LONG",
)
"""The reasons that OpenSSL gives for a client that does not speak TLS."""

TIMED_OUT = ("taking longer", "timed out")
"""The reasons that asyncio and sockets give for a client that does not continue."""

_ADVICE: Mapping[str, str] = {
    "UNKNOWN_CA": UNTRUSTED,
    "CERTIFICATE_UNKNOWN": UNTRUSTED,
    "BAD_CERTIFICATE": "the certificate is not for the name that the client checks: connect to that name, and send "
    f"SNI; or {UNTRUSTED}",
    "UNRECOGNIZED_NAME": "the client requested a name for which no certificate can be made",
    "CERTIFICATE_EXPIRED": "the client reports an expired certificate: look for a fault with a certificate, or a "
    "wrong clock",
    "UNSUPPORTED_PROTOCOL": "client and server have no TLS version in common: the mock supports TLS 1.2 and 1.3",
    "NO_SHARED_CIPHER": "client and server have no cipher in common",
    HUNG_UP: f"perhaps {UNTRUSTED}",
}
"""The advice for each reason, found by a part of its text."""


def explained(error: OSError, *, plain_text: str, silent: str) -> str:
    """Return the reason of a failed handshake, with advice if there is any.

    `plain_text` is the advice for a client that does not speak TLS, `silent` that for one that stops in the handshake.
    """
    has_ended = isinstance(error, ConnectionError | ssl.SSLEOFError)
    reason = HUNG_UP if has_ended else getattr(error, "reason", None) or str(error) or HUNG_UP
    known = {**_ADVICE, **dict.fromkeys(PLAIN_TEXT, plain_text), **dict.fromkeys(TIMED_OUT, silent)}
    advice = next((advice for part, advice in known.items() if part in reason.upper() or part in reason), None)
    return f"{reason}; {advice}" if advice else reason
