"""What mockkf is compared with: the same libraries with nothing around them, and clients that treat both alike."""

import json
import logging
import smtplib
import ssl
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPConnection
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask, Response, request
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
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


class WebServer:
    """werkzeug as it comes, threaded, but silent; it looks every `poll` seconds whether to stop."""

    def __init__(self, app: Any, poll: float = 0.5) -> None:
        self._server = make_server(HOST, 0, app, threaded=True, request_handler=_Quiet)
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


def posting(port: int, trust: ssl.SSLContext | None = None) -> Flask:
    """An application that sends a mail by itself as `POST /SMTP/Test` does, in TLS and with login given `trust`."""
    app = Flask("floor", static_folder=None)

    @app.post("/KeyfactorAPI/SMTP/Test")
    def test() -> Response:
        asked = request.get_json()
        with smtplib.SMTP(HOST, port, local_hostname="keyfactor", timeout=5) as client:
            if trust is not None:
                client.starttls(context=trust)
                client.login(asked["RelayUsername"]["SecretValue"], asked["RelayPassword"]["SecretValue"])
            client.send_message(_composed(asked))
        return Response(b"", 200)

    return app


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
