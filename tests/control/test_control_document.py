"""Client generators can use the document `GET /mockkf/control.json`."""

import copy
import json
import re
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate as validate_json
from openapi_spec_validator import validate

from mockkf import MockKeyfactor
from tests.control.routes import Route, document, routes
from tests.control.test_control import ask
from tests.support.command import Command
from tests.support.generated_client import GeneratedClient

SCHEMAS = "#/components/schemas/"


def contents(responses: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each media type of these answers with its schema."""
    for response in responses.values():
        shared = document()["components"]["responses"]
        found = shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
        yield from ((media_type, content["schema"]) for media_type, content in found["content"].items())


def test_the_document_is_valid() -> None:
    """The document is valid OpenAPI 3.1."""
    validate(document())

    assert document()["openapi"] == "3.1.0"


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_every_answer_has_a_named_schema(route: Route) -> None:
    """A JSON answer has a named schema, any other answer is a string, and an error is an Error."""
    found = [*contents(route.operation["responses"])]

    assert len(found) >= 2
    for media_type, schema in found:
        if media_type == "application/json":
            assert schema["$ref"].startswith(SCHEMAS)
        else:
            assert schema["type"] == "string"
    assert [*contents({"default": route.operation["responses"]["default"]})] == [
        ("application/json", {"$ref": f"{SCHEMAS}Error"})
    ]


@pytest.mark.parametrize("route", [route for route in routes() if route.example], ids=lambda route: route.name)
def test_every_body_has_a_named_schema(route: Route) -> None:
    """Each JSON body has a named schema."""
    schema = route.operation["requestBody"]["content"]["application/json"]["schema"]

    assert schema["$ref"].startswith(SCHEMAS)


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("GET /mockkf/messages", "Messages"),
        ("GET /mockkf/messages/{id}", "MessageContent"),
        ("GET /mockkf/faults", "Faults"),
        ("GET /mockkf/faults/{id}", "Fault"),
        ("GET /mockkf/ready", "Ready"),
        ("POST /mockkf/reset", "Epoch"),
    ],
)
def test_an_answer_is_called_what_it_is(route: str, name: str) -> None:
    """Generated clients have a class of this name."""
    [operation] = [known.operation for known in routes() if known.name == route]

    assert ("application/json", {"$ref": f"{SCHEMAS}{name}"}) in contents(operation["responses"])


def test_a_fault_plan_has_further_members() -> None:
    """The body of POST /mockkf/faults is a FaultPlan with criteria and actions; its list form is not declared."""
    [operation] = [known.operation for known in routes() if known.name == "POST /mockkf/faults"]

    assert operation["requestBody"]["content"]["application/json"]["schema"] == {"$ref": f"{SCHEMAS}FaultPlan"}
    plan = document()["components"]["schemas"]["FaultPlan"]
    assert (plan["type"], plan["additionalProperties"]) == ("object", True)


def test_nothing_in_it_stops_a_generator() -> None:
    """No name ends in Raw, no parameter is a time, no server has variables; each call has the tag of its resource."""
    operations = [route.operation for route in routes()]
    tags = {tag["name"] for tag in document()["tags"]}

    assert not [one["operationId"] for one in operations if one["operationId"].endswith("Raw")]
    assert "date-time" not in json.dumps([one.get("parameters") for one in operations])
    assert document()["servers"] == [{"url": "/"}]
    assert [one for one in operations if len(one["tags"]) != 1 or not tags.issuperset(one["tags"])] == []


def test_a_generated_client_works(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """openapi-python-client generates a client from it that returns typed values; it leaves out mail, TOML and PEM."""
    client = GeneratedClient(document(), tmp_path, "control_client")
    plan = client.model("FaultPlan")(step="relay.recipient")
    plan["reply"] = "451 4.3.0 try later"

    server = mockkf.control_url.removesuffix("/mockkf")
    with client.package.Client(base_url=server, httpx_args={"trust_env": False}) as session:
        planned = client.call("faults.plan_fault")(client=session, body=plan)
        absent = client.call("faults.get_fault")(client=session, id=9)
        page = client.call("messages.list_messages")(client=session, limit=1)
        reset = client.call("settings.reset")(client=session)

    assert [problem.detail for problem in client.problems if "Unsupported content" not in (problem.detail or "")] == []
    assert (planned.parsed.id, absent.parsed.error) == (1, "there is no fault 9; planned faults: 1")
    assert (page.parsed.total, reset.parsed.epoch) == (0, mockkf.state.epoch)


RICH = b"""Subject: rich
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=undefined

text https://a.example
--b
Content-Type: text/html

<p>text</p>
--b--
--a
Content-Type: image/png; name=a.png
Content-ID: <a@b>
Content-Disposition: inline

x
--a--
""".replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "path", ["/messages", "/messages/1", "/messages/2", "/journal", "/journal/1", "/traces", "/traces/1", "/clock"]
)
def test_an_answer_has_no_member_that_the_document_lacks(mockkf: MockKeyfactor, path: str) -> None:
    """Not even when mail, login, TLS, DSN parameters, a fault and a refusal fill every member."""
    mockkf.faults.add("relay.recipient", to="slow@example.com", reply="451 4.3.0 later")
    command = Command(mockkf)
    command.test(Extra=1, UseSSL=True)
    command.test(TestRecipient="slow@example.com")
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp) as client:
        client.sendmail("a@b.example", ["c@d.example"], RICH, ["RET=HDRS", "ENVID=Q"], ["NOTIFY=SUCCESS"])
    components = copy.deepcopy(document()["components"])
    for schema in components["schemas"].values():
        schema.setdefault("additionalProperties", False)
    template = "/mockkf" + re.sub("[0-9]+", "{id}", path)
    described = document()["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    validate_json(ask(mockkf, path).json(), {**described, "components": components})
