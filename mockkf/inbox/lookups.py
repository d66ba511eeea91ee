"""Find the message or the call with the id in a path; an unknown id is answered with 404."""

from werkzeug.exceptions import NotFound

from mockkf.inbox.context import current_mock
from mockkf.model import ApiCall, Message


def message_of(id: str) -> Message:
    """Return the message with this number or uid; raise `NotFound` if there is none."""
    mail = current_mock().state.mail
    found = mail.find(id)
    if found is None:
        raise NotFound(f"{mail.missing(id)}.".capitalize())
    return found


def call_of(number: int) -> ApiCall:
    """Return the API call with this id; raise `NotFound` if there is none."""
    found = current_mock().state.call(number)
    if found is None:
        raise NotFound(f"There is no call {number}. The journal dropped it, or a reset was made since.")
    return found
