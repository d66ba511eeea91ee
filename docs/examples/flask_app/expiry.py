"""A Flask app that reminds owners by mail of certificates about to expire."""

import smtplib
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from flask import Flask, current_app, request


@dataclass(frozen=True)
class Certificate:
    """A certificate, as far as its owner's reminder goes."""

    name: str
    owner: str
    expires: date


def today() -> date:
    """The date in UTC, as certificates count."""
    return datetime.now(UTC).date()


def create_app(config: Mapping[str, Any], today: Callable[[], date] = today) -> Flask:
    """The app, configured by CERTIFICATES and MAIL_HOST, _PORT, _CA_FILE (None for the system's), _USER,
    _PASSWORD and _SENDER.
    """
    app = Flask(__name__)
    app.config.from_mapping(config)

    @app.post("/reminders")
    def remind() -> tuple[dict[str, Any], int]:
        """Send a mail for each certificate that expires within so many `days`."""
        until = today() + timedelta(days=request.args.get("days", 30, type=int))
        due = [certificate for certificate in current_app.config["CERTIFICATES"] if certificate.expires <= until]
        try:
            send(reminder(certificate) for certificate in due)
        except (smtplib.SMTPException, OSError) as error:
            return {"error": f"the mail server cannot be used: {error}"}, 502
        return {"reminded": [certificate.name for certificate in due]}, 200

    return app


def reminder(certificate: Certificate) -> EmailMessage:
    """What the owner reads."""
    mail = EmailMessage()
    mail["From"] = current_app.config["MAIL_SENDER"]
    mail["To"] = certificate.owner
    mail["Subject"] = f"{certificate.name} expires on {certificate.expires}"
    mail.set_content(f"Please renew the certificate of {certificate.name} in time.\n")
    return mail


def send(mails: Iterable[EmailMessage]) -> None:
    """Hand mails to the configured server, by STARTTLS and with a login; a server that nobody vouches for gets none."""
    config = current_app.config
    with smtplib.SMTP(config["MAIL_HOST"], config["MAIL_PORT"], timeout=10) as server:
        server.starttls(context=ssl.create_default_context(cafile=config["MAIL_CA_FILE"]))
        server.login(config["MAIL_USER"], config["MAIL_PASSWORD"])
        for mail in mails:
            server.send_message(mail)
