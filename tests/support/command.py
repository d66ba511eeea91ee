"""A client of the API under test: one builder a request, with changes on top."""

from typing import Any

import requests

from mockkf.instance.mock import Mock
from mockkf.scenario.reading import change_settings

RECIPIENT = "mjones@keyexample.com"

ANONYMOUS: dict[str, Any] = {
    "Host": "smtp.keyexample.com",
    "Port": 25,
    "RelayAuthenticationType": 0,
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
}
"""The least a profile needs, in v1 and v2."""

BASIC_V1: dict[str, Any] = {
    **ANONYMOUS,
    "Id": 1,
    "RelayAuthenticationType": 2,
    "RelayUsername": "KEYEXAMPLE\\jsmith",
    "RelayPassword": "MySuperSecretPassword",
}

BASIC_V2: dict[str, Any] = {
    **ANONYMOUS,
    "Port": 587,
    "UseSSL": True,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "MySuperSecretPassword"},
}
"""The documented v2 profile with Basic login (POST SMTP Test 25.x)."""

KNOWN_RELEASES = '"10.5", "11.4", "12.3", "12.5", "24.4", "25.1", "25.5"'
"""The releases that a refusal lists."""

ABSENT = object()
"""As a change: leave the member out."""


class Command:
    """What a script does that talks to Command."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock

    def call(self, method: str, path: str, version: int | str | None = 2, **options: Any) -> requests.Response:
        """One request below the base path, over http, with the headers the documents ask for."""
        headers = {"x-keyfactor-requested-with": "APIClient", **options.pop("headers", {})}
        if version is not None:
            headers["x-keyfactor-api-version"] = str(version)
        options.setdefault("auth", self.mock.credentials)
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, f"{self.mock.url}{path}", headers=headers, timeout=10, **options)

    def get(self, version: int = 2) -> requests.Response:
        """The stored profile."""
        return self.call("GET", "/SMTP", version)

    def put(self, version: int = 2, **changes: Any) -> requests.Response:
        """Store the basic profile with `changes`."""
        return self.call("PUT", "/SMTP", version, json=body(version, changes))

    def test(self, version: int = 2, **changes: Any) -> requests.Response:
        """Send a test mail with the basic profile and `changes`."""
        return self.call("POST", "/SMTP/Test", version, json=body(version, {"TestRecipient": RECIPIENT, **changes}))


def changed(mock: Mock, **options: Any) -> Command:
    """A client of the running mock with some options changed, which the next test's reset undoes."""
    mock.reset(settings=change_settings(mock.settings, **options))
    return Command(mock)


def body(version: int, changes: dict[str, Any]) -> dict[str, Any]:
    """The basic profile of a version with `changes`."""
    changed = {**{1: BASIC_V1, 2: BASIC_V2}[version], **changes}
    return {name: value for name, value in changed.items() if value is not ABSENT}
