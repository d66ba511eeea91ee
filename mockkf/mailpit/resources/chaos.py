"""Chaos: the mail server refuses at random."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockkf.errors import ConfigurationError
from mockkf.mailpit import chaos
from mockkf.mailpit.bodies import MailpitBody
from mockkf.mailpit.context import current_mock
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import WholeMember

resource = MailpitResource("chaos", "Chaos: the mail server refuses at random. Each trigger is a planned fault.")


class TriggerBody(MailpitBody):
    """The code of the reply, and how often of 100 times it comes."""

    code = WholeMember(data_key="ErrorCode", attribute="ErrorCode", load_default=0)
    probability = WholeMember(data_key="Probability", attribute="Probability", load_default=0)


NEVER = {"ErrorCode": 0, "Probability": 0}


class ChaosSchema(MailpitBody):
    """The triggers; one that is missing never fires."""

    sender = fields.Nested(TriggerBody, data_key="Sender", attribute="Sender", load_default=NEVER)
    recipient = fields.Nested(TriggerBody, data_key="Recipient", attribute="Recipient", load_default=NEVER)
    login = fields.Nested(TriggerBody, data_key="Authentication", attribute="Authentication", load_default=NEVER)


@resource.serve("GET", "/api/v1/chaos", answers=ChaosSchema)
def get_chaos() -> Any:
    """Return the triggers."""
    return chaos.view(current_mock().state.faults)


@resource.serve("PUT", "/api/v1/chaos", body=ChaosSchema(), answers=ChaosSchema)
def set_chaos(body: Mapping[str, Any]) -> Any:
    """Replace all triggers and return them."""
    registry = current_mock().state.faults
    try:
        chaos.replace(registry, body)
    except OverflowError as error:
        raise ConfigurationError(str(error)) from None
    return chaos.view(registry)
