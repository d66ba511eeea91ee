"""The parameters of calls, in the path and in the query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST_ID = 2**31 - 1
LARGEST_PAGE = 1000
"""The maximum number of rows on a page; a larger `ReturnLimit` means this one."""

ID: Mapping[str, Any] = {"type": "integer", "format": "int32", "minimum": 0, "maximum": LARGEST_ID}
GUID: Mapping[str, Any] = {"type": "string", "format": "uuid"}
POSITIVE: Mapping[str, Any] = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 999_999_999}


@dataclass(frozen=True)
class QueryParameter:
    """A parameter of a query, with its JSON Schema."""

    name: str
    about: str
    schema: Mapping[str, Any]
    required: bool = False


@dataclass(frozen=True)
class Paging:
    """A list with pages: the `fields` that a query can compare and sort by, and the default sort field."""

    fields: tuple[str, ...]
    usual: str

    @property
    def parameters(self) -> tuple[QueryParameter, ...]:
        """Return the parameters that select a page.

        >>> [parameter.name for parameter in Paging(("Name",), "Name").parameters]
        ['QueryString', 'PageReturned', 'ReturnLimit', 'SortField', 'SortAscending']
        """
        fields = ", ".join(self.fields)
        choices = {"type": "string", "enum": [*self.fields], "default": self.usual}
        return (
            QueryParameter("QueryString", f'A query such as Name -eq "x"; fields: {fields}.', {"type": "string"}),
            QueryParameter("PageReturned", "The number of the page.", {**POSITIVE, "default": 1}),
            QueryParameter("ReturnLimit", f"The rows on a page, at most {LARGEST_PAGE}.", {**POSITIVE, "default": 50}),
            QueryParameter("SortField", "The field to sort by.", choices),
            QueryParameter(
                "SortAscending", "0 (ascending) or 1 (descending).", {"type": "integer", "enum": [0, 1], "default": 0}
            ),
        )
