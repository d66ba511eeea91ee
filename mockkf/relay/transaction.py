"""One mail on an SMTP connection: MAIL, RCPT and DATA."""
# ruff: noqa: N802 - aiosmtpd finds commands by the names of their methods

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

from aiosmtpd.smtp import syntax

from mockkf.errors import Refused
from mockkf.model import Envelope
from mockkf.relay.callbacks import READY_FOR_DATA
from mockkf.relay.handshake import TlsConnection
from mockkf.relay.mail_data import MailData
from mockkf.relay.parameters import OF_MAIL, OF_RCPT, parameters
from mockkf.relay.paths import Path, check_recipient, path_of, readable
from mockkf.relay.replies import BARE_LF, CLOSING

LAST_WORDS = 2
"""Seconds for which the input of a rejected client is still read."""

REFUSED_RECIPIENTS = 1_000
"""The number of refused recipients of one mail after which the next one ends the connection with 421."""


class MailTransaction(TlsConnection):
    """A connection that accepts mail."""

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:
        """Handle MAIL: check and store the sender."""
        self._address = readable(arg or "")
        await self._let("relay.sender", self._take_sender(arg or ""))

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Handle RCPT: check and store a recipient."""
        self._address = readable(arg or "")
        await self._let("relay.recipient", self._take_recipient(arg or ""))

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Handle DATA: read and capture the message."""
        if not await self._let("relay.data", self._begin_message(arg)):
            return
        await self.say(READY_FOR_DATA)
        await self._let("relay.message", self._take_message())
        self._set_rset_state()
        self._transcript.end_mail()

    async def _take_sender(self, arg: str) -> None:
        self._need_hello()
        path = self._path(arg, "MAIL FROM")
        if self.envelope.mail_from is not None:
            raise Refused("503 5.5.1 Error: nested MAIL command")
        said = self._parameters(path.rest, OF_MAIL, "MAIL FROM")
        if said.get("SMTPUTF8") and not self._capabilities.smtputf8:
            raise Refused("501 5.5.4 SMTPUTF8 is not offered")
        self._check_letters(path, "sender")
        if said.get("SIZE", 0) > self._size_limit:
            raise Refused("552 5.3.4 Message size exceeds fixed maximum message size")
        await self._ask(self._context.steps.sender(self._connection, path.address))
        self._is_settled = False
        self.envelope.begin(path.address, said)
        self._note_defect(path, "sender")
        await self.say("250 2.1.0 Ok")

    async def _take_recipient(self, arg: str) -> None:
        self._need_hello()
        sender = self.envelope.mail_from
        if sender is None:
            raise Refused("503 5.5.1 Error: need MAIL command")
        path = self._path(arg, "RCPT TO")
        said = self._parameters(path.rest, OF_RCPT, "RCPT TO")
        self._check_room()
        check_recipient(path.address)
        self._check_letters(path, "recipient")
        self._belong("to", path.address)
        await self._ask(self._context.steps.recipient(self._connection, sender, path.address))
        self.envelope.add(path.address, said)
        self._note_defect(path, "recipient")
        await self.say("250 2.1.5 Ok")

    def _need_hello(self) -> None:
        if not self.session.host_name:
            raise Refused("503 5.5.1 Error: send HELO first")

    def _path(self, arg: str, start: str) -> Path:
        after = self._strip_command_keyword(f"{start.split()[1]}:", arg)
        if not after:
            more = " [SP <mail-parameters>]" if self.session.extended_smtp else ""
            raise Refused(f"501 5.5.4 Syntax: {start}: <address>{more}")
        path = path_of(after)
        self._address = path.address
        return path

    def _parameters(self, rest: str, known: Mapping[str, Any], start: str) -> dict[str, Any]:
        if rest.strip() and not self.session.extended_smtp:
            raise Refused(f"501 5.5.4 Syntax: {start}: <address>")
        return parameters(rest, known, start)

    def _check_room(self) -> None:
        """Refuse a recipient if the mail has too many: its envelope grows with each, refused ones included."""
        accepted = len(self.envelope.rcpt_tos)
        if len(self.envelope.replies) - accepted >= REFUSED_RECIPIENTS:
            raise Refused("421 4.5.3 Too many refused recipients")
        if accepted >= self._capabilities.recipients:
            raise Refused("452 4.5.3 Too many recipients")

    def _check_letters(self, path: Path, who: str) -> None:
        if not (self._capabilities.smtputf8 or path.is_ascii):
            raise Refused(f"553 5.6.7 The {who} is not ASCII, and SMTPUTF8 is not offered")

    def _note_defect(self, path: Path, who: str) -> None:
        if not (self.envelope.smtp_utf8 or path.is_ascii):
            self.envelope.defects.append(f"{who} {path.address} is not ASCII, and MAIL had no SMTPUTF8; accepted")

    async def _begin_message(self, arg: str | None) -> None:
        if arg:
            raise Refused("501 5.5.4 Syntax: DATA")
        if not self.envelope.rcpt_tos:
            raise Refused("503 5.5.1 Error: need RCPT command")
        await self._ask(self._context.steps.data(self._connection, self._named()))

    def _named(self) -> Envelope:
        envelope = self.envelope.so_far.envelope
        assert envelope is not None  # noqa: S101 - RCPT requires a sender
        return envelope

    async def _take_message(self) -> None:
        raw = await self._read_message()
        step = self._context.steps.message(self._connection, self._named(), raw, self._transcript.parts)
        reply = await self._ask(step)
        self._is_settled = True
        await self.say(reply)

    async def _read_message(self) -> bytes:
        self._body = body = MailData(self._size_limit)
        while not body.is_over:
            body.add(await self._reader.read())
            self._reset_timeout()
        self._body = None
        size = body.size
        self._transcript.body(size)
        if body.ends_bare:
            await self._turn_away()
        self._reader.feed_data(body.rest)
        if size > self._size_limit:
            raise Refused("552 5.3.4 Message size exceeds fixed maximum message size")
        return body.raw

    async def _turn_away(self) -> NoReturn:
        """Reply with the error in the end of the message; discard all input after it."""
        self._is_over = True
        await self._send(BARE_LF)
        await self._send(CLOSING)
        # Read the remaining input: if it were unread at close, TCP would reset the connection and lose the reply.
        if self.transport.can_write_eof():
            with suppress(OSError):  # the client has read the first reply and is gone
                self.transport.write_eof()
        self._reset_timeout(LAST_WORDS)
        while True:
            await self._reader.read()
