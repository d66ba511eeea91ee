"""The only way to the server: one connection, one request after the other, each one checked before it is sent."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from mockkf.calibration.answer import ServerAnswer
from mockkf.calibration.credentials import SignIn
from mockkf.calibration.masking import masked, masked_text
from mockkf.calibration.not_seen import LimitReached
from mockkf.calibration.safety import LIMIT, SECRET, USER, Limits, Stopped, Unsafe
from mockkf.model import own_version

JSON = "application/json"
STRANGER = SignIn(user=USER, password=SECRET)
"""An invented user; no real account gets a wrong password."""

VERSION, REQUESTED_WITH = "x-keyfactor-api-version", "x-keyfactor-requested-with"
RESTORING, WRITING = 2, 12
"""How many requests are kept back to restore the profile, and before that to write it and to restore it."""

GATEWAY = {407: "a proxy", 429: "a rate limit", 502: "a gateway", 503: "a gateway", 504: "a gateway"}
"""The statuses that are no answer of Command, and who sends them."""


@dataclass(frozen=True)
class RequestBody:
    """The body of a request: `members` as JSON in an encoding, or one of the harmless `raw` bodies."""

    members: Any = None
    raw: bytes | None = None
    media_type: str = JSON
    encoding: str = "utf-8"
    is_compressed: bool = False
    is_form: bool = False

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        from urllib.parse import urlencode

        if self.raw is not None:
            return self.raw
        text = urlencode(self.members) if self.is_form else json.dumps(self.members)
        content = text.encode(self.encoding)
        return gzip.compress(content, mtime=0) if self.is_compressed else content

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that describe the body; no Content-Type if the media type is empty."""
        kind = {"Content-Type": self.media_type} if self.media_type else {}
        return {**kind, "Content-Encoding": "gzip"} if self.is_compressed else kind


