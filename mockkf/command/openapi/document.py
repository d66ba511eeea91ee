"""The document: the calls of a release, and the parts that they share."""

from functools import partial
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from mockkf.command.openapi.body_schemas import BodySchemas, StrictBodySchemas
from mockkf.command.openapi.calls import described
from mockkf.command.openapi.shared import HEADERS, RESPONSES, SCHEMAS, request_headers
from mockkf.command.schemas import Release, api_versions, operations, versions


def document(
    release: Release, api_version: int | None = None, base_path: str = "/KeyfactorAPI", *, strict: bool = False
) -> dict[str, Any]:
    """Return the document with all operations of `release` in `api_version`; by default each in its newest version.

    It has the forms that client generators read. With `strict`, it also has the rules that they do not read.

    >>> sorted(document((12, 5), 1)["paths"]["/SMTP"])
    ['get', 'put']
    """
    plugin = MarshmallowPlugin()
    spec = _begun(release, base_path, plugin)
    schemas = (StrictBodySchemas if strict else BodySchemas)(spec, plugin)
    for name in operations(release):
        chosen = [version for version in versions(name, release) if api_version in {None, version}]
        if chosen:
            method, _, path = name.partition(" ")
            spec.path(path, operations={method.lower(): described(name, max(chosen), release, schemas)})
    found: dict[str, Any] = spec.to_dict()
    return found


def _begun(release: Release, base_path: str, plugin: MarshmallowPlugin) -> APISpec:
    """Return the document with the parts that all operations share."""
    spec = APISpec(
        title="Keyfactor Command, as mockkf emulates it",
        version=".".join(map(str, release)),
        openapi_version="3.1.0",
        plugins=[plugin],
        servers=[{"url": base_path}],
        security=[{"basic": []}, {"bearer": []}],
    )
    for scheme in ("basic", "bearer"):
        spec.components.security_scheme(scheme, {"type": "http", "scheme": scheme})
    for add, components in (
        (partial(spec.components.parameter, location="header", lazy=True), request_headers(api_versions())),
        (spec.components.header, HEADERS),
        (spec.components.schema, SCHEMAS),
        (spec.components.response, RESPONSES),
    ):
        for name, component in components.items():
            add(name, component=dict(component))
    return spec
