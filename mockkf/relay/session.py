"""The SMTP dialogue: aiosmtpd reads the commands, the steps decide, the transcript remembers."""
# ruff: noqa: N802 - aiosmtpd finds commands and hooks by the names of their methods

import asyncio
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiosmtpd.smtp import syntax

from mockkf.errors import Dropped, Refused
from mockkf.model import Login
from mockkf.relay.callbacks import READY_FOR_DATA, READY_FOR_TLS, Capabilities, LoginAttempt
from mockkf.relay.connection import SmtpConnection, sender_of
from mockkf.relay.mechanisms import Mechanism, decoded

FAILED_LOGINS = 10
"""Failed logins after which a connection is closed."""

BARE_LF = "500 5.5.2 Bare LF received: lines must end in CR LF"

_END = b"\r\n.\r\n"

_ALL = 1 << 30
"""More octets than can wait to be read."""

_IGNORED = frozenset({"AUTH", "RET", "ENVID", "NOTIFY", "ORCPT"})

# Taken as it stands between the brackets, but for a source route (RFC 5321 s 3.6.1) and with respect for quotes. The
# standard library's parser, which aiosmtpd asks, refuses what is no address, and a sender may be any text.
_ADDRESS = re.compile(r'<(?:@[^<>:]*:)?((?:"(?:\\.|[^"\\])*"|[^<>"])*)>|<([^<>]*)>|([^\s<>]+)')


