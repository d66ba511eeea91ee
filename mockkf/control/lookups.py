"""Find the message or the call with the id in a path; an unknown id is answered with 404."""

from werkzeug.exceptions import NotFound

from mockkf.control.context import current_mock
from mockkf.model import ApiCall, Message
from mockkf.state import Mail


def message_of(id: str) -> Message:
    """Return the message with this number or uid; raise `NotFound` if there is none."""
    mail = current_mock().state.mail
    message = mail.find(id)
    if message is None:
        raise _not_found(mail, id)
    return message


def number_of(id: str) -> int:
    """Return the number of a message, which may be removed; raise `NotFound` for a uid of another epoch."""
    mail = current_mock().state.mail
    number = mail.position(id)
    if number is None:
        raise _not_found(mail, id)
    return number


def _not_found(mail: Mail, id: str) -> NotFound:
    return NotFound(f"{mail.missing(id)}; GET /mockkf/messages lists the captured messages")


def call_of(number: int) -> ApiCall:
    """Return the API call with this id; raise `NotFound` if there is none."""
    found = current_mock().state.call(number)
    if found is None:
        raise NotFound(f"there is no call {number}; GET /mockkf/journal lists the calls")
    return found
