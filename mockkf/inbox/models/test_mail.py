"""The call that requests a test mail with the stored profile."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.command import operation
from mockkf.config import Settings
from mockkf.inbox.models.snippets import curl_command
from mockkf.model import HIDDEN, MASK, Profile, Secret

RECIPIENT = "you@keyexample.com"


@dataclass(frozen=True)
class TestMailCall:
    """A call of `POST /SMTP/Test`: its api version and its body."""

    __test__ = False
    version: int
    body: Mapping[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        """The headers that Command requires."""
        return {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": str(self.version)}

    def curl(self, url: str, user: str, password: str | None) -> str:
        """Return the call as a curl command; without a `password` it takes that of a variable."""
        credentials = (
            shlex.quote(f"{user}:{password}") if password else f'{shlex.quote(f"{user}:")}"$KEYFACTOR_PASSWORD"'
        )
        headers = {**self.headers, "Content-Type": "application/json"}
        return curl_command([f"curl -X POST {url}/SMTP/Test -u {credentials}"], headers, self.body)


def call_for_test_mail(
    settings: Settings, profile: Profile, recipient: str = RECIPIENT, *, is_shown: bool
) -> TestMailCall:
    """Return the call in the newest api version of the release; if it `is_shown`, secrets are masked."""
    version = 2 if operation("POST /SMTP/Test", 2, settings.version) else 1
    put = operation("PUT /SMTP", version, settings.version)
    assert put is not None and put.request is not None  # noqa: S101, PT018 - each release has version 1
    secrets = {name: getattr(profile, field) for name, field in HIDDEN.items()}
    given = {name: _given(secret, version, is_shown=is_shown) for name, secret in secrets.items() if secret}
    body = {**put.request.dump(profile), **given, "TestRecipient": recipient}
    return TestMailCall(version, {name: _without_nulls(value) for name, value in body.items() if value is not None})


def _given(secret: Secret, version: int, *, is_shown: bool) -> Any:
    if secret.provider is not None:
        return {"Provider": secret.provider, "Parameters": secret.parameters}
    value = MASK if is_shown else secret.value
    return value if version == 1 else {"SecretValue": value}


def _without_nulls(value: Any) -> Any:
    return {name: said for name, said in value.items() if said is not None} if isinstance(value, Mapping) else value
