"""Mailpit's and MailHog's REST API: the mailbox of a mock, for the clients that people already use.

Each file in `resources` is one resource; a new file needs no other edit. The first request builds the application.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockkf.config import Settings
from mockkf.http import LazyApplication
from mockkf.instance import Mock
from mockkf.mailpit.paths import is_route

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mockkf.mailpit.reader import MailReader  # noqa: TC004 - a name in __all__ for type checkers only


def application(
    mock: Callable[[Mapping[str, Any]], Mock], settings: Settings, reader: "Callable[[], MailReader]"
) -> "WSGIApplication":
    """Return Mailpit's API as one WSGI application.

    `mock` returns the mock of a request. `settings` are those of the server, for the guard. `reader` is called when the
    application is built, and returns what reads mail for lists and searches.
    """

    def build() -> "WSGIApplication":
        from mockkf.mailpit.app import build
        from mockkf.mailpit.context import MailpitContext

        return build(MailpitContext(mock, settings, reader()))

    return LazyApplication(build)


def mail_reader() -> "MailReader":
    """Return what reads mail for lists and searches; the libraries for it are imported at the first call."""
    from mockkf.mailpit.content import DigestCache
    from mockkf.mailpit.reader import MailReader

    return MailReader(DigestCache())


__all__ = ["MailReader", "application", "is_route", "mail_reader"]
