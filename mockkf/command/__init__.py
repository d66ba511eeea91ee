"""The API of Keyfactor Command: the formats of each release, the contract, and the test mail.

It does not know the mock behind it, and uses it through `Backend` only.
"""

from mockkf.command.app import application
from mockkf.command.backend import Backend
from mockkf.command.contract import Recording, register
from mockkf.command.json_codec import JSON, LIMIT, dump, dump_error, parse
from mockkf.command.middleware import REASON_LIMIT
from mockkf.command.releases import release
from mockkf.command.schemas import operation
from mockkf.command.test_mail import ExternalCalls

__all__ = [
    "JSON",
    "LIMIT",
    "REASON_LIMIT",
    "Backend",
    "ExternalCalls",
    "Recording",
    "application",
    "dump",
    "dump_error",
    "operation",
    "parse",
    "register",
    "release",
]
