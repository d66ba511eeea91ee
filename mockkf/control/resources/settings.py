"""Options and contents of the mock: read, change and reset them."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from marshmallow import fields

from mockkf.config import CONFIDENTIAL, OPTIONS, in_words
from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.runtime_settings import check
from mockkf.control.schemas import AnswerSchema, BodySchema, EpochSchema, OpenBodySchema, TableField
from mockkf.errors import ConfigurationError
from mockkf.model import MASK, Fault, Profile, TokenRules, Users
from mockkf.scenario import TAKES, change_settings

resource = Resource("settings", "Options and contents of the mock.")

SEEDS: Mapping[str, str] = {
    "profile": "PUT /SMTP stores a new profile",
    "pam_providers": "/PamProviders changes the providers, and /mockkf/vaults changes their secrets",
    "faults": "POST /mockkf/faults plans a fault",
}
"""Contents that only set the start of a mock, and the calls that change them later."""


class ResetSchema(BodySchema):
    """The options to change with the reset."""

    example = {"options": {"release": "24.4"}}
    is_needed = False

    options = TableField()


class OptionChangesSchema(OpenBodySchema):
    """Options by name, and contents of a scenario."""

    example = {"release": "24.4", "step_timeout": 2}

    class Meta(OpenBodySchema.Meta):
        """The options."""

        include = {name: fields.Raw(metadata={"description": about}) for name, about in OPTIONS.items()}


class SettingsSchema(AnswerSchema):
    """Every option as text, and the names of the contents."""

    options = fields.Dict(keys=fields.String(), values=fields.String())
    contents = fields.Dict()


@resource.post("/reset")
@resource.body(ResetSchema())
@resource.response(200, EpochSchema)
def reset(body: Mapping[str, Any]) -> Any:
    """Return to the state at the start; `options` are changed until the next reset."""
    options = body.get("options", {})
    check(options)
    mock = current_mock()
    return {"epoch": mock.reset(settings=change_settings(mock.settings, **options) if options else None)}


@resource.get("/settings")
@resource.response(200, SettingsSchema)
def get_settings() -> Any:
    """Return every option as text, and the names of the declared contents; null means none."""
    now = current_mock().runtime.settings
    said = {name: in_words(getattr(now, name)) for name in OPTIONS}
    return {
        "options": {name: MASK if name in CONFIDENTIAL and value else value for name, value in said.items()},
        "contents": {name: declared(getattr(now, name)) for name in TAKES if name not in OPTIONS},
    }


@resource.patch("/settings")
@resource.body(OptionChangesSchema())
@resource.response(200, EpochSchema)
def patch_settings(body: Mapping[str, Any]) -> Any:
    """Change options or contents until the next reset; keeps stored data and captured mail."""
    seeds = [name for name in body if name in SEEDS]
    if seeds:
        raise ConfigurationError(f"cannot change {seeds[0]}: this call keeps stored data; {SEEDS[seeds[0]]}")
    check(body)
    return {"epoch": current_mock().change(**body)}


@singledispatch
def declared(value: Any) -> Any:
    """Return the names in a declared value; a value without names is returned unchanged."""
    return value


@declared.register
def _(value: tuple) -> Any:  # type: ignore[type-arg] # singledispatch needs the bare class
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
