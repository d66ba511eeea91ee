"""Releasing a mail to another server, which mockkf never does."""

from collections.abc import Mapping
from typing import Any

from mockkf.errors import ConfigurationError
from mockkf.mailpit.addresses import address_of
from mockkf.mailpit.bodies import MailpitBody
from mockkf.mailpit.found import message_at
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.schemas.fields import TextListMember
from mockkf.mailpit.schemas.messages import LatestQuery

resource = MailpitResource("release", "Releasing mail to another server, which is always refused.")


class ReleaseBody(MailpitBody):
    """The recipients."""

    to = TextListMember(data_key="To")


@resource.serve(
    "POST", "/api/v1/message/<id>/release", query=LatestQuery(), body=ReleaseBody(), media_type="text/plain"
)
def release_message(id: str, query: Mapping[str, Any], body: Mapping[str, Any]) -> Any:
    """Answer 400, after the checks of the id and of the addresses: no mail leaves mockkf."""
    del query
    message_at(id)
    for written in body["to"]:
        if address_of(written) is None:
            raise ConfigurationError(f"Invalid email address: {written}")
    if not body["to"]:
        raise ConfigurationError("No valid addresses found")
    raise ConfigurationError("SMTP error: mockkf never releases mail; read it from the mailbox instead")
