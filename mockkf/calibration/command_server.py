"""The server under test as probes use it: calls, bodies of test mails, and how it treats a valid and a wrong body."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mockkf.calibration.answer import OK, ServerAnswer
from mockkf.calibration.bodies import ANONYMOUS, body_of
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.relay_host import RelayHost
from mockkf.calibration.safety import ProfileChanged, Stopped
from mockkf.calibration.session import GuardedSession, RequestBody

UNREADABLE = {
    401: "the server refuses these credentials (401); it offers {offer}",
    403: "this account may not read the SMTP profile (403); it needs the permission /system_settings/read/",
    404: "there is no SMTP API at {url} (404); the URL ends with the base path, such as /KeyfactorAPI",
    405: "there is no SMTP API at {url} (405); the URL ends with the base path, such as /KeyfactorAPI",
}
ALIKE = "the server answers a refused body like a failed mail"


class CommandServer:
    """The server under test; `relay` is the mail server of the user's own, if any.

    Each test mail is followed by a look at the stored profile, if it `is_watched`; a change ends the calibration. Only
    the mock to compare with is not watched.
    """

    def __init__(self, session: GuardedSession, relay: RelayHost | None = None, *, is_watched: bool = True) -> None:
        self.session = session
        self.relay = relay
        self._is_watched = is_watched
        self._answers: dict[tuple[Any, ...], ServerAnswer] = {}
        self.first = self._first_answer()
        self.profile: Mapping[str, Any] = self.first.members

    @property
    def release(self) -> str | None:
        """The release that the server names in a header; None without one."""
        return self.first.header("X-Keyfactor-Product-Version") or None

    def get(self, path: str = "/SMTP", version: str | None = None, **more: Any) -> ServerAnswer:
        """Send a GET."""
        return self.session.send("GET", path, version=version, **more)

    def once(self, path: str = "/SMTP", version: str | None = None) -> ServerAnswer:
        """Return the answer to a plain GET, which is sent only once."""
        key = (path, version)
        if key not in self._answers:
            self._answers[key] = self.get(path, version)
        return self._answers[key]

    def test(self, body: RequestBody | Mapping[str, Any], version: int, **more: Any) -> ServerAnswer:
        """Send a POST /SMTP/Test, and check that the stored profile is as before."""
        given = body if isinstance(body, RequestBody) else RequestBody(dict(body))
        answer = self.session.send("POST", "/SMTP/Test", given, version=str(version), **more)
        if self._is_watched:
            self.insist_on_profile(self.profile, "POST /SMTP/Test")
        return answer

    def put(self, body: RequestBody | Mapping[str, Any], version: int, **more: Any) -> ServerAnswer:
        """Send a PUT /SMTP; the caller restores the profile."""
        given = body if isinstance(body, RequestBody) else RequestBody(dict(body))
        return self.session.send("PUT", "/SMTP", given, version=str(version), **more)

    def insist_on_profile(self, wanted: Mapping[str, Any], call: str) -> None:
        """Raise `ProfileChanged` unless the stored profile is `wanted`."""
        answer = self.get("/SMTP", self._version, is_needed=True)
        if answer.status not in OK or not answer.members:
            raise Stopped(f"the profile could not be read after {call}: {answer.status}, {answer.form}")
        if answer.members != wanted:
            raise ProfileChanged(wanted, answer.members, call)

    @property
    def get_version(self) -> int:
        """The newest version of GET /SMTP."""
        return int(self._version)

    @cached_property
    def test_version(self) -> int:
        """The newest version of POST /SMTP/Test."""
        if self.get_version == 1:
            return 1
        answer = self._answers.setdefault((2, ANONYMOUS), self.test(body_of(2, ANONYMOUS), 2))
        offered = answer.header("Api-Supported-Versions")
        return 1 if offered and "2" not in offered else 2

    def valid(self, version: int, kind: int = ANONYMOUS) -> ServerAnswer:
        """Return the answer to a valid test mail to a host that does not exist; sent only once."""
        if version > self.test_version:
            raise NotSeen(f"POST /SMTP/Test has no version {version} here")
        key = (version, kind)
        if key not in self._answers:
            self._answers[key] = self.test(body_of(version, kind), version)
        return self._answers[key]

    def refused(self, version: int) -> ServerAnswer:
        """Return the answer to a test mail with an empty body, which no release accepts; sent only once."""
        if version > self.test_version:
            raise NotSeen(f"POST /SMTP/Test has no version {version} here")
        key = (version, "empty")
        if key not in self._answers:
            self._answers[key] = self.test(RequestBody({}), version)
        return self._answers[key]

    def outcome(self, answer: ServerAnswer, version: int, kind: int = ANONYMOUS) -> str:
        """Return "accepted" if `answer` is that of a valid test mail, else "refused with" its status.

        Raise `NotSeen` if this server does not tell the two apart.
        """
        valid = self.valid(version, kind)
        if not self.tells_apart(version):
            raise NotSeen(ALIKE)
        return "accepted" if answer.is_like(valid) else f"refused with {answer.status}"

    def tells_apart(self, version: int) -> bool:
        """Whether the server answers a valid test mail otherwise than a refused one."""
        return version <= self.test_version and not self.refused(version).is_like(self.valid(version))

    def tried(self, version: int, kind: int = ANONYMOUS, /, **changes: Any) -> str:
        """Return the outcome of a valid test mail with changes; the change `...` leaves a member out."""
        return self.outcome(self.test(body_of(version, kind, **changes), version), version, kind)

    @property
    def resolves_nothing(self) -> bool:
        """Whether a mail to a host under .invalid failed."""
        return self.valid(self.test_version).status not in OK

    def _first_answer(self) -> ServerAnswer:
        """Return the profile in the newest version; raise `Stopped` if this is no Command."""
        self._version = "2"
        answer = self.get("/SMTP", "2")
        versions = answer.header("Api-Supported-Versions")
        has_two = "2" in versions if versions else bool({"RelayPassword", "ClientId"} & {*answer.members})
        if answer.status not in OK or not has_two:
            self._version = "1"
            answer = self.get("/SMTP", "1")
        problem = self._problem(answer)
        if problem:
            raise Stopped(problem)
        self._answers["/SMTP", self._version] = answer
        return answer

    def _problem(self, answer: ServerAnswer) -> str:
        url = self.session.url
        if answer.status in UNREADABLE:
            return UNREADABLE[answer.status].format(url=url, offer=answer.header("www-authenticate") or "no scheme")
        if answer.is_html:
            what = "a login page" if b"password" in answer.body.lower() else "a page for browsers"
            return f"{url} answered GET /SMTP with {what} ({answer.status}), not with the API of Command"
        if answer.status not in OK:
            return f"{url} answered GET /SMTP with {answer.status}: {answer.message[:200]}"
        if not {"Host", "Port", "SenderAccount"} <= {*answer.members}:
            return f"{url} is no Command: GET /SMTP answered no profile with Host, Port and SenderAccount"
        return ""
