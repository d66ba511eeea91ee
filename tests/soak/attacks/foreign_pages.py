"""Web pages of other sites: they drive neither the control API nor the API of Command."""

from collections.abc import Iterator

from mockkf import MockKeyfactor
from tests.control.routes import filled, routes
from tests.soak.clients import Web
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


def attack(scale: Scale) -> Outcome:
    """Send each call of both APIs as each page; none is answered, and nothing changes."""
    tried = 0
    with MockKeyfactor() as mock, Web(mock) as web:
        epoch, profile, pam = mock.state.epoch, mock.state.profile, mock.state.pam
        calls = [*_control_calls()]
        for method, path in calls[: scale.of(len(calls), 5)]:
            for page in (*PAGES, *HOSTS):
                answer = web.control(method, path, {} if method != "GET" else None, page)
                assert answer.status == 403, f"{method} {path} {page}: {answer.status}"
                tried += 1
        for method, path in (name.split(" ") for name in API):
            for page in (*PAGES, *SAME_SITE):
                answer = web.api(method, path, {} if method != "GET" else None, page)
                assert answer.status == 403, f"{method} {path} {page}: {answer.status}"
                tried += 1
        assert (mock.state.epoch, mock.state.profile, mock.state.pam) == (epoch, profile, pam)
    return Outcome(f"{tried:,} calls of two APIs", "403, nothing changed")


def _control_calls() -> Iterator[tuple[str, str]]:
    return ((route.method, filled(route.path)) for route in routes() if route.path.startswith("/mockkf/"))
