"""One way to fail, as the gallery has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockkf.faults import PRESETS
from mockkf.faults.steps import IDLE
from tests.support.command import ABSENT, RECIPIENT, body
from tests.support.oauth import OAUTH

CREDENTIALS = ("KEYEXAMPLE\\jsmith", "mockkf")
"""Whom every call signs in as."""

STEP_TIMEOUT = 0.3
"""Seconds, for the page to be made in no time; the usual 5 would be as good."""

HASTE: Mapping[str, Any] = {"step_timeout": STEP_TIMEOUT}

MAILS: Mapping[str, Mapping[str, Any]] = {
    "password": {},
    "anonymous": {
        "Port": 25,
        "UseSSL": False,
        "RelayAuthenticationType": 0,
        "RelayUsername": ABSENT,
        "RelayPassword": ABSENT,
    },
    "local": {"RelayPassword": {"Provider": 1, "Parameters": {"SecretName": "EmailSenderPassword"}}},
    "cyberark": {
        "RelayPassword": {"Provider": 2, "Parameters": {"Folder": "MyFolderName", "Object": "MyEmailUserPassword"}}
    },
    "delinea": {"RelayPassword": {"Provider": 3, "Parameters": {"SecretId": "MyEmailUserPasswordId"}}},
    "oauth": OAUTH,
    "entra": {
        **OAUTH,
        "Host": "smtp.office365.com",
        "Port": 587,
        "TokenEndpoint": "https://login.microsoftonline.com/keyexample.com/oauth2/v2.0/token",
        "Scope": "https://outlook.office365.com/.default",
    },
}
"""The test mails that are asked for, as changes of the documented profile with a password."""


@dataclass(frozen=True)
class Entry:
    """One way to fail: what an admin says of it, why it happens and what to do, and what it takes to see it.

    `sends` is the method of /SMTP, or one of `MAILS` with `changes`; `at` and `fault` are what is planned, `options`
    what is changed beside; the call is made `tries` times and given up by the client after `patience` seconds.
    """

    title: str
    about: str
    sends: str
    at: str | None = None
    fault: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 1
    patience: float = 10

    @property
    def is_test(self) -> bool:
        """Whether a test mail is asked for."""
        return self.sends in MAILS

    @property
    def method(self) -> str:
        """The method of the call."""
        return "POST" if self.is_test else self.sends

    @property
    def path(self) -> str:
        """Where the call goes, below the base path."""
        return "/SMTP/Test" if self.is_test else "/SMTP"

    @property
    def content(self) -> dict[str, Any] | None:
        """The body that is sent."""
        if self.is_test:
            return body(2, {**MAILS[self.sends], "TestRecipient": RECIPIENT, **self.changes})
        return None if self.method == "GET" else body(2, {})

    @property
    def planned(self) -> dict[str, Any] | None:
        """The fault as the control API takes it."""
        if self.at is None:
            return None
        return {"preset" if self.at in PRESETS else "step": self.at, **self.fault}

    @property
    def is_second(self) -> bool:
        """Whether it is the second call on a kept connection that fails."""
        return self.step in IDLE

    @property
    def step(self) -> str | None:
        """Where it fails."""
        preset = PRESETS.get(self.at or "")
        return preset.step if preset else self.at
