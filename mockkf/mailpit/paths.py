"""The paths of Mailpit's and MailHog's routes; letter case counts, as in Mailpit."""

import re

ROUTES = re.compile(r"/api/v[12](?:/.*)?|/api/events|/view/.*", re.DOTALL)


def is_route(path: str) -> bool:
    """Return whether `path` belongs to Mailpit's or MailHog's API.

    >>> is_route("/api/v1/messages"), is_route("/view/latest.html"), is_route("/KeyfactorAPI/SMTP")
    (True, True, False)
    """
    return ROUTES.fullmatch(path) is not None
