#!/usr/bin/env python3
"""Set the e-mail profile, ask for a test mail, and fail unless that mail is there; standard library only."""

import json
import os
import sys
from base64 import b64encode
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

URL = os.environ.get("KEYFACTOR_URL", "http://keyfactor")
CREDENTIALS = b64encode(rb"KEYEXAMPLE\jsmith:any-password").decode()
RECIPIENT = "mjones@keyexample.com"
PROFILE: dict[str, Any] = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "MySuperSecretPassword"},
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
    "UseSSL": True,
}


def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON answer to one call, or None if it is empty; an error ends the script."""
    headers = {
        "Authorization": f"Basic {CREDENTIALS}",
        "Content-Type": "application/json",
        "x-keyfactor-requested-with": "APIClient",
        "x-keyfactor-api-version": "2",
    }
    connection = HTTPConnection(urlsplit(URL).netloc, timeout=30)
    connection.request(method, path, json.dumps(body) if body else None, headers)
    response = connection.getresponse()
    answer = response.read().decode()
    connection.close()
    if response.status >= HTTPStatus.BAD_REQUEST:
        sys.exit(f"{method} {path}: {response.status} {answer}")
    return json.loads(answer) if answer else None


call("PUT", "/KeyfactorAPI/SMTP", PROFILE)
call("POST", "/KeyfactorAPI/SMTP/Test", {**PROFILE, "TestRecipient": RECIPIENT})

captured = call("GET", f"/mockkf/messages?to={RECIPIENT}&wait=5s")
mails = captured["messages"]
if not mails:
    sys.exit(captured["instead"])

mail = mails[-1]
if not mail["tls"] or mail["login"]["user"] != PROFILE["RelayUsername"]["SecretValue"]:
    sys.exit(f"the mail for {RECIPIENT} went out without TLS or without the profile's login: {mail}")

sys.stdout.write(f"captured for {RECIPIENT}: {mail['subject']}\n")
