"""`/scenario`: export the mock as a scenario file, and reset it to one."""

import tomllib
from collections.abc import Mapping
from typing import Any

from flask import Response

from mockkf.config import OF_THE_SERVER, Settings
from mockkf.control.context import current_mock
from mockkf.control.resource import TEXT, Resource
from mockkf.control.runtime_settings import check
from mockkf.control.schemas import EpochSchema, OpenBodySchema
from mockkf.errors import ConfigurationError
from mockkf.http import ContentType, Readable
from mockkf.scenario import change_settings, from_tables, with_short_keys, writing

resource = Resource("scenario", "The mock as a scenario file.")

TOML = "application/toml"


class ScenarioSchema(OpenBodySchema):
    """The tables of a scenario, in JSON or in TOML."""

    readable = Readable((TOML, *OpenBodySchema.readable.media_types), without=True)
    example = {"release": "24.4", "strict": {"all": "off"}}

    def decode(self, data: bytes, sent: ContentType) -> Any:
        """Return the tables; the body is TOML unless the media type is JSON."""
        return super().decode(data, sent) if sent.media_type.endswith("json") else tables_of(data)


def tables_of(data: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file, which is in UTF-8; raise `ConfigurationError` if it is not valid."""
    try:
        return tomllib.loads(with_short_keys(data.decode("utf-8")))
    except RecursionError:
        raise ConfigurationError("the body must be TOML that is not nested too deeply") from None
    except ValueError as error:
        raise ConfigurationError(f"the body must be a scenario in TOML, or JSON with a JSON type: {error}") from None


@resource.get("/scenario")
@resource.response(200, TEXT, content_type=TOML)
def get_scenario() -> Response:
    """Export the current mock as a scenario in TOML: its settings, the stored profile and the faults.

    Secrets are omitted; a comment names each of them.
    """
    runtime = current_mock().runtime
    said = writing.text(runtime.settings, runtime.state.profile, runtime.state.faults.all)
    return Response(said, 200, content_type=f"{TOML}; charset=utf-8")


@resource.put("/scenario")
@resource.doc(requestBody={"content": {TOML: {"schema": TEXT}, "text/plain": {"schema": TEXT}}})
@resource.body(ScenarioSchema())
@resource.response(200, EpochSchema)
def load_scenario(body: Mapping[str, Any]) -> Any:
    """Reset the mock to a scenario, and use it for each later reset; omitted settings have their defaults."""
    given = from_tables(body)
    check(given)
    mock = current_mock()
    kept = {name: getattr(mock.settings, name) for name in OF_THE_SERVER}
    settings = change_settings(Settings(), **kept, **given)
    return {"epoch": mock.load(settings)}
