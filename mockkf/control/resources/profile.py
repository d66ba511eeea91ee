"""Compares secrets of the stored profile, which the API never returns."""

import hmac
from collections.abc import Mapping
from typing import Any

from werkzeug.exceptions import BadRequest, NotFound

from mockkf.control.context import current_mock
from mockkf.control.resource import Resource
from mockkf.control.schemas import BodySchema, SameSchema, TextField
from mockkf.model import SECRETS

resource = Resource("profile", "The stored profile.")


class ProfileComparisonSchema(BodySchema):
    """A secret member of the profile, and its expected value."""

    example = {"member": "RelayPassword", "expected": "s3cret"}

    member = TextField(required=True, metadata={"enum": [*SECRETS]})
    expected = TextField(required=True)


@resource.post("/profile/compare")
@resource.body(ProfileComparisonSchema())
@resource.response(200, SameSchema)
def compare_profile(body: Mapping[str, Any]) -> Any:
    """Tell whether a secret member of the stored profile has the expected value."""
    member, expected = body["member"], body["expected"]
    if member not in SECRETS:
        raise BadRequest(f"member must be one of {', '.join(SECRETS)}, not {member!r}")
    secret = getattr(current_mock().state.profile, SECRETS[member])
    if secret is None or secret.value is None:
        instead = f"PAM provider {secret.provider} provides it" if secret else "it is not set"
        raise NotFound(f"{member} of the stored profile has no value to compare: {instead}")
    return {"same": hmac.compare_digest(*(text.encode("utf-8", "surrogatepass") for text in (secret.value, expected)))}
