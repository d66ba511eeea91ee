"""What the id in a path stands for, or 404 with where the ids are."""

from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from mockkf.control.request_context import ControlRequest
    from mockkf.model import ApiCall, Message


def message_of(call: "ControlRequest") -> "Message":
    """The message a call is about."""
    number = call.places["id"]
    message = call.mock.state.message(number)
    if message is None:
        raise NotFound(f"there is no message {number}; GET /mockkf/messages lists those there are")
    return message


def call_of(request: "ControlRequest") -> "ApiCall":
    """The call of the API that a request is about."""
    number = request.places["id"]
    found = next((call for call in request.mock.state.calls if call.id == number), None)
    if found is None:
        raise NotFound(f"there is no call {number}; GET /mockkf/journal lists those there are")
    return found
