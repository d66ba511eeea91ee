"""The parts that all calls share: headers, and the answers that refuse a request."""

from collections.abc import Iterable, Mapping
from typing import Any

JSON = "application/json"
EVERYWHERE: Mapping[str, Mapping[str, Any]] = {
    "X-Keyfactor-Product-Version": {"description": "The release of Command.", "schema": {"type": "string"}},
    "X-Keyfactor-Correlation-Id": {"description": "A unique id for each call.", "schema": {"type": "string"}},
    "Api-Supported-Versions": {"description": "The api versions of this endpoint.", "schema": {"type": "string"}},
}
"""The headers of every answer."""

TOTAL = "X-Total-Count"
HEADERS: Mapping[str, Mapping[str, Any]] = {
    **EVERYWHERE,
    TOTAL: {
        "description": "The number of all rows that match, on any page.",
        "required": True,
        "schema": {"type": "integer", "format": "int32", "minimum": 0},
    },
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "Error": {
        "type": "object",
        "properties": {"ErrorCode": {"type": "string", "pattern": "^0x[0-9A-F]{8}$"}, "Message": {"type": "string"}},
        "required": ["ErrorCode", "Message"],
    }
}


def answer(about: str, content: Mapping[str, Any], headers: Iterable[str] = EVERYWHERE) -> dict[str, Any]:
    """Return the description of an answer; `content` has a JSON Schema for each media type."""
    return {
        "description": about,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        **({"content": {media_type: {"schema": schema} for media_type, schema in content.items()}} if content else {}),
    }


ERROR = {JSON: {"$ref": "#/components/schemas/Error"}}
NOTHING = {"text/plain": {"type": "string", "maxLength": 0}}
REFUSALS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "400": ("Invalid", answer("The request is invalid, or this release does not support it.", ERROR)),
    "401": ("Unauthorized", answer("The credentials are missing or wrong; the body is empty.", NOTHING)),
    "403": ("Forbidden", answer("The account lacks a permission.", ERROR)),
    "404": ("NotFound", answer("The path or the id does not exist.", ERROR)),
    "413": ("TooLarge", answer("The body is too large.", ERROR)),
    "415": ("UnsupportedMediaType", answer("The media type is not supported.", ERROR)),
}
"""The name and the description of each answer that refuses a request, by its status."""

RESPONSES = dict(REFUSALS.values())


def request_headers(api_versions: Iterable[int]) -> dict[str, dict[str, Any]]:
    """Return the headers of requests, by the name of their component."""
    caller = {
        "name": "x-keyfactor-requested-with",
        "description": "Who calls.",
        "required": True,
        "schema": {"type": "string", "enum": ["APIClient", "XMLHttpRequest"]},
    }
    return {"RequestedWith": caller, **{api_version_header(number): _api_version(number) for number in api_versions}}


def api_version_header(number: int) -> str:
    """Return the name of the component that describes the header with this api version."""
    return f"ApiVersion{number}"


def _api_version(number: int) -> dict[str, Any]:
    return {
        "name": "x-keyfactor-api-version",
        "description": "If it is absent, version 1 is used.",
        "required": number != 1,
        "schema": {"type": "string", "enum": [str(number), f"{number}.0"]},
    }
