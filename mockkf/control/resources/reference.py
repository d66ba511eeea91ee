"""Documents about Command's API, for any release."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.command import reference
from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import AnswerSchema, OpenApiSchema, QuerySchema, TrueFalseParameter

resource = Resource("reference", "Documents about Command's API.")

RELEASE = {"description": "a release of Command, such as 25.5"}


class ContractSchema(AnswerSchema):
    """The rules of the contract."""

    rules = fields.List(fields.Dict())
    sums = fields.Dict(metadata={"description": "How many rules have each grade, by release."})
    remark = fields.String(
        allow_none=True, metadata={"description": "What is to be said about a release that is newer than any page."}
    )


class CommandDocumentQuerySchema(QuerySchema):
    """The release, the version and the form of the document."""

    release = fields.String(metadata=RELEASE)
    api_version = fields.String(
        data_key="api-version", attribute="api-version", metadata={"description": "a version of the API, such as 2"}
    )
    strict = TrueFalseParameter("true adds rules for validators that client generators do not read; by default false")


class ContractQuerySchema(QuerySchema):
    """Filters of the rules."""

    release = fields.String(metadata=RELEASE)
    grade = fields.String(metadata={"description": "how sure we are: documented, recorded or assumed"})
    endpoint = fields.String(metadata={"description": "a call or a path, such as PUT /SMTP"})


@resource.get("/openapi.json")
@resource.query(CommandDocumentQuerySchema())
@resource.response(200, OpenApiSchema)
def get_command_document(query: Mapping[str, Any]) -> Any:
    """Return Command's API as OpenAPI 3.1; by default the running release with the newest version of each call."""
    return reference.openapi(current_mock().runtime.settings, query)


@resource.get("/contract")
@resource.query(ContractQuerySchema())
@resource.response(200, ContractSchema)
def get_contract(query: Mapping[str, str]) -> Any:
    """List the rules: what mockkf does, how sure we are that Command does it, and which option changes it."""
    return reference.contract(query)
