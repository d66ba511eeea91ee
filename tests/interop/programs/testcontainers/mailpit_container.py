"""`MailpitContainer` of testcontainers with another image: open, then with users and TLS; mail arrives in its API."""

import json
import smtplib
import ssl
import sys
import urllib.request
from typing import Any

from testcontainers.community.mailpit import MailpitContainer, MailpitUser

IMAGE = sys.argv[1]
PATIENCE = 10


def arrived(container: Any) -> int:
    """How many messages the container has."""
    url = f"{container.get_base_api_url()}/api/v1/messages"
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - http
        return int(json.load(answer)["total"])


def trusting(container: Any) -> ssl.SSLContext:
    """A context that trusts only the certificate that the container was given."""
    context = ssl.create_default_context(cadata=container.tls_cert.decode())
    context.check_hostname = False
    return context


def send(client: smtplib.SMTP, *login: str) -> None:
    """Log in, and send a mail."""
    assert client.login(*login)[0] == 235
    client.sendmail("a@example.com", ["b@example.com"], "Subject: x\r\n\r\nx")


with MailpitContainer(image=IMAGE) as container:
    at = container.get_container_host_ip(), container.get_exposed_smtp_port()
    with smtplib.SMTP(*at, timeout=PATIENCE) as plain:
        send(plain, "any", "auth")
    with smtplib.SMTP(*at, timeout=PATIENCE) as upgraded:
        upgraded.starttls(context=trusting(container))
        send(upgraded, "any", "auth")
    assert arrived(container) == 2

users = [MailpitUser("jane", "secret"), MailpitUser("ron", "pass2")]
with MailpitContainer(image=IMAGE, users=users, require_tls=True) as container:
    at = container.get_container_host_ip(), container.get_exposed_smtp_port()
    for user in users:
        with smtplib.SMTP_SSL(*at, timeout=PATIENCE, context=trusting(container)) as secured:
            send(secured, *user)
    with smtplib.SMTP_SSL(*at, timeout=PATIENCE, context=trusting(container)) as guessing:
        try:
            guessing.login("jane", "guess")
        except smtplib.SMTPAuthenticationError as refused:
            refusal = refused.smtp_code
        else:
            sys.exit("a wrong password was accepted")
    assert refusal == 535
    assert arrived(container) == 2
