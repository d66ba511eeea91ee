"""The bodies of test mails and profiles: every host and secret in them is invented."""

from typing import Any

from mockkf.calibration.safety import DOMAIN, SECRET, TOKEN_ENDPOINT, USER

ANONYMOUS, BASIC, OAUTH = 0, 2, 3

RECIPIENT = f"nobody@{DOMAIN}"
SENDER = f"mockkf@{DOMAIN}"
HEADER = "X-Mockkf-Calibrate"

PLAIN: dict[str, Any] = {
    "Host": f"mail.{DOMAIN}",
    "Port": 25,
    "RelayAuthenticationType": ANONYMOUS,
    "SenderAccount": SENDER,
    "SenderName": "mockkf calibrate",
}


def body_of(version: int, kind: int = ANONYMOUS, /, **changes: Any) -> dict[str, Any]:
    """Return the least valid body of a test mail with `changes`; the change `...` leaves a member out.

    >>> sorted(body_of(2, Port=...))
    ['Host', 'RelayAuthenticationType', 'SenderAccount', 'SenderName', 'TestRecipient']
    """
    return changed({**profile_of(version, kind), "TestRecipient": RECIPIENT}, changes)


def profile_of(version: int, kind: int = ANONYMOUS, /, **changes: Any) -> dict[str, Any]:
    """Return the least valid profile of a version and a RelayAuthenticationType, with `changes`."""
    own = {"Id": 1} if version == 1 else {}
    return changed({**PLAIN, **own, "RelayAuthenticationType": kind, **LOGINS[version, kind]}, changes)


def changed(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a body with changes; the change `...` leaves a member out."""
    return {name: value for name, value in {**body, **changes}.items() if value is not ...}


def secret(value: str) -> dict[str, str]:
    """Return a secret object with this value."""
    return {"SecretValue": value}


LOGINS: dict[tuple[int, int], dict[str, Any]] = {
    (1, ANONYMOUS): {},
    (2, ANONYMOUS): {},
    (1, BASIC): {"RelayUsername": USER, "RelayPassword": SECRET},
    (2, BASIC): {"RelayUsername": secret(USER), "RelayPassword": secret(SECRET)},
    (2, OAUTH): {"ClientId": secret(SECRET), "ClientSecret": secret(SECRET), "TokenEndpoint": TOKEN_ENDPOINT},
}
"""The members that a RelayAuthenticationType needs, by version."""
