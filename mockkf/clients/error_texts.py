"""The error texts of the clients. They never quote the exception of the library, which may hold credentials."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mockkf.clients.libraries import http_client, smtplib
from mockkf.errors import StepFailed
from mockkf.model import Target

VERIFY_TEXTS: Mapping[int, str] = {9: "certificate is not yet valid"}
"""Texts by OpenSSL's verify code, for codes whose text differs between versions of OpenSSL."""


@contextmanager
def step(name: str, target: Target, timeout: float) -> Iterator[None]:
    """Turn errors of smtplib, http.client and ssl into `StepFailed` at the step `name`.

    The arguments of those errors may hold credentials, so the text never has them.
    """
    try:
        yield
    except StepFailed:
        raise
    except ssl.SSLError as error:
        by_http = name.startswith("idp.")
        where = f"{target.host}:{target.port}: " if by_http else ""
        raise StepFailed(name if by_http else "relay.tls", where + tls_words(error)) from None
    except (OSError, smtplib.SMTPException, http_client.HTTPException, UnicodeError, ValueError) as error:
        raise StepFailed(name, _words(error, target, timeout)) from None


def tls_words(error: ssl.SSLError) -> str:
    """Return the reason why the TLS handshake failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate was rejected: {VERIFY_TEXTS.get(error.verify_code, error.verify_message)}"
    if isinstance(error, ssl.SSLEOFError):
        return "the handshake failed: the server closed the connection"
    return f"the handshake failed: {(error.reason or type(error).__name__).replace('_', ' ').lower()}"


def _words(error: Exception, target: Target, timeout: float) -> str:
    said = next(words for kind, words in WORDS if isinstance(error, kind))
    return f"{target.host}:{target.port} {said(error, timeout)}"


def _answered(error: Any, timeout: float) -> str:
    del timeout
    reply = error.smtp_error
    text = reply.decode("utf-8", "backslashreplace") if isinstance(reply, bytes) else str(reply)
    return f"answered {error.smtp_code} {' '.join(text.split())}"


def _hung_up(error: Any, timeout: float) -> str:
    return _was_silent(error, timeout) if "timed out" in str(error) else "closed the connection"


def _was_silent(error: Any, timeout: float) -> str:
    del error
    return f"did not answer within {timeout:g} s"


WORDS: tuple[tuple[type[Exception], Callable[[Any, float], str]], ...] = (
    (smtplib.SMTPResponseException, _answered),
    (smtplib.SMTPServerDisconnected, _hung_up),
    (smtplib.SMTPNotSupportedError, lambda error, _: f"does not support this step: {error}"),
    (TimeoutError, _was_silent),
    (socket.gaierror, lambda *_: "does not resolve: no such host"),
    (ConnectionRefusedError, lambda *_: "refused the connection"),
    (ConnectionError, lambda *_: "broke the connection"),
    (http_client.HTTPException, lambda *_: "closed the connection or sent an invalid HTTP response"),
    (ValueError, lambda *_: "got no request: a value has characters that cannot be sent"),
    (Exception, lambda error, _: f"failed ({type(error).__name__})"),
)
"""The text for each type of error; the first type that fits is used."""
