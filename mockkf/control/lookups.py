"""What the id in a path stands for, or 404 with where the ids are."""

from werkzeug.exceptions import NotFound

from mockkf.control.context import current_mock
from mockkf.model import ApiCall, Message


def message_of(number: int) -> Message:
    """The message with this id."""
    message = current_mock().state.message(number)
    if message is None:
        raise NotFound(f"there is no message {number}; GET /mockkf/messages lists those there are")
    return message


def call_of(number: int) -> ApiCall:
    """The call of the API with this id."""
    found = next((call for call in current_mock().state.calls if call.id == number), None)
    if found is None:
        raise NotFound(f"there is no call {number}; GET /mockkf/journal lists those there are")
    return found
