"""Probes of the lists of PAM providers: GETs, which name no provider."""

import re
from collections.abc import Mapping
from typing import Any

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import Probe

LIST = "/PamProviders"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SECRET_TYPE = 2


def listed(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the list, and at the first provider in it."""
    answer = _list(server)
    providers = [one for one in answer.json if isinstance(one, dict)]
    total = f"X-Total-Count {'is' if answer.header('x-total-count') else 'is not'} there"
    if not providers:
        return {"pam-total": total}
    first = providers[0]
    kind = _object(first.get("ProviderType"))
    values = [value for one in providers for value in _values(one)]
    hidden = [
        value.get("Value") for value in values if _object(value.get("ProviderTypeParam")).get("DataType") == SECRET_TYPE
    ]
    return {
        "pam-total": total,
        "pam-provider-shape": f"{', '.join(first)}; its type has {', '.join(kind)}",
        "pam-type-null": _provider_type(values),
        "pam-secret-value": _secret(hidden),
    }


def unknown(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the id of a provider that does not exist."""
    answer = server.get(f"{LIST}/2147483647", "1")
    escaped = rb"\u0027" in answer.body
    quoted = escaped or b"'" in answer.body
    return {
        "pam-unknown": f"{answer.status}, {re.sub(r'[0-9]+', '…', answer.message)}",
        "error-escapes": ("an escape" if escaped else "plain") if quoted else NotSeen("no refusal has an apostrophe"),
    }


def sorted_wrongly(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a sort field that does not exist."""
    _list(server)
    answer = server.get(f"{LIST}?SortField=MockkfCalibrate", "1")
    return {"pam-sort-wrong": f"{answer.status}, {answer.members.get('ErrorCode', 'no ErrorCode')}"}


def paged(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look whether the two names of a limit are read."""
    if len(_list(server).json) < 2:  # noqa: PLR2004 - a limit of one shows nothing
        raise NotSeen("the server has fewer than two PAM providers")
    new, old = (server.get(f"{LIST}?{name}=1", "1") for name in ("ReturnLimit", "pq.returnLimit"))
    return {"pam-paging": _limited(new), "pam-paging-old": _limited(old)}


def queried(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at a query, and at one with an unknown operator."""
    _list(server)
    right = server.get(f"{LIST}?QueryString=Name%20-contains%20%22mockkf%22%20AND%20Area%20-eq%201", "1")
    wrong = server.get(f"{LIST}?QueryString=Name%20-mockkf%20%22x%22", "1")
    return {
        "pam-query-grammar": f"-contains and AND {_status(right)}, an unknown operator {_status(wrong)}",
        "pam-query-fields": f"Area and Name {_status(right)}",
    }


def types(server: CommandServer) -> Mapping[str, str | NotSeen]:
    """Look at the name of Command's own type."""
    _list(server)
    answer = server.get(f"{LIST}/Types", "1")
    names = [one.get("Name") for one in answer.json or () if isinstance(one, dict)]
    own = [name for name in names if name in {"LocalDB", "Command Secret Provider"}]
    return {"pam-local-name": ", ".join(own) or "another name"}


def _list(server: CommandServer) -> ServerAnswer:
    answer = server.once(LIST, "1")
    if answer.status not in OK or not isinstance(answer.json, list):
        raise NotSeen(f"this account cannot list PAM providers ({answer.status})")
    return answer


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _values(provider: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = provider.get("ProviderTypeParamValues")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _provider_type(values: list[Mapping[str, Any]]) -> str | NotSeen:
    parameters = [_object(value.get("ProviderTypeParam")) for value in values]
    if not any(parameters):
        return NotSeen("no PAM provider has a parameter")
    has = {"null" if one.get("ProviderType") is None else "a type" for one in parameters if "ProviderType" in one}
    return " or ".join(sorted(has)) or "no ProviderType"


def _secret(hidden: list[Any]) -> str | NotSeen:
    if not hidden:
        return NotSeen("no PAM provider has a secret parameter")
    return "a GUID" if all(isinstance(one, str) and GUID.fullmatch(one) for one in hidden) else "something else"


def _limited(answer: ServerAnswer) -> str:
    if answer.status not in OK or not isinstance(answer.json, list):
        return f"refused with {answer.status}"
    return "read" if len(answer.json) == 1 else "ignored"


def _status(answer: ServerAnswer) -> str:
    return "accepted" if answer.status in OK else f"refused with {answer.status}"


PROBES = (
    Probe("GET /PamProviders", ("pam-total", "pam-provider-shape", "pam-type-null", "pam-secret-value"), listed),
    Probe("GET /PamProviders/2147483647", ("pam-unknown", "error-escapes"), unknown),
    Probe("GET /PamProviders with an unknown SortField", ("pam-sort-wrong",), sorted_wrongly),
    Probe("GET /PamProviders with ReturnLimit, and with pq.returnLimit", ("pam-paging", "pam-paging-old"), paged),
    Probe("GET /PamProviders with two queries", ("pam-query-grammar", "pam-query-fields"), queried),
    Probe("GET /PamProviders/Types", ("pam-local-name",), types),
)
"""The probes of this family."""
