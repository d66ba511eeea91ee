"""How the mock is set: options and contents, changed while it runs or with a new beginning."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from mockkf.config import CONFIDENTIAL, OPTIONS, in_words
from mockkf.control.request_body import TABLE, RequestBody, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.control.runtime_settings import check
from mockkf.errors import ConfigurationError
from mockkf.model import MASK, Fault, Profile, TokenRules, Users
from mockkf.scenario import TAKES, change_settings

ROUTES = RouteTable()

RESET = table({"options": TABLE}, {"options": {"release": "24.4"}}, is_needed=False)
OPTIONS_BODY = RequestBody(
    {"type": "object", "properties": {name: {"description": about} for name, about in OPTIONS.items()}},
    {"release": "24.4", "step_timeout": 2},
)

SEEDS: Mapping[str, str] = {
    "profile": "PUT /SMTP stores another",
    "pam_providers": "they are kept by /PamProviders, and their secrets by /mockkf/vaults",
    "faults": "POST /mockkf/faults plans more",
}
"""Contents that only say how a mock begins, and what changes them later."""


@ROUTES("POST /reset", body=RESET)
def reset(call: ControlRequest) -> Any:
    """Back to the state the mock was started with; with `options` on top of that, until the next reset."""
    options = call.body.get("options", {})
    check(options)
    return {"epoch": call.mock.reset(settings=change_settings(call.mock.settings, **options) if options else None)}


@ROUTES("GET /settings")
def settings(call: ControlRequest) -> Any:
    """Every option in words, and which contents are declared: names only, null for none."""
    now = call.mock.runtime.settings
    said = {name: in_words(getattr(now, name)) for name in OPTIONS}
    return {
        "options": {name: MASK if name in CONFIDENTIAL and value else value for name, value in said.items()},
        "contents": {name: declared(getattr(now, name)) for name in TAKES if name not in OPTIONS},
    }


@ROUTES("PATCH /settings", body=OPTIONS_BODY)
def change(call: ControlRequest) -> Any:
    """Go on with some options or contents changed, with all that is stored and captured, until the next reset."""
    seeds = [name for name in call.body if name in SEEDS]
    if seeds:
        raise ConfigurationError(f"cannot change {seeds[0]}: what is stored is kept; {SEEDS[seeds[0]]}")
    check(call.body)
    return {"epoch": call.mock.change(**call.body)}


@singledispatch
def declared(value: Any) -> Any:
    """The names of what is declared."""
    return value


@declared.register
def _(value: tuple) -> Any:  # type: ignore[type-arg] # singledispatch wants it bare
    return [declared(entry) if isinstance(entry, Fault) else entry.name for entry in value]


@declared.register
def _(value: Mapping) -> Any:  # type: ignore[type-arg]
    return [*value]


@declared.register
def _(value: Users) -> Any:
    return [*value.passwords]


@declared.register
def _(value: Profile) -> Any:
    return value.host


@declared.register
def _(value: TokenRules) -> Any:
    return [name for name, asked in vars(value).items() if asked is not None]


@declared.register
def _(value: Fault) -> Any:
    return value.preset or value.step
