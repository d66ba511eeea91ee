"""The mock as a scenario file: to be kept, and to begin anew with."""

import tomllib
from typing import Any

from flask import Response

from mockkf.config import OF_THE_SERVER, Settings
from mockkf.control.request_body import TABLE, RequestBody
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.control.runtime_settings import check
from mockkf.errors import ConfigurationError
from mockkf.scenario import change_settings, from_tables, with_short_keys, writing

ROUTES = RouteTable()

TOML = "application/toml"


def tables_of(data: bytes) -> dict[str, Any]:
    """The tables of a file in TOML."""
    try:
        return tomllib.loads(with_short_keys(data.decode("utf-8")))
    except RecursionError:
        raise ConfigurationError("the body must be TOML that is not nested that deep") from None
    except ValueError as error:
        raise ConfigurationError(f"the body must be a scenario in TOML, or in JSON and said so: {error}") from None


SCENARIO = RequestBody(
    TABLE, {"release": "24.4", "strict": {"all": "off"}}, others={TOML: tables_of, "text/plain": tables_of}
)


@ROUTES("GET /scenario", media=TOML)
def read(call: ControlRequest) -> Response:
    """The mock of now as a scenario in TOML: its settings, the stored profile and the faults.

    What is secret is left out, and named in a comment.
    """
    runtime = call.mock.runtime
    said = writing.text(runtime.settings, runtime.state.profile, runtime.state.faults.all)
    return Response(said, 200, content_type=f"{TOML}; charset=utf-8")


@ROUTES("PUT /scenario", body=SCENARIO)
def replace(call: ControlRequest) -> Any:
    """Begin anew with a scenario, and go back to it at each reset; what it does not say is as usual."""
    given = from_tables(call.body)
    check(given)
    kept = {name: getattr(call.mock.settings, name) for name in OF_THE_SERVER}
    settings = change_settings(Settings(), **kept, **given)
    return {"epoch": call.mock.load(settings)}
