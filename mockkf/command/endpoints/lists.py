"""Answers with lists: complete, or one page."""

from typing import Any

from flask import Response, request

from mockkf.command.query import page
from mockkf.command.requests import json_answer
from mockkf.command.schemas import Operation


def paged(form: Operation, rows: list[dict[str, Any]]) -> Response:
    """Return the requested page of `rows`, with the number of all that match in `X-Total-Count`."""
    assert form.paging is not None  # noqa: S101 - only lists with pages call this
    found = page(rows, request.args, form.paging)
    response = listed(form, [row["view"] for row in found.rows])
    response.headers["X-Total-Count"] = str(found.total)
    return response


def listed(form: Operation, views: list[Any]) -> Response:
    """Return all `views` in the format of the answer."""
    assert form.answer is not None  # noqa: S101 - every list has an answer format
    return json_answer([form.answer.write(view) for view in views])
