"""The OpenAPI document of the API, generated from the wire formats, for client generators and for validators."""

from mockkf.command.openapi.document import document

__all__ = ["document"]
