"""The API of Keyfactor Command: the formats of each release, the contract, and the test mail.

It does not know the mock behind it, and uses it through `Backend` only. The first request builds the application: Flask
and the formats are imported then.
"""

from typing import TYPE_CHECKING, Any

from mockkf.command.backend import Backend
from mockkf.command.external_calls import ExternalCalls
from mockkf.command.json_codec import JSON, LIMIT, REASON_LIMIT, dump, dump_error, parse
from mockkf.command.lazy import application

if TYPE_CHECKING:
    from mockkf.command.contract import Recording, register
    from mockkf.command.releases import release, remark
    from mockkf.command.schemas import operation

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
    "remark",
]


def __getattr__(name: str) -> Any:
    """Import what needs the formats or the contract when it is first used."""
    homes = {
        "Recording": "contract",
        "operation": "schemas",
        "register": "contract",
        "release": "releases",
        "remark": "releases",
    }
    if name not in homes:
        raise AttributeError(f"mockkf.command has no {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{homes[name]}"), name)
