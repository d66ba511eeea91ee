"""Clients that reach the embedded servers under whatever host name was asked for; no other address is ever dialled."""

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mockkf.errors import StepFailed
from mockkf.model import Asked

HELO = "keyfactor"
"""The name the mock's own SMTP client gives (assumed: no document says)."""

Address = tuple[str, int]


class Switchboard:
    """Who is calling: a client of ours is announced by the address it calls from, before it connects."""

    def __init__(self) -> None:
        self._callers: dict[Address, Any] = {}

    def announce(self, source: Address, caller: Any) -> None:
        """Remember that a call from `source` is `caller`'s."""
        self._callers[source] = caller

    def caller(self, source: Address) -> Any | None:
        """Whose call comes from `source`; None for a client that comes by itself."""
        return self._callers.get(source)

    def forget(self, source: Address) -> None:
        """The call from `source` has ended."""
        self._callers.pop(source, None)


@dataclass(frozen=True)
class Line:
    """How one call is put through: to which of our listeners, as whose, and how long each step may take (seconds)."""

    listener: Address
    switchboard: Switchboard
    caller: Any
    timeout: float
    trust: Callable[[], ssl.SSLContext]


@dataclass(frozen=True)
class Credentials:
    """What a client logs on with; printing it shows the user only."""

    user: str
    secret: str = field(repr=False)


