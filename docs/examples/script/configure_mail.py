#!/usr/bin/env python3
"""Store Keyfactor Command's e-mail profile, then ask for a test mail; what fails is one line on stderr and status 1.

Where Command is and who calls it stands in the environment: KEYFACTOR_HOSTNAME, KEYFACTOR_API_PATH, KEYFACTOR_DOMAIN,
KEYFACTOR_USERNAME and KEYFACTOR_PASSWORD; the mail server's password in SMTP_PASSWORD.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from http.client import responses
from typing import Any

import requests

HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}


class Failed(Exception):
    """Command cannot be reached, or says no."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The status to exit with: 0 when the profile is stored and the mail is on its way."""
    options = parse(arguments)
    try:
        profile = profile_of(options)
        call("PUT", "/SMTP", profile)
        call("POST", "/SMTP/Test", {**profile, "TestRecipient": options.recipient})
    except Failed as failure:
        print(f"configure_mail: {failure}", file=sys.stderr)
        return 1
    print(f"{options.host} is stored; a test mail is on its way to {options.recipient}")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Store Keyfactor Command's e-mail profile and ask for a test mail.")
    parser.add_argument("--host", required=True, help="the mail server")
    parser.add_argument("--port", type=int, default=587, help="its port (587)")
    parser.add_argument("--user", required=True, help="who logs on there, with SMTP_PASSWORD")
    parser.add_argument("--sender", required=True, help="the address that mail comes from")
    parser.add_argument("recipient", help="the address that gets the test mail")
    return parser.parse_args(arguments)


def profile_of(options: argparse.Namespace) -> dict[str, Any]:
    """The profile as Command takes it: login by name and password, over TLS."""
    return {
        "Host": options.host,
        "Port": options.port,
        "UseSSL": True,
        "RelayAuthenticationType": 2,
        "RelayUsername": {"SecretValue": options.user},
        "RelayPassword": {"SecretValue": variable("SMTP_PASSWORD")},
        "SenderAccount": options.sender,
        "SenderName": "Keyfactor Command",
    }


def call(method: str, path: str, body: dict[str, Any]) -> None:
    """Ask Command for one thing."""
    url = f"https://{variable('KEYFACTOR_HOSTNAME')}/{os.environ.get('KEYFACTOR_API_PATH', 'KeyfactorAPI')}{path}"
    domain = os.environ.get("KEYFACTOR_DOMAIN")
    user = f"{domain}\\{variable('KEYFACTOR_USERNAME')}" if domain else variable("KEYFACTOR_USERNAME")
    credentials = user, variable("KEYFACTOR_PASSWORD")
    try:
        answer = requests.request(method, url, json=body, headers=HEADERS, auth=credentials, timeout=30)
    except requests.RequestException as error:
        raise Failed(f"cannot reach {url}: {error}") from error
    if not answer.ok:
        raise Failed(f"{method} {path}: {answer.status_code} {message(answer)}")


def message(refusal: requests.Response) -> str:
    """Command's own words, or what the status means if it has none."""
    try:
        return str(refusal.json()["Message"])
    except (ValueError, LookupError, TypeError):
        return responses.get(refusal.status_code, refusal.reason)


def variable(name: str) -> str:
    """A variable of the environment that must be there."""
    try:
        return os.environ[name]
    except KeyError:
        raise Failed(f"{name} is not set") from None


if __name__ == "__main__":
    sys.exit(main())
