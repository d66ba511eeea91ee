"""The SMTP client: it connects to the embedded relay, whatever host name is requested."""

import re
import socket
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from mockkf.clients.error_texts import step
from mockkf.clients.libraries import smtplib
from mockkf.clients.route import Address, Route, connect
from mockkf.model import Target

HELO = "keyfactor"
"""The name in EHLO of the mock's own SMTP client (assumed: undocumented)."""


@dataclass(frozen=True)
class Credentials:
    """The credentials of a client; `kind` is "password" or "token". The repr omits the secret."""

    user: str
    secret: str = field(repr=False)
    kind: str = "password"


class _Smtp(smtplib.SMTP):
    """The client of smtplib, which connects to the listener of `route` instead of `target`."""

    def __init__(self, route: Route, target: Target) -> None:
        self.route = route
        self.source: Address | None = None
        with self.hung_up_on_failure():
            super().__init__(target.name, target.port, local_hostname=HELO, timeout=route.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        del host, port, timeout
        sock, self.source = connect(self.route)
        return sock

    def close(self) -> None:
        """Close the connection and unregister the caller."""
        super().close()
        if self.source is not None:
            self.route.callers.forget(self.source)

    @contextmanager
    def hung_up_on_failure(self) -> Iterator[None]:
        """Close the connection if the block fails."""
        try:
            yield
        except BaseException:
            self.close()
            raise


class _SmtpOverTls(smtplib.SMTP_SSL, _Smtp):
    """The same client with TLS from the first byte."""

    def __init__(self, route: Route, target: Target) -> None:
        self.route = route
        self.source = None
        with self.hung_up_on_failure():
            smtplib.SMTP_SSL.__init__(
                self, target.name, target.port, local_hostname=HELO, timeout=route.timeout, context=route.trust()
            )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        with step("relay.tls", Target(host, port), self.route.timeout):
            sock: Any = super()._get_socket(host, port, timeout)
            if sock.version() is None:  # the server reset the connection early; Python's ssl then skips the handshake
                sock.close()
                raise ConnectionResetError
            return cast("socket.socket", sock)


def _starttls(route: Route, target: Target) -> _Smtp:
    client = _Smtp(route, target)
    with client.hung_up_on_failure(), step("relay.hello", target, route.timeout):
        _expect(250, client.ehlo())
    with client.hung_up_on_failure(), step("relay.tls", target, route.timeout):
        if not client.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("the server does not offer STARTTLS")
        _expect(220, client.starttls(context=route.trust()))
    return client


def _opportunistic(route: Route, target: Target) -> _Smtp:
    client = _Smtp(route, target)
    with client.hung_up_on_failure(), step("relay.hello", target, route.timeout):
        client.ehlo()
    with client.hung_up_on_failure(), step("relay.tls", target, route.timeout):
        if client.has_extn("starttls"):
            _expect(220, client.starttls(context=route.trust()))
    return client


OPENINGS: Mapping[str, Callable[[Route, Target], _Smtp]] = {
    "plain": _Smtp,
    "starttls": _starttls,
    "opportunistic": _opportunistic,
    "implicit": _SmtpOverTls,
}
"""The functions that open a connection, by the name of the TLS mode."""


def _log_on_plain(client: smtplib.SMTP, credentials: Credentials) -> tuple[int, bytes]:
    blob = f"\0{credentials.user}\0{credentials.secret}".encode()
    return client.docmd("AUTH", "PLAIN " + b64encode(blob).decode())


def _log_on_login(client: smtplib.SMTP, credentials: Credentials) -> tuple[int, bytes]:
    code, text = client.docmd("AUTH", "LOGIN")
    for part in (credentials.user, credentials.secret):
        if code != 334:  # noqa: PLR2004 - 334 is a challenge, RFC 4954
            break
        code, text = client.docmd(b64encode(part.encode()).decode())
    return code, text


TLS_PORT = 465
"""The port of implicit TLS (RFC 8314)."""

TLS_PROFILES: Mapping[str, tuple[str, str, str, str]] = {
    "port-aware": ("implicit", "starttls", "plain", "plain"),
    "mailkit": ("implicit", "implicit", "opportunistic", "opportunistic"),
    "system-net-mail": ("starttls", "starttls", "plain", "plain"),
}
"""The TLS mode by profile: UseSSL on port 465, UseSSL on other ports, no UseSSL on port 465, no UseSSL on others."""


def opening(tls_profile: str, port: int, *, use_ssl: bool) -> str:
    """Return the TLS mode with which a connection is opened.

    >>> opening("port-aware", 587, use_ssl=True)
    'starttls'
    """
    return TLS_PROFILES[tls_profile][2 * (not use_ssl) + (port != TLS_PORT)]


def _log_on_xoauth2(client: smtplib.SMTP, credentials: Credentials) -> tuple[int, bytes]:
    blob = f"user={credentials.user}\x01auth=Bearer {credentials.secret}\x01\x01"
    return _with_token(client, "XOAUTH2", blob, "")


def _log_on_oauthbearer(client: smtplib.SMTP, credentials: Credentials) -> tuple[int, bytes]:
    user = credentials.user.replace("=", "=3D").replace(",", "=2C")
    blob = f"n,a={user},\x01auth=Bearer {credentials.secret}\x01\x01"
    return _with_token(client, "OAUTHBEARER", blob, "AQ==")


def _with_token(client: smtplib.SMTP, mechanism: str, blob: str, sorry: str) -> tuple[int, bytes]:
    """Send a token. A server that rejects it may first send a challenge with the reason; the answer is `sorry`."""
    code, text = client.docmd("AUTH", f"{mechanism} {b64encode(blob.encode()).decode()}")
    if code != 334:  # noqa: PLR2004 - 334 is a challenge, RFC 4954
        return code, text
    try:
        why = b64decode(text)
    except ValueError:
        why = b""
    code, text = client.docmd(sorry)
    return code, b"%b (the challenge was %b)" % (text, why) if why else text


MECHANISMS: Mapping[str, Mapping[str, Callable[[smtplib.SMTP, Credentials], tuple[int, bytes]]]] = {
    "password": {"PLAIN": _log_on_plain, "LOGIN": _log_on_login},
    "token": {"XOAUTH2": _log_on_xoauth2, "OAUTHBEARER": _log_on_oauthbearer},
}
"""The login mechanisms for a password and for a token, best first."""


def deliver(
    route: Route,
    target: Target,
    opening: str,
    credentials: Credentials | None,
    sender: str,
    recipient: str,
    mail: bytes,
) -> None:
    """Send one mail; raise `StepFailed` with the step that failed and the reply of the server."""
    with step("relay.banner", target, route.timeout):
        client = OPENINGS[opening](route, target)
    try:
        with step("relay.hello", target, route.timeout):
            client.ehlo_or_helo_if_needed()
        if credentials is not None:
            with step("relay.login", target, route.timeout):
                _log_on(client, credentials)
        with step("relay.sender", target, route.timeout):
            _expect(250, client.docmd("MAIL", f"FROM:<{sender}>{_international(client, sender + recipient)}"))
        with step("relay.recipient", target, route.timeout):
            _expect(250, client.docmd("RCPT", f"TO:<{recipient}>"))
        with step("relay.data", target, route.timeout):
            _expect(354, client.docmd("DATA"))
        with step("relay.message", target, route.timeout):
            _expect(250, _send_message(client, mail))
        _hang_up(client)
    finally:
        client.close()


def _log_on(client: smtplib.SMTP, credentials: Credentials) -> None:
    offered = client.esmtp_features.get("auth", "").upper().split()
    known = MECHANISMS[credentials.kind]
    mechanism = next((name for name in known if name in offered), None)
    if mechanism is None:
        there = " ".join(offered) or "none"
        raise smtplib.SMTPNotSupportedError(f"the server offers no {credentials.kind} login (it offers {there})")
    _expect(235, known[mechanism](client, credentials))


def _international(client: smtplib.SMTP, addresses: str) -> str:
    """Return the parameter of MAIL that non-ASCII addresses need (RFC 6531), and set the client's encoding for them."""
    if addresses.isascii():
        return ""
    if not client.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("the server accepts no non-ASCII addresses (it does not offer SMTPUTF8)")
    client.command_encoding = "utf-8"
    return " SMTPUTF8"


def _send_message(client: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
    """Send a message whose lines end in CR LF, and return the reply; leading dots are doubled (RFC 5321, 4.5.2)."""
    client.send(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
    return client.getreply()


def _expect(code: int, reply: tuple[int, bytes]) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)


def _hang_up(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):  # the mail is already accepted, so an error of QUIT changes nothing
        return
