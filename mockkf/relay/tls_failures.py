"""The reasons of failed TLS handshakes, with advice."""

from collections.abc import Mapping

UNTRUSTED = "the client does not trust the mock's CA: verify=mockkf.ca_file, or the fixture mockkf_env"

PLAIN_TEXT = (
    "the client sent plain text where TLS is expected: use TLS from the first octet on the listener smtps, or send "
    "STARTTLS on another listener and start the handshake after its reply"
)

HUNG_UP = "the client closed the connection"

_WHAT_TO_DO: Mapping[str, str] = {
    "UNKNOWN_CA": UNTRUSTED,
    "CERTIFICATE_UNKNOWN": UNTRUSTED,
    "BAD_CERTIFICATE": "the certificate is not for the name that the client checks: connect to that name, and send SNI",
    "CERTIFICATE_EXPIRED": "the client reports an expired certificate: look for a fault at relay.tls, or a wrong clock",
    "WRONG_VERSION_NUMBER": PLAIN_TEXT,
    "HTTP_REQUEST": PLAIN_TEXT,
    "BAD_RECORD_TYPE": PLAIN_TEXT,
    "UNEXPECTED_MESSAGE": PLAIN_TEXT,
    "RECORD_LAYER_FAILURE": PLAIN_TEXT,
    "PACKET_LENGTH_TOO_LONG": PLAIN_TEXT,
    "UNSUPPORTED_PROTOCOL": "client and server have no TLS version in common: the mail server supports TLS 1.2 and 1.3",
    "NO_SHARED_CIPHER": "client and server have no cipher in common",
    "taking longer": "the client started no handshake: perhaps it sends plain text and waits for a greeting",
    HUNG_UP: f"perhaps {UNTRUSTED}",
}
"""The advice for each reason, found by a part of its text."""


def explained(error: OSError) -> str:
    """Return the reason of a failed handshake, with advice if there is any."""
    reason = getattr(error, "reason", None) or str(error) or HUNG_UP
    advice = next((advice for part, advice in _WHAT_TO_DO.items() if part in reason.upper() or part in reason), None)
    return f"{reason}; {advice}" if advice else reason
