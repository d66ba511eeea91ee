"""The inbox as one WSGI application that is built at the first request."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.config import Settings
from mockkf.http import LazyApplication
from mockkf.instance import Mock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mockkf.mailpit import MailReader


def application(
    mock: Callable[[Mapping[str, Any]], Mock],
    settings: Settings,
    mocks: Callable[[], Mapping[str, Mock]],
    reader: "Callable[[], MailReader]",
) -> "WSGIApplication":
    """Return the inbox as one WSGI application.

    `mock` returns the mock of a request, `mocks` all mocks by the names of their sandboxes, the main mock by "".
    `settings` are those of the server, with the settings of the guard. `reader` is called when the application is
    built, and returns what reads mail for lists and searches.
    """

    def build() -> "WSGIApplication":
        from mockkf.inbox.app import build
        from mockkf.inbox.context import InboxContext

        return build(InboxContext(mock, settings, mocks, reader()))

    return LazyApplication(build)
