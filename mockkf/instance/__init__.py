"""One mock: how its parts are wired, its reset and snapshots, and the delivery of a test mail. It opens no port."""

from mockkf.instance.addresses import CREDENTIALS, MockAddresses
from mockkf.instance.delivery import SharedResources, TokenCaller
from mockkf.instance.mock import Mock, refuse_listening
from mockkf.instance.mock_registry import MockRegistry
from mockkf.instance.runtime import Runtime

__all__ = [
    "CREDENTIALS",
    "Mock",
    "MockAddresses",
    "MockRegistry",
    "Runtime",
    "SharedResources",
    "TokenCaller",
    "refuse_listening",
]
