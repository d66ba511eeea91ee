"""The default policy of the mail server: its capabilities, and the rules for TLS, login and senders."""

import hmac
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from mockkf.config import LONGEST_NAME
from mockkf.errors import MockkfError, Refused
from mockkf.model import Connection, Dialogue, Envelope, Login, cut, hint, in_one_phrase
from mockkf.relay.callbacks import Callbacks, Capabilities, LoginAttempt, MailSink

EVERYTHING = Capabilities()
"""All capabilities."""

NO_LOGIN = "the mail server requires a login, and the client did not log on"
NO_TLS = "the mail server requires TLS, and the client did not start it; in a profile, UseSSL starts it"

TOKEN_MECHANISMS = ("XOAUTH2", "OAUTHBEARER")
"""The mechanisms whose secret is a token."""


class RelayPolicy:
    """The default callbacks: every mail is captured, and every login is accepted unless `users` are declared.

    `check_token` returns the claims of the token of a user, or raises `TokenRefused`.
    `tls` returns the context for a client that connects directly; `tls_for` returns the context for a known name.
    `require_login` refuses mail without a login. `send_as` maps each user to the other senders that it can use.
    """

    def __init__(
        self,
        state: MailSink,
        *,
        tls: Callable[[Connection], ssl.SSLContext],
        tls_for: Callable[[str], ssl.SSLContext],
        users: Mapping[str, str] | None = None,
        require_tls: bool = False,
        require_login: bool = False,
        send_as: Mapping[str, tuple[str, ...]] | None = None,
        capabilities: Capabilities = EVERYTHING,
        check_token: Callable[[str, str], Mapping[str, Any]] | None = None,
    ) -> None:
        self._state = state
        self._tls = tls
        self._tls_for = tls_for
        self._users = users
        self._require_tls = require_tls
        self._require_login = require_login
        self._send_as = send_as
        self._capabilities = capabilities
        self._check_token = check_token

    @property
    def steps(self) -> Callbacks:
        """The callbacks without steps: no trace, no faults."""
        return Callbacks(
            banner=self.banner,
            hello=self.hello,
            tls=self.tls,
            login=self.login,
            sender=self.sender,
            recipient=self.recipient,
            data=self.data,
            message=self.message,
            refused=self.refused,
            probed=self.probed,
        )

    async def banner(self, _connection: Connection) -> None:
        """Accept every client."""

    async def hello(self, _connection: Connection, _command: str) -> Capabilities:
        """Return the same capabilities for every client."""
        return self._capabilities

    async def tls(self, connection: Connection) -> ssl.SSLContext:
        """Return the context for the host of the profile; for a direct client, that of its listener."""
        if connection.target is None:
            return self._tls(connection)
        try:
            return self._tls_for(connection.target.name)
        except MockkfError as error:
            raise Refused(f"454 4.7.0 TLS not available: {error}") from error

    async def login(self, connection: Connection, credentials: LoginAttempt) -> Login:
        """Return the login; raise `Refused` if users are declared and none of them matches."""
        self._insist_on_tls(connection)
        if credentials.mechanism in TOKEN_MECHANISMS and self._check_token is not None:
            claims = self._check_token(credentials.secret.decode("ascii", "replace"), credentials.user)
            return Login.of(credentials.mechanism, credentials.user, credentials.secret, claims)
        if self._users is not None and not _matches(self._users.get(credentials.user), credentials.secret):
            raise Refused("535 5.7.8 Authentication credentials invalid", _unknown(credentials.user, self._users))
        return Login.of(credentials.mechanism, credentials.user, credentials.secret)

    async def sender(self, connection: Connection, _sender: str) -> None:
        """Accept every sender, unless `require_tls` or `require_login` is not satisfied."""
        self._insist_on_tls(connection)
        if self._require_login and connection.login is None:
            raise Refused("530 5.7.0 Authentication required", NO_LOGIN)

    async def recipient(self, _connection: Connection, _sender: str, _recipient: str) -> None:
        """Accept every recipient."""

    async def data(self, _connection: Connection, _envelope: Envelope) -> None:
        """Accept DATA."""

    async def message(self, connection: Connection, envelope: Envelope, raw: bytes, transcript: tuple[str, ...]) -> str:
        """Capture the message and return the reply with its id; raise `Refused` if the user cannot use the sender."""
        self._check_sender(connection.login, envelope.sender)
        complete = _Complete(transcript)
        return _queued(self._state.capture(connection, envelope, raw, complete, self._state.epoch).id)

    def refused(self, step: str, reply: str, connection: Connection, dialogue: Dialogue, why: str) -> None:
        """Store a refusal."""
        self._state.refuse(step, reply, connection, dialogue, self._state.epoch, why)

    def probed(self) -> None:
        """Count a connection that sent nothing."""
        self._state.probe()

    def _check_sender(self, login: Login | None, sender: str) -> None:
        if self._send_as is None or login is None or login.user.casefold() == sender.casefold():
            return
        if sender.casefold() not in map(str.casefold, self._send_as.get(login.user, ())):
            allowed = in_one_phrase((login.user, *self._send_as.get(login.user, ())))
            why = f"{login.user} may send as {allowed}, not as {sender}"
            raise Refused("550 5.7.60 SMTP; Client does not have permissions to send as this sender", why)

    def _insist_on_tls(self, connection: Connection) -> None:
        if self._require_tls and connection.tls is None:
            raise Refused("530 5.7.0 Must issue a STARTTLS command first", NO_TLS)


class _Complete(tuple[str, ...]):
    """The parts of the transcript of a message; called with its id, they are the text with the last reply."""

    __slots__ = ()

    def __call__(self, number: int) -> str:
        return "\n".join((*self, f"S: {_queued(number)}"))


def _queued(number: int) -> str:
    return f"250 2.0.0 Ok: queued as {number}"


def _unknown(user: str, users: Mapping[str, str]) -> str:
    """Return why a login with a user and a wrong secret is refused."""
    name = cut(user, LONGEST_NAME)
    if user in users:
        return f"user {name} is declared with another password"
    return f"user {name} is not declared; {hint(name, users)}"


def _matches(expected: str | None, secret: bytes) -> bool:
    # Compares for an unknown user too, so that the time reveals nothing.
    same = hmac.compare_digest((expected or "").encode("utf-8", "surrogateescape"), secret)
    return same and expected is not None
