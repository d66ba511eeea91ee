"""A resource of the control API: a flask-smorest blueprint with mockkf's parser and errors."""

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint

from mockkf.control.reading import RequestParser
from mockkf.control.schemas import BodySchema, QuerySchema
from mockkf.errors import ConfigurationError

TEXT = {"type": "string"}
BYTES = {"type": "string", "format": "binary"}

View = Callable[..., Any]


class Resource(Blueprint):  # type: ignore[misc] # flask-smorest has no types
    """The routes of one resource, below /mockkf; the function name becomes the operation id."""

    ARGUMENTS_PARSER = RequestParser()

    def __init__(self, name: str, about: str, url_prefix: str = "/mockkf") -> None:
        super().__init__(name, "mockkf.control", url_prefix=url_prefix, description=about)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Return a decorator: the function answers `rule`."""

        def add(view: View) -> View:
            first, *others = view.__name__.split("_")
            operation_id = first + "".join(word.title() for word in others)
            route: Callable[[View], View] = super(Resource, self).route(rule, **options)
            return route(self.doc(operationId=operation_id)(view))

        return add

    def query(self, schema: QuerySchema) -> Callable[[View], View]:
        """Return a decorator: the function gets the values of the query."""
        return self._taking(schema, location="query")

    def body(self, schema: BodySchema) -> Callable[[View], View]:
        """Return a decorator: the function gets the value of the body."""
        return self._taking(schema, required=schema.is_needed, example=schema.example)

    def _taking(self, schema: BodySchema | QuerySchema, **options: Any) -> Callable[[View], View]:
        decorate: Callable[[View], View] = self.arguments(schema, **options)
        return decorate


def refuse_query() -> None:
    """Raise `ConfigurationError` if the current request has a query and its route has no parameters."""
    if not request.args or request.endpoint is None or request.method == "OPTIONS":
        return
    documented = getattr(current_app.view_functions[request.endpoint], "_apidoc", {})
    arguments = documented.get("arguments", {}).get("parameters", ())
    if not any(argument["in"] == "query" for argument in arguments):
        raise ConfigurationError(f"no parameter '{next(iter(request.args))}'; this call has no parameters")
