"""The types of path parameters."""

from typing import Any

from werkzeug.routing import BaseConverter, IntegerConverter


class NumberConverter(IntegerConverter):
    """Matches a number in ASCII digits."""

    regex = "[0-9]{1,30}"


class MessageConverter(BaseConverter):
    """Matches the id of a message: its number, or its uid of 22 letters and digits."""

    regex = "[0-9]{1,30}|[0-9A-Za-z]{22}"


def message_parameter(converter: MessageConverter) -> dict[str, Any]:
    """Return the OpenAPI schema of the id of a message."""
    return {
        "type": "string",
        "pattern": f"^({converter.regex})$",
        "description": "The id (a number) or the uid (22 letters and digits) of a message.",
    }
