"""The capture mail server: real SMTP on loopback. It keeps what it is sent and forwards nothing."""

from mockkf.relay.callbacks import (
    READY_FOR_DATA,
    READY_FOR_TLS,
    Callbacks,
    Capabilities,
    ConnectionContext,
    LoginAttempt,
    MailSink,
    TokenRefused,
)
from mockkf.relay.mechanisms import Mechanism
from mockkf.relay.policy import RelayPolicy
from mockkf.relay.server import Relay
from mockkf.relay.token_mechanisms import OAuthBearer, XOauth2

__all__ = [
    "READY_FOR_DATA",
    "READY_FOR_TLS",
    "Callbacks",
    "Capabilities",
    "ConnectionContext",
    "LoginAttempt",
    "MailSink",
    "Mechanism",
    "OAuthBearer",
    "Relay",
    "RelayPolicy",
    "TokenRefused",
    "XOauth2",
]
