"""Masks the secrets in what a report shows of requests and answers."""

import re
from collections.abc import Mapping
from typing import Any

from mockkf.model import redaction

SECRETIVE = re.compile(r"password|secret|token$|^value$|^parameters$|^providertypeparamvalues$", re.IGNORECASE)
"""Members whose value may be a secret, or lead to one."""

USERINFO = re.compile(r"(?<=//)[^/@\s\"]+@|\?[^\s\"]*")


def masked(value: Any, name: str = "") -> Any:
    """Return a JSON value in which everything is masked that may be a secret.

    >>> masked({"RelayPassword": {"SecretValue": "s"}, "Host": "a", "Scope": None})
    {'RelayPassword': '********', 'Host': 'a', 'Scope': None}
    """
    if name and SECRETIVE.search(name) and value not in (None, ""):
        return redaction.MASK
    if isinstance(value, Mapping):
        return {key: masked(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return masked_text(value) if isinstance(value, str) else value


def masked_text(text: str) -> str:
    """Return a text in which URLs have neither user information nor a query.

    >>> masked_text("https://u:p@idp.example.com/token?key=k")
    'https://idp.example.com/token'
    """
    return USERINFO.sub("", text) if "://" in text else text
