"""What mockkf is compared with: the same libraries with nothing around them, and clients that treat both alike."""

import json
import logging
import smtplib
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPConnection, HTTPSConnection
from time import time
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"
SIZE = 2048
HEAD = "From: jsmith@keyexample.com\r\nTo: mjones@keyexample.com\r\nSubject: a report\r\n\r\n"
MAIL = HEAD + ("x" * 70 + "\r\n") * ((SIZE - len(HEAD)) // 72)
TEXT = """\
This is a test message from {SenderName}.

The SMTP settings with host {Host} and port {Port} work.
"""


class Kept(NamedTuple):
    """What mockkf keeps of a mail too, but for the transcript."""

    received: datetime
    peer: tuple[str, int]
    helo: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Keep:
    """A handler that keeps every mail in a list."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail."""
        recipients = tuple(envelope.rcpt_tos)
        mail = Kept(
            datetime.now(UTC), session.peer, session.host_name, envelope.mail_from, recipients, envelope.content
        )
        self.kept.append(mail)
        return "250 OK"


class MailServer(Controller):
    """aiosmtpd on a free port, with its host name given: else it looks that up for each connection."""

    def __init__(self, **options: Any) -> None:
        # aiosmtpd warns of itself at each login, which would make the floor slower than it is.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        self.keep = Keep()
        super().__init__(self.keep, hostname=HOST, port=0, server_hostname="localhost", **options)

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Quiet(WSGIRequestHandler):
    disable_nagle_algorithm = True  # else an answer over TLS waits for the client's ACK of the session tickets

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


class WebServer:
    """werkzeug, threaded and silent; it looks every `poll` seconds whether to stop."""

    def __init__(self, app: Any, poll: float = 0.5, tls: ssl.SSLContext | None = None) -> None:
        self._server = make_server(HOST, 0, app, threaded=True, request_handler=_Quiet, ssl_context=tls)
        self.port = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(poll,))
        self._thread.start()

    def stop(self) -> None:
        """Stop as werkzeug's users do."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def accept_all(*_: object) -> AuthResult:
    """Let everybody log on."""
    return AuthResult(success=True)


def posting(port: int, trust: ssl.SSLContext | None = None, tokens: int = 0) -> Flask:
    """An application that sends a mail by itself as `POST /SMTP/Test` does, in TLS and with login given `trust`.

    With the port of a token endpoint, it requests a token and logs on with it.
    """
    app = Flask("floor", static_folder=None)

    @app.post("/KeyfactorAPI/SMTP/Test")
    def test() -> Response:
        asked = request.get_json()
        token = _token(tokens, asked, trust) if tokens else None
        with smtplib.SMTP(HOST, port, local_hostname="keyfactor", timeout=5) as client:
            if trust is not None:
                client.starttls(context=trust)
            if token is not None:
                client.ehlo()
                client.user, client.password = asked["SenderAccount"], token
                client.auth("LOGIN", client.auth_login, initial_response_ok=False)  # its line for PLAIN is too long
            elif trust is not None:
                client.login(asked["RelayUsername"]["SecretValue"], asked["RelayPassword"]["SecretValue"])
            client.send_message(_composed(asked))
        return Response(b"", 200)

    return app


def _token(port: int, asked: Mapping[str, Any], trust: ssl.SSLContext | None) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": asked["ClientId"]["SecretValue"],
        "client_secret": asked["ClientSecret"]["SecretValue"],
    }
    connection = HTTPSConnection(HOST, port, timeout=5, context=trust)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        connection.request("POST", "/oauth2/token", urlencode(form), headers)
        token: str = json.loads(connection.getresponse().read())["access_token"]
    finally:
        connection.close()
    return token


def issuing(key: ECKey) -> Flask:
    """A token endpoint with nothing around it: it signs a token with `key` for every client."""
    app = Flask("tokens", static_folder=None)

    @app.post("/oauth2/token")
    def token() -> Response:
        client, now = request.form["client_id"], int(time())
        claims = {"iss": "https://idp.keyexample.com/oauth2", "sub": client, "client_id": client, "jti": str(uuid4())}
        signed = jwt.encode({"alg": "ES256"}, {**claims, "iat": now, "nbf": now, "exp": now + 3600}, key)
        return jsonify(access_token=signed, token_type="Bearer", expires_in=3600)

    return app


def accept_signed(key: ECKey) -> Callable[..., AuthResult]:
    """Let everybody log on whose password is a token that `key` signed."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
        jwt.decode(given.password, key, algorithms=["ES256"])
        return AuthResult(success=True)

    return check


def _composed(asked: Mapping[str, Any]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = Address(asked["SenderName"], *asked["SenderAccount"].split("@"))
    mail["To"] = Address("", *asked["TestRecipient"].split("@"))
    mail["Subject"] = "Keyfactor Command SMTP test"
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain="keyexample.com")
    mail.set_content(TEXT.format_map(asked))
    return mail


def call(port: int, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> bytes:
    """One HTTP call on a connection of its own; anything but 200 is an error."""
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path, body and json.dumps(body), dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path} answered {answer.status}: {content!r}")
    return content


def mail(
    port: int,
    count: int = 1,
    sender: str = "jsmith@keyexample.com",
    recipient: str = "mjones@keyexample.com",
    text: str = MAIL,
) -> None:
    """`count` mails of 2 KiB over one connection."""
    with smtplib.SMTP(HOST, port, local_hostname="bench", timeout=10) as client:
        for _ in range(count):
            client.sendmail(sender, recipient, text)
