"""A resource of Mailpit's API: a blueprint whose routes say what they take and answer, for the document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, request
from marshmallow import Schema
from werkzeug.exceptions import RequestEntityTooLarge

from mockkf.mailpit import bodies

View = Callable[..., Any]
Answer = type[Schema] | Mapping[str, str]

FILE: Answer = {"type": "string", "format": "binary"}
"""An answer of any bytes."""


@dataclass(frozen=True)
class Documented:
    """What the document says about a route; without `answers` it answers text.

    `from_pages` names the requests of pages of other origins that are let in: "image", "document" or "" for none.
    `is_open` is true if the route needs no token. `described` is the schema of a body that the route reads itself.
    """

    answers: Answer | None = None
    query: Schema | None = None
    body: bodies.MailpitBody | None = None
    media_type: str = "application/json"
    from_pages: str = ""
    is_open: bool = False
    is_shown: bool = True
    described: bodies.MailpitBody | None = None


class MailpitResource(Blueprint):
    """The routes of one resource; the function name becomes the operation id."""

    def __init__(self, name: str, about: str) -> None:
        super().__init__(name, "mockkf.mailpit")
        self.about = about

    def serve(
        self,
        method: str,
        rule: str,
        *,
        is_needed: bool = True,
        options: Mapping[str, Any] | None = None,
        **documented: Any,
    ) -> Callable[[View], View]:
        """Return a decorator: the function answers `method` at `rule`.

        It gets the values of the `query` and of the `body`, if the route has them, and those of the path. A body that
        is not needed is read as an object without members.
        """
        about = Documented(**documented)

        def add(view: View) -> View:
            @wraps(view)
            def serve(**path: Any) -> Any:
                if about.query is not None:
                    path["query"] = about.query.load(request.args.to_dict())
                if about.body is not None:
                    data = request.get_data()
                    if len(data) > bodies.LARGEST:
                        raise RequestEntityTooLarge
                    path["body"] = bodies.read(about.body, data, request.mimetype, is_needed=is_needed)
                return view(**path)

            serve.documented = about  # type: ignore[attr-defined]
            self.add_url_rule(rule, view.__name__, serve, methods=[method], **(options or {}))
            return view

        return add


def documented_of(view: View) -> Documented:
    """Return what the document says about a view function."""
    found: Documented = getattr(view, "documented", Documented(is_shown=False))
    return found
