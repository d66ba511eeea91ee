"""How a test mail is sent: secrets, login, message, delivery. Calls to other systems are arguments."""

import email.policy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from mockkf.clients import Credentials
from mockkf.command.external_calls import ExternalCalls
from mockkf.errors import StepFailed
from mockkf.idp import ClientCredentialsRequest
from mockkf.model import Profile, Secret, TestMail

REMEMBERED = 16
"""How many senders with their recipients, and how many texts, are remembered as parts of a mail."""


@dataclass(frozen=True)
class MessageTemplate:
    """Subject, text (assumed: undocumented) and date of a test mail; `name` is the left part of its Message-ID."""

    subject: str
    text: str
    written: datetime
    name: str


def send(test: TestMail, external: ExternalCalls, template: MessageTemplate) -> None:
    """Log on with the credentials of the profile and send one message; raise `StepFailed` if a step fails."""
    profile = test.profile
    credentials = LOGINS.get(profile.relay_authentication_type, unknown)(profile, external)
    sender, recipient = with_ascii_domain(profile.sender_account), with_ascii_domain(test.recipient)
    external.deliver(profile, credentials, sender, recipient, compose(profile, sender, recipient, template))


def anonymous(profile: Profile, external: ExternalCalls) -> None:
    """Type 0: no login."""


def basic(profile: Profile, external: ExternalCalls) -> Credentials:
    """Type 2: user name and password; a PAM provider is asked now if it stores one of them."""
    return Credentials(*(reveal(secret, external) for secret in (profile.relay_username, profile.relay_password)))


def oauth(profile: Profile, external: ExternalCalls) -> Credentials:
    """Type 3: a new token; the user is SenderAccount (assumed: no other member can be the user)."""
    client, secret = (reveal(known, external) for known in (profile.client_id, profile.client_secret))
    demand = ClientCredentialsRequest(
        profile.token_endpoint or "", client, secret, profile.scope, profile.audience, profile.request_headers or ()
    )
    return Credentials(profile.sender_account, external.token(demand), "token")


def unknown(profile: Profile, external: ExternalCalls) -> Credentials:
    """Types 1 and 4: their login is undocumented, so the step `relay.login` fails."""
    del external
    raise StepFailed(
        "relay.login", f"RelayAuthenticationType {profile.relay_authentication_type} has no documented meaning"
    )


LOGINS: Mapping[int, Callable[[Profile, ExternalCalls], Credentials | None]] = {0: anonymous, 2: basic, 3: oauth}
"""The login of each RelayAuthenticationType (POST SMTP Test 25.x)."""


def reveal(secret: Secret | None, external: ExternalCalls) -> str:
    """Return the value of `secret`: its own value, or the answer of its PAM provider."""
    if secret is None:
        raise StepFailed("pam.resolve", "the profile lacks a required credential")
    return secret.value if secret.value is not None else external.resolve(secret)


def compose(profile: Profile, sender: str, recipient: str, template: MessageTemplate) -> bytes:
    """Return the test mail; its lines end in CR LF."""
    policy = email.policy.SMTP if (sender + recipient).isascii() else email.policy.SMTPUTF8
    domain = sender.rpartition("@")[2] if "@" in sender else ""
    stamp = EmailMessage(policy=email.policy.SMTP)
    stamp["Date"] = format_datetime(template.written)
    stamp["Message-ID"] = f"<{template.name}@{domain or 'keyfactor'}>"
    # Most test mails differ only in these two fields; to parse and fold the others takes as long as to send the mail.
    head = _addressed(profile.sender_name, sender, recipient, template.subject, policy)
    return head + _fields(stamp, policy) + _content(template.text, policy)


@lru_cache(maxsize=REMEMBERED)
def _addressed(name: str, sender: str, recipient: str, subject: str, policy: "EmailPolicy[Any]") -> bytes:
    local, at, domain = sender.rpartition("@")
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = Address(name, local if at else sender, domain if at else "")
    mail["To"] = Address("", *recipient.rsplit("@", 1))
    mail["Subject"] = subject
    return _fields(mail, policy)


@lru_cache(maxsize=REMEMBERED)
def _content(text: str, policy: "EmailPolicy[Any]") -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail.set_content(f"{text}\n")
    return mail.as_bytes(policy=policy)


def _fields(mail: EmailMessage, policy: "EmailPolicy[Any]") -> bytes:
    return mail.as_bytes(policy=policy).removesuffix(b"\r\n")


def with_ascii_domain(address: str) -> str:
    """Return `address` with an internationalized domain as A-labels; return any other text unchanged.

    >>> with_ascii_domain("jörg@exämple.com")
    'jörg@xn--exmple-cua.com'
    """
    local, at, domain = address.rpartition("@")
    if not at or domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