class SmtpSession(SmtpConnection):
    """A dialogue that starts in plain text and offers STARTTLS."""

    _failed_logins = 0

    @syntax("HELO hostname")
    async def smtp_HELO(self, hostname: str) -> None:
        """The client says who it is, as in 1982."""
        await self._let("relay.hello", self._greet_plainly(hostname))

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:
        """The client says who it is, and hears what it may do."""
        if not hostname:
            await self.push("501 5.5.4 Syntax: EHLO hostname")
            return
        await self._let("relay.hello", self._greet(hostname))

    @syntax("STARTTLS")
    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """The client wants TLS."""
        await self._let("relay.tls", self._start_tls(arg))

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str | None) -> None:
        """The client logs on."""
        self._failed_logins += not await self._let("relay.login", self._log_on(arg))

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        """The client names the sender."""
        self._address = arg or ""
        await self._let("relay.sender", super().smtp_MAIL(arg))

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """The client names a recipient."""
        self._address = arg or ""
        await self._let("relay.recipient", super().smtp_RCPT(arg))

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """The client sends the message."""
        if not await self._let("relay.data", self._begin_message(arg)):
            return
        await self.push(READY_FOR_DATA)
        await self._let("relay.message", self._take_message())
        if self._said == BARE_LF:
            # The rest of the message, if any, would be taken for commands.
            await self.push("421 4.5.2 Closing")
        self._set_rset_state()
        self._transcript.end_mail()

    async def handle_MAIL(self, *told: Any) -> str:
        """The sender is well-formed; what does the step say?"""
        address = told[3]
        await self._ask(self._context.steps.sender(self._connection, sender_of(address)))
        self.envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, *told: Any) -> str:
        """The recipient is well-formed; what does the step say?"""
        address = told[3]
        local, _, domain = address.rpartition("@")
        if not (local and domain) or any(map(str.isspace, address)):
            raise Refused("553 5.1.3 A recipient needs the form local@domain")
        sender = self.envelope.mail_from or ""
        self._belong("to", address)
        await self._ask(self._context.steps.recipient(self._connection, sender_of(sender), address))
        self.envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def _greet_plainly(self, hostname: str) -> None:
        self._introduce(hostname or "")
        self._set_capabilities(await self._ask(self._context.steps.hello(self._connection)))
        await super().smtp_HELO(hostname)

    async def _greet(self, hostname: str) -> None:
        self._introduce(hostname)
        self._set_capabilities(await self._ask(self._context.steps.hello(self._connection)))
        self._set_rset_state()
        self.session.extended_smtp = True
        self.session.host_name = hostname
        await self.push("\r\n".join([*(f"250-{word}" for word in self._ehlo_lines()), "250 HELP"]))

    def _introduce(self, hostname: str) -> None:
        self._connection = replace(self._connection, helo=_readable(hostname) or None)
        self._belong("helo", hostname)

    def _ehlo_lines(self) -> Iterator[str]:
        yield from (self.hostname, f"SIZE {self.data_size_limit}", "8BITMIME")
        if self.enable_SMTPUTF8:
            yield "SMTPUTF8"
        if self._capabilities.starttls and self._connection.tls is None:
            yield "STARTTLS"
        if self._mechanisms:
            yield f"AUTH {' '.join(self._mechanisms)}"
        yield from ("ENHANCEDSTATUSCODES", "PIPELINING")

    def _set_capabilities(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        self.data_size_limit = self._size_limit = capabilities.size or self._config.size_limit
        self.enable_SMTPUTF8 = capabilities.smtputf8

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
            raise Refused("503 5.5.1 TLS is on already")
        context = await self._ask(self._context.steps.tls(self._connection))
        self.transport.pause_reading()
        await self.push(READY_FOR_TLS)
        await self._shake_hands(context)

    async def _log_on(self, arg: str | None) -> None:
        if self._failed_logins >= FAILED_LOGINS:
            raise Refused("421 4.7.0 Too many failed logins")
        if not self.session.extended_smtp:
            raise Refused("503 5.5.1 Error: send EHLO first")
        if self._connection.login or self.envelope.mail_from:
            raise Refused(
                "503 5.5.1 Already authenticated" if self._connection.login else "503 5.5.1 Too late for AUTH"
            )
        name, *rest = (arg or "").split() or [""]
        if not name or len(rest) > 1:
            raise Refused("501 5.5.4 Syntax: AUTH mechanism [initial-response]")
        mechanism = self._mechanisms.get(name.upper())
        if mechanism is None:
            raise Refused("504 5.5.4 Unrecognized authentication type")
        first = decoded(rest[0].encode("utf-8", "surrogateescape")) if rest else None
        login = await mechanism.log_on(first, self._challenge, self._check)
        self._connection = replace(self._connection, login=login)
        await self.push("235 2.7.0 Authentication successful")

    async def _challenge(self, question: bytes) -> bytes:
        await self.push(b"334 " + b64encode(question))
        answer = await self._reader.answer()
        if answer == b"*":
            raise Refused("501 5.7.0 Auth aborted")
        return decoded(answer)

    async def _check(self, credentials: LoginAttempt) -> Login:
        self._belong("user", credentials.user)
        return await self._ask(self._context.steps.login(self._connection, credentials))

    async def _begin_message(self, arg: str | None) -> None:
        if arg:
            raise Refused("501 5.5.4 Syntax: DATA")
        if not self.envelope.rcpt_tos:
            raise Refused("503 5.5.1 Error: need RCPT command")
        envelope = self._named()
        assert envelope is not None  # noqa: S101 - RCPT asks for it
        await self._ask(self._context.steps.data(self._connection, envelope))

    async def _take_message(self) -> None:
        raw = await self._body()
        envelope = self._named()
        assert envelope is not None  # noqa: S101 - RCPT asks for it
        step = self._context.steps.message(self._connection, envelope, raw, str(self._transcript))
        await self.push(await self._ask(step))

    async def _body(self) -> bytes:
        """The message as it was meant, without its end and without the dots that hid others."""
        # A line end before the first line makes the first line like all others.
        data = bytearray(b"\r\n")
        dropped = seen = 0
        while (end := data.find(_END, max(seen - len(_END), 0))) < 0 and not data.endswith(b"\n.\n"):
            if len(data) > self._size_limit + len(_END):
                dropped += len(data) - len(_END)
                del data[: -len(_END)]
            seen = len(data)
            data += await self._reader.read(_ALL)
            self._reset_timeout()
        if end < 0:
            self._transcript.body(dropped + len(data) - len(b"\r\n.\n"))
            raise Refused(BARE_LF)
        self._reader.feed_data(bytes(data[end + len(_END) :]))
        raw = bytes(data[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]
        self._transcript.body(dropped + len(raw))
        if dropped + len(raw) > self._size_limit:
            raise Refused("552 5.3.4 Message size exceeds fixed maximum message size")
        return raw

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        found = _ADDRESS.match(arg)
        if found is None:
            return ("", "") if not arg else (None, None)
        self._address = _readable(next(group for group in found.groups() if group is not None)) or "<>"
        return self._address, arg[found.end() :]

    def _getparams(self, params: Sequence[str]) -> Any:
        # What delivery reports and chains of relays need says nothing here.
        return super()._getparams([param for param in params if param.partition("=")[0] not in _IGNORED])


class TlsSmtpSession(SmtpSession):
    """A dialogue inside TLS from its first octet (RFC 8314)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there, and is not listened to before it is known with which certificate."""
        super().connection_made(transport)
        self.transport.pause_reading()

    async def _open(self) -> None:
        try:
            context = await self._ask(self._context.steps.tls(self._connection))
        except Refused as refusal:
            # It cannot be said, for the client waits for TLS.
            self._fail("relay.tls", str(refusal))
            raise ConnectionAbortedError(str(refusal)) from refusal
        except Dropped as dropped:
            self._step = "relay.tls"
            await self._end(Dropped(is_reset=dropped.is_reset))
        await self._shake_hands(context)
        await super()._open()


def _readable(text: str) -> str:
    """Text that has an encoding; octets that are no UTF-8 are shown as they would be written in Python."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
