"""The identity provider: real tokens for client credentials. Each dialect is one class in one file.

It stores nothing itself: the issued tokens are in the state.
"""

import importlib
import pkgutil

from mockkf.idp.dialect import Dialect, Grant
from mockkf.idp.discovery import discover, document_at
from mockkf.idp.endpoints import application
from mockkf.idp.token_client import ClientCredentialsRequest, ask, shown
from mockkf.idp.token_issuer import FAILURES, TokenIssuer
from mockkf.idp.tokens import SigningKeys, TokenInvalid

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "FAILURES",
    "ClientCredentialsRequest",
    "Dialect",
    "Grant",
    "SigningKeys",
    "TokenInvalid",
    "TokenIssuer",
    "application",
    "ask",
    "discover",
    "document_at",
    "shown",
]
