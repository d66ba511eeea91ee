"""The SMTP dialogue without the mail transaction: greeting, capabilities, TLS and login."""
# ruff: noqa: N802 - aiosmtpd finds commands and hooks by the names of their methods

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace

from aiosmtpd.smtp import syntax

from mockkf.errors import Refused
from mockkf.model import Login
from mockkf.relay.callbacks import READY_FOR_TLS, Capabilities, LoginAttempt
from mockkf.relay.mechanisms import Mechanism, decoded
from mockkf.relay.paths import readable
from mockkf.relay.shared_text import shared
from mockkf.relay.transaction import MailTransaction

FAILED_LOGINS = 10
"""The number of failed logins after which the next one is refused with 421."""


class SmtpSession(MailTransaction):
    """A dialogue that starts in plain text and offers STARTTLS."""

    _failed_logins = 0

    @syntax("HELO hostname")
    async def smtp_HELO(self, hostname: str) -> None:
        """Handle HELO."""
        await self._let("relay.hello", self._greet_plainly(hostname))

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:
        """Handle EHLO: reply with the capabilities."""
        if not hostname:
            # Replies to EHLO and HELO have no enhanced status code (RFC 2034 s 4).
            await self.say("501 Syntax: EHLO hostname")
            return
        await self._let("relay.hello", self._greet(hostname))

    @syntax("STARTTLS")
    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """Handle STARTTLS."""
        await self._let("relay.tls", self._start_tls(arg))

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str | None) -> None:
        """Handle AUTH."""
        self._failed_logins += not await self._let("relay.login", self._log_on(arg))

    @syntax("HELP [command]")
    async def smtp_HELP(self, arg: str | None) -> None:
        """Handle HELP: list the available commands."""
        there = self._commands()
        if not arg:
            await self.say(f"214 2.0.0 Supported commands: {' '.join(sorted(there))}")
        elif arg.upper() in there:
            await self.say(f"214 2.0.0 Syntax: {there[arg.upper()]}")
        else:
            await self.say("504 5.5.4 Unknown command; HELP without an argument lists all commands")

    @syntax("VRFY <address>")
    async def smtp_VRFY(self, arg: str | None) -> None:
        """Handle VRFY: as most servers today, do not reveal whether an address exists."""
        accepted = "252 2.0.0 Cannot VRFY user, but will accept message"
        await self.say(accepted if arg else "501 5.5.4 Syntax: VRFY <address>")

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str | None) -> None:
        """Handle QUIT."""
        self._is_over = not arg
        await super().smtp_QUIT(arg)

    async def _greet_plainly(self, hostname: str) -> None:
        await self._introduce("HELO", hostname or "")
        await super().smtp_HELO(hostname)

    async def _greet(self, hostname: str) -> None:
        await self._introduce("EHLO", hostname)
        self._set_rset_state()
        self.session.extended_smtp = True
        self.session.host_name = hostname
        await self.say("\r\n".join([*(f"250-{word}" for word in self._ehlo_lines()), "250 HELP"]))

    async def _introduce(self, command: str, hostname: str) -> None:
        self._connection = replace(self._connection, helo=shared(readable(hostname)) or None)
        self._belong("helo", hostname)
        self._set_capabilities(await self._ask(self._context.steps.hello(self._connection, command)))

    def _ehlo_lines(self) -> Iterator[str]:
        yield from (self.hostname, f"SIZE {self.data_size_limit}", "8BITMIME")
        if self._capabilities.smtputf8:
            yield "SMTPUTF8"
        if self._offers_starttls:
            yield "STARTTLS"
        if self._mechanisms:
            yield f"AUTH {' '.join(self._mechanisms)}"
        yield from ("ENHANCEDSTATUSCODES", "PIPELINING", "DSN")

    def _set_capabilities(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        self.data_size_limit = self._size_limit = capabilities.size or self._config.size_limit

    @property
    def _offers_starttls(self) -> bool:
        return self._capabilities.starttls and self._connection.tls is None

    @property
    def _mechanisms(self) -> Mapping[str, Mechanism]:
        chosen = self._capabilities.mechanisms
        return {name: way for name, way in Mechanism.offered.items() if chosen is None or name in chosen}

    async def _start_tls(self, arg: str | None) -> None:
        if arg:
            raise Refused("501 5.5.4 Syntax: STARTTLS")
        if not self._capabilities.starttls:
            raise Refused("502 5.5.1 STARTTLS is not offered")
        if self._connection.tls:
            raise Refused("503 5.5.1 TLS is already active")
        context = await self._ask(self._context.steps.tls(self._connection))
        self.transport.pause_reading()
        await self.say(READY_FOR_TLS)
        await self._shake_hands(context)

    async def _log_on(self, arg: str | None) -> None:
        if self._failed_logins >= FAILED_LOGINS:
            raise Refused("421 4.7.0 Too many failed logins")
        if not self.session.extended_smtp:
            raise Refused("503 5.5.1 Error: send EHLO first")
        if self._connection.login or self.envelope.mail_from is not None:
            why = "Already authenticated" if self._connection.login else "AUTH not permitted during a mail transaction"
            raise Refused(f"503 5.5.1 {why}")
        name, *rest = (arg or "").split() or [""]
        if not name or len(rest) > 1:
            raise Refused("501 5.5.4 Syntax: AUTH mechanism [initial-response]")
        mechanism = self._mechanisms.get(name.upper())
        if mechanism is None:
            raise Refused("504 5.5.4 Unrecognized authentication type")
        first = decoded(rest[0].encode("utf-8", "surrogateescape")) if rest else None
        login = await mechanism.log_on(first, self._challenge, self._check)
        self._connection = replace(self._connection, login=login)
        await self.say("235 2.7.0 Authentication successful")

    async def _challenge(self, question: bytes) -> bytes:
        await self.say(f"334 {b64encode(question).decode()}")
        answer = await self._reader.answer()
        if answer == b"*":
            raise Refused("501 5.7.0 Auth aborted")
        return decoded(answer)

    async def _check(self, credentials: LoginAttempt) -> Login:
        self._belong("user", credentials.user)
        return await self._ask(self._context.steps.login(self._connection, credentials))

    def _commands(self) -> dict[str, str]:
        """Return the available commands with their syntax."""
        hidden = {"STARTTLS": not self._offers_starttls, "AUTH": not self._mechanisms}
        return {
            name: method.__smtp_syntax__ + (method.__smtp_syntax_extended__ or "" if self.session.extended_smtp else "")
            for name, method in self._smtp_methods.items()
            if hasattr(method, "__smtp_syntax__") and not hidden.get(name)
        }
