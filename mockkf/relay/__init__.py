"""The capture mail server: real SMTP on loopback, keeping what it is sent."""

from mockkf.relay.callbacks import (
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
from mockkf.relay.mechanisms import Mechanism
from mockkf.relay.server import Relay
from mockkf.relay.token_mechanisms import OAuthBearer, XOauth2

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
