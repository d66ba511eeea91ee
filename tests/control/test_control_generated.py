"""The control API against its OpenAPI document: the answer to every valid request matches its description."""

import copy
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import given

from mockkf import MockKeyfactor
from tests.control.routes import Route, document, routes
from tests.support.generated import CHECKS, examples


@cache
def loaded() -> Any:
    """Return the document for schemathesis; answers must not have undocumented members."""
    strict = copy.deepcopy(document())
    for schema in strict["components"]["schemas"].values():
        schema.setdefault("additionalProperties", False)
    return schemathesis.openapi.from_dict(strict)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_whatever_is_sent_the_answer_is_as_described(mockkf: MockKeyfactor, route: Route) -> None:
    """No valid request is answered with 5xx, with a page, or with undocumented content."""
    operation = loaded()[route.path][route.method]
    server = mockkf.control_url.removesuffix("/mockkf")

    with requests.Session() as session:
        session.trust_env = False

        @examples(8)
        @given(case=operation.as_strategy())
        def call(case: Any) -> None:
            case.query.pop("wait", None)  # a minute at most, but a minute
            response = case.call(base_url=server, session=session, timeout=10)
            case.validate_response(response, checks=CHECKS)
            assert "html" not in response.headers.get("Content-Type", "")

        call()