@dataclass(frozen=True)
class Sent:
    """One request and its answer, with masked secrets."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    status: int
    answer: Any = field(repr=False)

    @property
    def line(self) -> str:
        """The request on one line."""
        version = self.headers.get(VERSION)
        said = [
            f"{self.method} {self.path}",
            f"v{version}" if version else "",
            json.dumps(self.body) if self.body else "",
        ]
        return "  ".join(part for part in said if part)


class GuardedSession:
    """An HTTP client that sends only what `limits` allow, at most `LIMIT` requests, and records each one masked.

    `has_written` says whether a PUT was sent, answered or not.
    """

    def __init__(
        self, url: str, credentials: SignIn, limits: Limits, *, ca: str | None = None, timeout: float = 30.0
    ) -> None:
        import requests

        self.url, self.limits, self.timeout = url.rstrip("/"), limits, timeout
        self.credentials = credentials
        self.sent: list[Sent] = []
        self.has_written = False
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca or True
        self._session.headers.update({"User-Agent": f"mockkf-calibrate/{own_version()}"})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def allow(self, limits: Limits) -> None:
        """Replace the limits, for example by those that know the stored profile."""
        self.limits = limits

    def send(
        self,
        method: str,
        path: str,
        body: RequestBody | None = None,
        *,
        version: str | None = None,
        headers: Mapping[str, str | None] = {},
        credentials: SignIn | None = None,
        is_needed: bool = False,
    ) -> ServerAnswer:
        """Send a request and return its answer.

        Raise `Unsafe` if the limits forbid it, `LimitReached` if too few requests are left unless it `is_needed` to
        check or restore the profile, and `Stopped` if something else than Command answers. A header with the value None
        is left out.
        """
        who = self.credentials if credentials is None else credentials
        if who not in {self.credentials, STRANGER, SignIn()}:
            raise Unsafe("a calibration signs in only as given, as an invented user, or not at all")
        self.limits.check(method, path, body.members if body else None, body.raw if body else None)
        if not is_needed and len(self.sent) + self._reserve(method) >= LIMIT:
            raise LimitReached(f"a calibration sends at most {LIMIT} requests")
        given: dict[str, str | None] = {REQUESTED_WITH: "APIClient", VERSION: version, "Accept": JSON, **headers}
        given |= {"Authorization": who.header or None, **(body.headers if body else {})}
        self.has_written = self.has_written or method == "PUT"
        answer = self._answer(method, path, body, {name: value for name, value in given.items() if value is not None})
        self.sent.append(_record(method, path, given, body, answer))
        self._insist_on_command(method, path, answer)
        return answer

    @property
    def connections(self) -> int:
        """How many connections the client has opened so far."""
        pools = self._session.get_adapter(self.url).poolmanager.pools  # type: ignore[attr-defined]
        return sum(pools[key].num_connections for key in pools.keys())  # noqa: SIM118 - a container of urllib3

    def _answer(self, method: str, path: str, body: RequestBody | None, headers: Mapping[str, str]) -> ServerAnswer:
        import requests

        call = f"{method} {urlsplit(self.url).path}{path}"
        try:
            got = self._session.request(
                method,
                f"{self.url}{path}",
                data=body.content if body else None,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
            )
        except requests.Timeout:
            raise Stopped(f"the server did not answer {call} within {self.timeout:g} seconds{self._so_far}") from None
        except requests.exceptions.SSLError as error:
            raise Stopped(_untrusted(self.url, error)) from None
        except requests.ConnectionError:
            raise Stopped(f"cannot connect to {self.url} for {call}{self._so_far}") from None
        except (requests.RequestException, ValueError) as error:
            raise Stopped(f"{self.url} cannot be called: {error}") from None
        named = {name.lower(): tuple(got.raw.headers.getlist(name)) for name in got.headers}
        return ServerAnswer(got.status_code, named, got.content)

    def _reserve(self, method: str) -> int:
        """Return how many requests are needed after this one: to check the profile, and to restore it."""
        return (method == "POST") + self.limits.writes * (RESTORING if self.has_written else WRITING)

    def _is_inside(self, where: str) -> bool:
        """Whether a redirect leads to another form of a path of the same API."""
        return urljoin(self.url, where).lower().startswith(f"{self.url.lower()}/")

    @property
    def _so_far(self) -> str:
        return f", after {len(self.sent)} answered requests; nothing is written down" if self.sent else ""

    def _insist_on_command(self, method: str, path: str, answer: ServerAnswer) -> None:
        """Raise `Stopped` if a redirect, a proxy or a gateway answered instead of Command."""
        call = f"{method} {path}"
        where = answer.header("location")
        if answer.status in range(300, 400) and not self._is_inside(where):
            where = where or "nowhere"
            raise Stopped(
                f"{self.url} answered {call} with a redirect to {masked_text(where)}; give the URL of the API"
            )
        who = GATEWAY.get(answer.status)
        if who and not {"ErrorCode", "Message"} <= {*answer.members}:
            raise Stopped(f"{who} answered {call} with {answer.status} in place of Command{self._so_far}")


def _untrusted(url: str, error: Exception) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"the certificate of {url} is not trusted; give the file of its CA with --ca"
    return f"cannot connect to {url} over TLS; check that it is an https URL"


def _record(
    method: str, path: str, headers: Mapping[str, str | None], body: RequestBody | None, answer: ServerAnswer
) -> Sent:
    shown = {name: value for name, value in headers.items() if value is not None and name != "Authorization"}
    if headers.get("Authorization"):
        shown["Authorization"] = f"{str(headers['Authorization']).partition(' ')[0]} ********"
    told = answer.json if answer.json is not None else masked_text(answer.body.decode("utf-8", "replace"))[:500]
    given = (body.members or (body.raw or b"").decode()) if body else None
    return Sent(method, path, shown, masked(given), answer.status, masked(told))


def without_credentials() -> SignIn:
    """Return the credentials of a request that does not sign in."""
    return replace(STRANGER, user="", password="")
