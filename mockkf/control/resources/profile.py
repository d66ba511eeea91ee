"""The secrets of the stored profile, which the API never answers: they can be compared."""

import hmac
from typing import Any

from werkzeug.exceptions import BadRequest, NotFound

from mockkf.control.request_body import TEXT, table
from mockkf.control.request_context import ControlRequest
from mockkf.control.route import RouteTable
from mockkf.model import SECRETS

ROUTES = RouteTable()

COMPARISON = table(
    {"member": {**TEXT, "enum": [*SECRETS]}, "expected": TEXT},
    {"member": "RelayPassword", "expected": "s3cret"},
    "member",
    "expected",
)


@ROUTES("POST /profile/compare", body=COMPARISON)
def compare(call: ControlRequest) -> Any:
    """Whether a secret member of the stored profile is the one that is expected."""
    member, expected = call.body["member"], call.body["expected"]
    if member not in SECRETS:
        raise BadRequest(f"member must be one of {', '.join(SECRETS)}, not {member!r}")
    secret = getattr(call.mock.state.profile, SECRETS[member])
    if secret is None or secret.value is None:
        instead = f"it is looked up at PAM provider {secret.provider}" if secret else "nothing is stored there"
        raise NotFound(f"{member} of the profile holds no value: {instead}")
    return {"same": hmac.compare_digest(*(text.encode("utf-8", "surrogatepass") for text in (secret.value, expected)))}
