"""How lists are answered: whole, or a page at a time."""

from typing import Any

from flask import Response, request

from mockkf.command.query import page
from mockkf.command.requests import json_answer
from mockkf.command.schemas import Operation


def paged(form: Operation, rows: list[dict[str, Any]], fields: tuple[str, ...], usual: str) -> Response:
    """The page of `rows` that the query asks for; `fields` may be asked for and sorted by, `usual` is the order."""
    found = page(rows, request.args, fields, usual)
    response = listed(form, [row["view"] for row in found.rows])
    response.headers["X-Total-Count"] = str(found.total)
    return response


def listed(form: Operation, views: list[Any]) -> Response:
    """All of `views`, as this call answers each."""
    assert form.answer is not None  # noqa: S101 - lists answer something
    return json_answer([form.answer.write(view) for view in views])
