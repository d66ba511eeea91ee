"""Web pages of other sites: they drive neither the control API, Mailpit's API, the inbox nor the API of Command."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from mockkf import MockKeyfactor
from mockkf.mailpit import is_route
from tests.control.routes import filled, routes
from tests.soak.clients import Answer, Web, deliver
from tests.soak.outcome import Outcome, Scale

ITEM = 9
TITLE = "pages of foreign origins"

PAGES = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "file://"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
)
SAME_SITE = ({"Sec-Fetch-Site": "same-site"},)
"""Refused on the API of Command, which can be called by any name."""

HOSTS = ({"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"}, {"Host": "localhost.evil.example:80"})
"""Names that a foreign page can point at this machine; the API of Command accepts any name."""

API = ("GET /SMTP", "PUT /SMTP", "POST /SMTP/Test", "GET /PamProviders", "POST /PamProviders", "DELETE /PamProviders/1")

INBOX = ("delete", "undo/1", "read", "unread/1", "faults", "faults/1/remove", "faults/remove", "test-mail", "reset")
"""The actions of the inbox."""


def attack(scale: Scale) -> Outcome:
    """Send each call as each page; none is answered, and nothing changes."""
    tried = 0
    with MockKeyfactor() as mock, Web(mock) as web:
        epoch, profile, pam = mock.state.epoch, mock.state.profile, mock.state.pam
        deliver(mock, b"Subject: mine\r\n\r\nHello")
        own = [*_control_calls(), *_mailpit_calls(web), *(("POST", f"/inbox/{action}") for action in INBOX)]
        for method, path in own[:: max(1, len(own) // scale.of(len(own), 8))]:
            tried += _are_refused(partial(web.ask, method, path), (*PAGES, *HOSTS), f"{method} {path}")
        for method, path in (name.split(" ") for name in API):
            tried += _are_refused(partial(web.api, method, path), (*PAGES, *SAME_SITE), f"{method} {path}")
        assert (mock.state.epoch, mock.state.profile, mock.state.pam) == (epoch, profile, pam)
        assert [message.subject for message in mock.mailbox.all] == ["mine"]
    return Outcome(f"{tried:,} calls of all APIs", "403, nothing changed")


def _are_refused(ask: Callable[..., Answer], pages: Iterable[Mapping[str, str]], call: str) -> int:
    """Return the number of pages; raise `AssertionError` if one is answered."""
    statuses = {str(page): ask({} if "GET" not in call else None, page).status for page in pages}
    assert {*statuses.values()} == {403}, f"{call}: {statuses}"
    return len(statuses)


def _control_calls() -> Iterator[tuple[str, str]]:
    for route in routes():
        if route.path.startswith("/mockkf/"):
            yield route.method, f"/mockkf{filled(route.path)}"


def _mailpit_calls(web: Web) -> Iterator[tuple[str, str]]:
    """Yield the calls of Mailpit's API, without those that only tell whether it runs."""
    for path, item in web.ask("GET", "/api/v1/swagger.json").json()["paths"].items():
        for method in sorted(item.keys() & {"get", "post", "put", "delete"}) if is_route(path) else ():
            yield method.upper(), re.sub(r"\{\w+\}", "1", path)