class _Smtp(smtplib.SMTP):
    """smtplib's client, put through to `line` instead of to the host it is given."""

    def __init__(self, line: Line, asked: Asked) -> None:
        self.line = line
        self.source: Address | None = None
        with self.hung_up_on_failure():
            super().__init__(asked.name, asked.port, local_hostname=HELO, timeout=line.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        del host, port
        listener = self.line.listener
        family = socket.AF_INET6 if ":" in listener[0] else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            sock.settimeout(timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.bind((listener[0], 0))
            self.source = sock.getsockname()[:2]
            self.line.switchboard.announce(self.source, self.line.caller)
            sock.connect(listener)
        except BaseException:
            sock.close()
            raise
        return sock

    def close(self) -> None:
        """Hang up."""
        super().close()
        if self.source is not None:
            self.line.switchboard.forget(self.source)

    @contextmanager
    def hung_up_on_failure(self) -> Iterator[None]:
        """Leave no connection behind when what is done with it fails."""
        try:
            yield
        except BaseException:
            self.close()
            raise


class _SmtpOverTls(smtplib.SMTP_SSL, _Smtp):
    """The same, in TLS from the first byte."""

    def __init__(self, line: Line, asked: Asked) -> None:
        self.line = line
        self.source = None
        with self.hung_up_on_failure():
            smtplib.SMTP_SSL.__init__(
                self, asked.name, asked.port, local_hostname=HELO, timeout=line.timeout, context=line.trust()
            )


def _starttls(line: Line, asked: Asked) -> _Smtp:
    client = _Smtp(line, asked)
    with client.hung_up_on_failure(), _step("TLS", asked, line.timeout):
        client.ehlo()
        _expect(220, client.starttls(context=line.trust()))
    return client


def _opportunistic(line: Line, asked: Asked) -> _Smtp:
    client = _Smtp(line, asked)
    with client.hung_up_on_failure(), _step("TLS", asked, line.timeout):
        client.ehlo()
        if client.has_extn("starttls"):
            _expect(220, client.starttls(context=line.trust()))
    return client


OPENINGS: Mapping[str, Callable[[Line, Asked], _Smtp]] = {
    "plain": _Smtp,
    "starttls": _starttls,
    "opportunistic": _opportunistic,
    "implicit": _SmtpOverTls,
}
"""The ways to open a connection."""


def _log_on_plain(client: smtplib.SMTP, credentials: Credentials) -> tuple[int, bytes]:
    blob = f"\0{credentials.user}\0{credentials.secret}".encode()
    return client.docmd("AUTH", "PLAIN " + b64encode(blob).decode())


def _log_on_login(client: smtplib.SMTP, credentials: Credentials) -> tuple[int, bytes]:
    code, text = client.docmd("AUTH", "LOGIN")
    for part in (credentials.user, credentials.secret):
        if code != 334:  # noqa: PLR2004 - the server asks for more, RFC 4954
            break
        code, text = client.docmd(b64encode(part.encode()).decode())
    return code, text


MECHANISMS: Mapping[str, Callable[[smtplib.SMTP, Credentials], tuple[int, bytes]]] = {
    "PLAIN": _log_on_plain,
    "LOGIN": _log_on_login,
}
"""The ways to log on with a password, best first."""


def deliver(
    line: Line,
    asked: Asked,
    opening: str,
    credentials: Credentials | None,
    sender: str,
    recipient: str,
    mail: bytes,
) -> None:
    """Send one mail; `StepFailed` names the step that failed and quotes the server."""
    with _step("TLS" if opening == "implicit" else "connect", asked, line.timeout):
        client = OPENINGS[opening](line, asked)
    try:
        with _step("connect", asked, line.timeout):
            client.ehlo_or_helo_if_needed()
        if credentials is not None:
            with _step("login", asked, line.timeout):
                _log_on(client, credentials)
        with _step("sender", asked, line.timeout):
            _expect(250, client.docmd("MAIL", f"FROM:<{sender}>{_international(client, sender + recipient)}"))
        with _step("recipient", asked, line.timeout):
            _expect(250, client.docmd("RCPT", f"TO:<{recipient}>"))
        with _step("message", asked, line.timeout):
            _expect(250, client.data(mail))
        _hang_up(client)
    finally:
        client.close()


def _log_on(client: smtplib.SMTP, credentials: Credentials) -> None:
    offered = client.esmtp_features.get("auth", "").upper().split()
    mechanism = next((name for name in MECHANISMS if name in offered), None)
    if mechanism is None:
        raise smtplib.SMTPNotSupportedError(f"the server offers no way to log on with a password ({' '.join(offered)})")
    _expect(235, MECHANISMS[mechanism](client, credentials))


def _international(client: smtplib.SMTP, addresses: str) -> str:
    """The option of MAIL that non-ASCII addresses need (RFC 6531), and the client made ready for them."""
    if addresses.isascii():
        return ""
    if not client.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("the server takes no addresses beyond ASCII (it does not offer SMTPUTF8)")
    client.command_encoding = "utf-8"
    return " SMTPUTF8"


def _expect(code: int, reply: tuple[int, bytes]) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)


def _hang_up(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):  # the mail is accepted; how the server says goodbye changes nothing
        return


@contextmanager
def _step(name: str, asked: Asked, timeout: float) -> Iterator[None]:
    """Turn what smtplib raises into `StepFailed`; never with its arguments, which may hold the credentials."""
    try:
        yield
    except StepFailed:
        raise
    except ssl.SSLError as error:
        raise StepFailed("TLS", _tls_words(error)) from None
    except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as error:
        raise StepFailed(name, _words(error, asked, timeout)) from None


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate was not accepted: {error.verify_message}"
    return f"the handshake failed: {(error.reason or type(error).__name__).replace('_', ' ').lower()}"


def _words(error: Exception, asked: Asked, timeout: float) -> str:
    said = next(words for kind, words in WORDS if isinstance(error, kind))
    return f"{asked.host}:{asked.port} {said(error, timeout)}"


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
    (smtplib.SMTPNotSupportedError, lambda error, _: f"cannot do that: {error}"),
    (TimeoutError, _was_silent),
    (ConnectionRefusedError, lambda *_: "refused the connection"),
    (ConnectionError, lambda *_: "broke the connection"),
    (ValueError, lambda *_: "was not asked: a value cannot be put on an SMTP line"),
    (Exception, lambda error, _: f"failed ({type(error).__name__})"),
)
"""What each way to fail is called; the first that fits."""
