"""Find the message or the call with the id in a path; an unknown id is answered with 404."""

from werkzeug.exceptions import NotFound

from mockkf.control.context import current_mock
from mockkf.model import ApiCall, Message


def message_of(number: int) -> Message:
    """Return the message with this id; raise `NotFound` if there is none."""
    message = current_mock().state.message(number)
    if message is None:
        raise NotFound(f"there is no message {number}; GET /mockkf/messages lists the captured messages")
    return message


def call_of(number: int) -> ApiCall:
    """Return the API call with this id; raise `NotFound` if there is none."""
    found = next((call for call in current_mock().state.calls if call.id == number), None)
    if found is None:
        raise NotFound(f"there is no call {number}; GET /mockkf/journal lists the calls")
    return found
