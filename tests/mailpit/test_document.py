"""The description of the API."""

import pytest
from openapi_spec_validator import OpenAPIV2SpecValidator

from mockkf import MockKeyfactor
from tests.mailpit.conftest import MailpitClient

ROUTES = {
    "DELETE /api/v1/messages",
    "DELETE /api/v1/search",
    "DELETE /api/v1/tags/{tag}",
    "GET /api/v1/chaos",
    "GET /api/v1/info",
    "GET /api/v1/message/{id}",
    "GET /api/v1/message/{id}/headers",
    "GET /api/v1/message/{id}/html-check",
    "GET /api/v1/message/{id}/link-check",
    "GET /api/v1/message/{id}/part/{part_id}",
    "GET /api/v1/message/{id}/part/{part_id}/thumb",
    "GET /api/v1/message/{id}/raw",
    "GET /api/v1/messages",
    "GET /api/v1/search",
    "GET /api/v1/swagger.json",
    "GET /api/v1/tags",
    "GET /api/v1/webui",
    "GET /view/{id}.html",
    "GET /view/{id}.txt",
    "GET /view/latest",
    "POST /api/v1/message/{id}/release",
    "POST /api/v1/send",
    "PUT /api/v1/chaos",
    "PUT /api/v1/messages",
    "PUT /api/v1/tags",
    "PUT /api/v1/tags/{tag}",
}
"""The documented routes of Mailpit."""

OTHERS = {
    "DELETE /api/v1/messages/{id}",
    "GET /api/v2/messages",
    "GET /api/v2/search",
    "GET /livez",
    "GET /readyz",
}
"""Those of MailHog, and the health checks."""


def test_the_document_is_valid_and_complete(mailpit: MailpitClient) -> None:
    """It is OpenAPI 2.0 and has every route, each with a summary and a schema."""
    document = mailpit.get("/api/v1/swagger.json")

    OpenAPIV2SpecValidator(document).validate()
    found = {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    assert set(found) == ROUTES | OTHERS
    assert all(operation["summary"].endswith(".") for operation in found.values())
    assert document["swagger"] == "2.0"
    assert document["info"]["title"] == "Mailpit API"


def test_bodies_have_mailpits_names(mailpit: MailpitClient) -> None:
    """Members are written in the letter case of Mailpit's own document."""
    definitions = mailpit.get("/api/v1/swagger.json")["definitions"]

    assert set(definitions["ReadBody"]["properties"]) == {"Read", "IDs", "Search"}
    assert {"From", "To", "HTML", "Attachments"} < set(definitions["SendBody"]["properties"])


@pytest.mark.parametrize(("name", "base"), [("", "/"), ("a", "/sandbox/a")])
def test_the_base_path_is_that_of_the_mock(mockkf: MockKeyfactor, name: str, base: str) -> None:
    """A sandbox has its prefix there."""
    client = MailpitClient(mockkf.sandbox(name) if name else mockkf)

    assert client.get("/api/v1/swagger.json")["basePath"] == base
    client.web.close()


def test_the_answers_are_those_of_the_document(mailpit: MailpitClient) -> None:
    """Every member of an item, a mail and a list is described, and no other."""
    mailpit.mail()
    definitions = mailpit.get("/api/v1/swagger.json")["definitions"]
    listed = mailpit.get("/api/v1/messages")

    assert set(definitions["List"]["properties"]) == set(listed)
    assert set(definitions["Item"]["properties"]) == set(listed["messages"][0])
    assert set(definitions["WholeMessage"]["properties"]) == set(mailpit.get("/api/v1/message/latest"))
    assert set(definitions["Info"]["properties"]) == set(mailpit.get("/api/v1/info"))
    assert set(definitions["Page"]["properties"]) == set(mailpit.get("/api/v1/webui"))
