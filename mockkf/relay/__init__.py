"""The capture mail server: real SMTP on loopback, keeping what it is sent."""

from mockkf.relay.listeners import Relay
from mockkf.relay.steps import Arrival, Credentials, Desk, Ledger, Steps

__all__ = ["Arrival", "Credentials", "Desk", "Ledger", "Relay", "Steps"]
