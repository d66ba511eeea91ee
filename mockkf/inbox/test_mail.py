"""Sends a test mail as a client of the API would."""

import contextlib
from typing import TYPE_CHECKING

from mockkf.inbox.models.test_mail import call_for_test_mail
from mockkf.instance import Mock
from mockkf.model import ApiCall

if TYPE_CHECKING:
    import requests

TIMEOUT = 60.0
"""The time limit of the call, in seconds; a planned fault can delay it."""

RECORDED = 2.0
"""The time limit for its entry in the journal, in seconds; a dropped connection ends before it is written."""


def send(mock: Mock) -> str:
    """Call `POST /SMTP/Test` with the stored profile; return the path of the message, or of the call that failed."""
    import requests

    state = mock.state
    before = state.calls[-1].id if state.calls else 0
    call = call_for_test_mail(mock.runtime.settings, state.profile, is_shown=False)
    with requests.Session() as client:
        client.trust_env = False
        client.headers.update(call.headers)
        _log_on(mock, client)
        with contextlib.suppress(requests.RequestException):  # a fault can end the connection; the call shows it
            client.post(f"{mock.inside.url}/SMTP/Test", json=call.body, timeout=TIMEOUT)

    def recorded() -> ApiCall | None:
        return next((known for known in state.calls_after(before) if known.method == "POST"), None)

    found = state.wait(recorded, RECORDED)
    if found is None:
        return "/?show=calls"
    message = next((known for known in reversed(state.messages) if known.call == found.id), None)
    return f"/view/{message.uid}" if message else f"/call/{found.id}"


def _log_on(mock: Mock, client: "requests.Session") -> None:
    """Use credentials that the API accepts: a user, or a token if it accepts only tokens."""
    settings = mock.runtime.settings
    if settings.auth != "bearer" and not (settings.users is None and settings.clients is not None):
        client.auth = mock.credentials
        return
    token = settings.clients[0].secret if settings.clients else _token(mock, client)
    client.headers["Authorization"] = f"Bearer {token}"


def _token(mock: Mock, client: "requests.Session") -> str:
    name, secret = mock.client_credentials
    form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
    answer = client.post(mock.inside.token_url, data=form, verify=mock.ca_file, timeout=TIMEOUT)
    return str(answer.json().get("access_token", "")) if answer.ok else ""
