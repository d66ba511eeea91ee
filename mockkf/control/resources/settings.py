"""How the mock is set: options and contents, changed while it runs or with a new beginning."""

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
    "profile": "PUT /SMTP stores another",
    "pam_providers": "they are kept by /PamProviders, and their secrets by /mockkf/vaults",
    "faults": "POST /mockkf/faults plans more",
}
"""Contents that only say how a mock begins, and what changes them later."""


class ResetSchema(BodySchema):
    """What is different after the reset."""

    example = {"options": {"release": "24.4"}}
    is_needed = False

    options = TableField()


class OptionsSchema(OpenBodySchema):
    """Options by name; the contents of a scenario too."""

    example = {"release": "24.4", "step_timeout": 2}

    class Meta(OpenBodySchema.Meta):
        """The options."""

        include = {name: fields.Raw(metadata={"description": about}) for name, about in OPTIONS.items()}


class SettingsSchema(AnswerSchema):
    """Every option in words, and the names of the contents."""

    options = fields.Dict(keys=fields.String(), values=fields.String())
    contents = fields.Dict()


@resource.post("/reset")
@resource.body(ResetSchema())
@resource.response(200, EpochSchema)
def reset(body: Mapping[str, Any]) -> Any:
    """Back to the state the mock was started with; with `options` on top of that, until the next reset."""
    options = body.get("options", {})
    check(options)
    mock = current_mock()
    return {"epoch": mock.reset(settings=change_settings(mock.settings, **options) if options else None)}


@resource.get("/settings")
@resource.response(200, SettingsSchema)
def get_settings() -> Any:
    """Every option in words, and which contents are declared: names only, null for none."""
    now = current_mock().runtime.settings
    said = {name: in_words(getattr(now, name)) for name in OPTIONS}
    return {
        "options": {name: MASK if name in CONFIDENTIAL and value else value for name, value in said.items()},
        "contents": {name: declared(getattr(now, name)) for name in TAKES if name not in OPTIONS},
    }


@resource.patch("/settings")
@resource.body(OptionsSchema())
@resource.response(200, EpochSchema)
def patch_settings(body: Mapping[str, Any]) -> Any:
    """Go on with some options or contents changed, with all that is stored and captured, until the next reset."""
    seeds = [name for name in body if name in SEEDS]
    if seeds:
        raise ConfigurationError(f"cannot change {seeds[0]}: what is stored is kept; {SEEDS[seeds[0]]}")
    check(body)
    return {"epoch": current_mock().change(**body)}


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
