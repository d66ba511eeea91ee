"""The capture mail server: real SMTP on loopback, keeping what it is sent."""

from mockkf.relay.listeners import Relay
from mockkf.relay.oauth import OAuthBearer, XOauth2
from mockkf.relay.steps import Arrival, Credentials, Desk, Ledger, Steps, TokenRefused

__all__ = ["Arrival", "Credentials", "Desk", "Ledger", "OAuthBearer", "Relay", "Steps", "TokenRefused", "XOauth2"]
