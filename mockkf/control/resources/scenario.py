"""The mock as a scenario file: to be kept, and to begin anew with."""

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
from mockkf.scenario import change_settings, from_tables, with_short_keys, writing

resource = Resource("scenario", "The mock as a scenario file.")

TOML = "application/toml"


class ScenarioSchema(OpenBodySchema):
    """The tables of a scenario, in JSON or in TOML."""

    example = {"release": "24.4", "strict": {"all": "off"}}

    def read(self, data: bytes, media_type: str) -> Any:
        """The tables; TOML unless the media type is one of JSON."""
        return super().read(data, media_type) if media_type.endswith("json") else tables_of(data)


def tables_of(data: bytes) -> dict[str, Any]:
    """The tables of a file in TOML."""
    try:
        return tomllib.loads(with_short_keys(data.decode("utf-8")))
    except RecursionError:
        raise ConfigurationError("the body must be TOML that is not nested that deep") from None
    except ValueError as error:
        raise ConfigurationError(f"the body must be a scenario in TOML, or in JSON and said so: {error}") from None


@resource.get("/scenario")
@resource.response(200, TEXT, content_type=TOML)
def get_scenario() -> Response:
    """The mock of now as a scenario in TOML: its settings, the stored profile and the faults.

    What is secret is left out, and named in a comment.
    """
    runtime = current_mock().runtime
    said = writing.text(runtime.settings, runtime.state.profile, runtime.state.faults.all)
    return Response(said, 200, content_type=f"{TOML}; charset=utf-8")


@resource.put("/scenario")
@resource.doc(requestBody={"content": {TOML: {"schema": TEXT}, "text/plain": {"schema": TEXT}}})
@resource.body(ScenarioSchema())
@resource.response(200, EpochSchema)
def load_scenario(body: Mapping[str, Any]) -> Any:
    """Begin anew with a scenario, and go back to it at each reset; what it does not say is as usual."""
    given = from_tables(body)
    check(given)
    mock = current_mock()
    kept = {name: getattr(mock.settings, name) for name in OF_THE_SERVER}
    settings = change_settings(Settings(), **kept, **given)
    return {"epoch": mock.load(settings)}
