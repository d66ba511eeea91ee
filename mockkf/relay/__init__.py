"""The capture mail server: real SMTP on loopback, keeping what it is sent."""

from mockkf.relay.listeners import Relay
from mockkf.relay.mechanisms import Mechanism
from mockkf.relay.oauth import OAuthBearer, XOauth2
from mockkf.relay.steps import (
    READY_FOR_DATA,
    READY_FOR_TLS,
    Arrival,
    Credentials,
    Desk,
    Ledger,
    Offer,
    Steps,
    TokenRefused,
)

__all__ = [
    "READY_FOR_DATA",
    "READY_FOR_TLS",
    "Arrival",
    "Credentials",
    "Desk",
    "Ledger",
    "Mechanism",
    "OAuthBearer",
    "Offer",
    "Relay",
    "Steps",
    "TokenRefused",
    "XOauth2",
]
