"""The list of the current request."""

from collections.abc import Iterator

from flask import Response, make_response, request

from mockkf.inbox.context import current_addresses, current_context, current_mock, root
from mockkf.inbox.models.listing import Listing, Notice, Wanted, listing, query_of
from mockkf.inbox.models.setup import exports
from mockkf.inbox.models.test_mail import call_for_test_mail
from mockkf.inbox.rendering import page
from mockkf.instance import Mock
from mockkf.model import Message

SHOWN = ("KEYFACTOR_HOSTNAME", "KEYFACTOR_API_PATH", "KEYFACTOR_USERNAME", "KEYFACTOR_PASSWORD", "KEYFACTOR_CA_CERT")
"""The variables that the empty inbox shows; the set-up has all."""


def current_list(selected: str = "") -> Listing:
    """Return the page of the list that the URL names, with the row `selected` marked."""
    wanted = Wanted.of(request.values)
    found = found_messages(wanted) if wanted.query else None
    return listing(current_mock().state, current_context().reader, wanted, found, selected)


def found_messages(wanted: Wanted) -> Iterator[Message]:
    """Yield the messages that the search finds, newest first."""
    return (found.message for found in current_context().reader.search(current_mock().state, wanted.query))


def list_page(notice: Notice | None = None) -> str:
    """Return the screen of the list, and beside it how to begin."""
    mock, seen, found = current_mock(), current_addresses(), current_list()
    call = call_for_test_mail(mock.runtime.settings, mock.state.profile, is_shown=True)
    return page(
        "inbox.html",
        at="Calls" if found.wanted.show == "calls" else "Inbox",
        listing=found,
        notice=notice,
        url=seen.url,
        relay=seen.relay,
        exports=exports(seen.environ({}), mock.runtime.settings, SHOWN),
        curl=call.curl(seen.url, *shown_credentials(mock)),
    )


def shown_credentials(mock: Mock) -> tuple[str, str | None]:
    """Return a user that the API accepts, and its password unless it is a declared secret."""
    user, password = mock.credentials
    return user, None if mock.runtime.settings.users else password


def answer_list(notice: Notice) -> Response:
    """Return the list with a notice, as the answer to a form; the browser shows the address of the list."""
    response = make_response(list_page(notice))
    response.headers["HX-Push-Url"] = f"{root()}/{query_of(Wanted.of(request.values))}"
    return response
