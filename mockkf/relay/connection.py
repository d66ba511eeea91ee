"""One SMTP connection: it calls the steps, sends the replies, and records every refusal."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from mockkf.errors import Dropped, Refused
from mockkf.model import Connection, Envelope
from mockkf.relay.callbacks import Capabilities, ConnectionContext
from mockkf.relay.connection_config import ConnectionConfig, EnvelopeSoFar
from mockkf.relay.endings import BEFORE_HELLO, BEGAN_TLS, Ending, at_step, between, inside_data
from mockkf.relay.protocol import SmtpProtocol
from mockkf.relay.replies import failed_inside, sent_as, sent_once, with_code
from mockkf.relay.shared_text import shared
from mockkf.relay.transcript import TranscriptSoFar

if TYPE_CHECKING:
    from mockkf.relay.mail_data import MailData

T = TypeVar("T")

UNKNOWN = ("", 0)
"""The address of a client that has reset its connection before it was accepted."""


@dataclass(frozen=True, slots=True)
class DialogueSoFar:
    """The dialogue up to a refusal, formatted only when it is read; the refusals of one mail share its data."""

    named: EnvelopeSoFar
    said: TranscriptSoFar

    @property
    def envelope(self) -> Envelope | None:
        """Sender and recipients so far; None before the sender."""
        return self.named.envelope

    @property
    def transcript(self) -> str:
        """The dialogue so far."""
        return str(self.said)


class SmtpConnection(SmtpProtocol):
    """An SMTP connection whose replies depend on the steps of its context."""

    def __init__(self, listener: str, config: ConnectionConfig, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(listener, config, loop)
        self._said = ""
        self._step: str | None = None
        self._why = ""
        self._address = ""
        self._body: MailData | None = None
        self._capabilities = Capabilities()
        self._size_limit = config.size_limit
        self._owner: ConnectionContext
        self._addressee: ConnectionContext | None = None
        self._connection: Connection
        # Whether an end of the connection now needs no record: a mail was accepted, or a refusal is recorded.
        self._is_settled = False
        self._is_over = False

    async def push(self, status: str | bytes) -> None:
        """Send a reply of aiosmtpd, with an enhanced status code."""
        await self.say(with_code(status if isinstance(status, str) else status.decode()))

    async def say(self, reply: str) -> None:
        """Send a reply unchanged; close the connection after 421."""
        await self._send(reply)
        if self._said.startswith("421"):
            self._is_over = True
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """Return the reply for an exception in a command of aiosmtpd."""
        if isinstance(error, OSError):
            return "421 4.4.2 Connection lost"
        return str(error if isinstance(error, Refused) else failed_inside(error))

    async def _send(self, reply: str) -> None:
        # The reply to a message has its id, so it is never sent again.
        sent = sent_once(reply) if self._step == "relay.message" else sent_as(reply)
        self._said = sent.said
        self._transcript.reply(sent.lines)
        # Record a refusal before it is sent, so that a client that received it finds it in the journal.
        self._keep_reply()
        await self._write(sent.octets)

    async def _handle_client(self) -> None:
        try:
            self._accept()
            await self._serve()
        except OSError:
            pass  # the client is gone
        except Exception as error:  # noqa: BLE001 - nobody waits for its result
            failed_inside(error)
        finally:
            self._writer.close()

    async def _serve(self) -> None:
        try:
            await self._open()
            await super()._handle_client()
        finally:
            self._keep_end()

    def _accept(self) -> None:
        peer: Any = self.session.peer or UNKNOWN
        address = (shared(peer[0]), peer[1])
        self._owner = context = self._config.context(self._listener, address)
        self.hostname = context.target.host if context.target else "localhost"
        self._connection = Connection(
            self._listener,
            address,
            target=context.target,
            call=context.call,
            lookups=context.lookups,
            local_address=shared(self._plain.get_extra_info("sockname")[0]),
        )

    @property
    def _context(self) -> ConnectionContext:
        """The context of this mail: that of its recipient if it has one, else that of the connection."""
        return self._addressee or self._owner

    def _belong(self, kind: str, word: str) -> None:
        """Change the context if `word` belongs to another mock; a recipient (`kind` "to"): for this mail only."""
        found = self._context.elsewhere(kind, word)
        if found is not None and kind == "to":
            self._addressee = found
        elif found is not None:
            self._owner = found

    async def _open(self) -> None:
        if not await self._let("relay.banner", self._ask(self._context.steps.banner(self._connection))):
            raise ConnectionAbortedError("turned away")

    async def _ask(self, answer: Awaitable[T]) -> T:
        """Return the result of a step; an unexpected exception becomes a refusal."""
        try:
            return await answer
        except (Refused, Dropped):
            raise
        except Exception as error:
            raise failed_inside(error) from error

    async def _let(self, step: str, act: Coroutine[Any, Any, None]) -> bool:
        """Run a step; send the reply if it refuses. Return False after a refusal."""
        self._step, taken = step, True
        try:
            await act
        except Dropped as dropped:
            await self._end(dropped)
        except OSError:
            raise  # keep `_step`, which the record of the end needs
        except Exception as error:  # noqa: BLE001 - the client gets a reply, the log the cause
            taken = False
            refusal = error if isinstance(error, Refused) else failed_inside(error)
            self._why = refusal.why
            await self.say(str(refusal))
        self._step = None
        return taken

    async def _end(self, dropped: Dropped) -> NoReturn:
        """Send the last reply and end the connection, as a fault requests."""
        step, self._is_over = self._step or "relay.banner", True
        if dropped.words:
            await self.say(dropped.words)
        self._transcript.note(str(dropped))
        if not (dropped.is_late and step == "relay.message" and not dropped.words):  # else the mail was accepted
            self._keep(step, str(dropped))
        if dropped.is_reset:
            raw: Any = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._plain.abort()
        else:
            self._writer.close()
        raise ConnectionResetError(str(dropped))

    def _keep_reply(self) -> None:
        """Store the reply to a recipient, and record a refusal."""
        if self._step == "relay.recipient" and self.envelope.mail_from is not None:
            self.envelope.replies.append((self._address, self._said))
        if self._step is not None and self._said[:1] in ("4", "5"):
            self._keep(self._step, self._said)

    def _keep(self, step: str, reply: str) -> None:
        """Record a refusal, even if the reply cannot reach the client."""
        named = self.envelope.so_far
        if step == "relay.sender" and named.sender is None:
            named = EnvelopeSoFar(self.envelope, self._address, named.sizes)
        self._step, self._is_settled = None, True
        dialogue, why, self._why = DialogueSoFar(named, self._transcript.so_far), self._why, ""
        self._context.steps.refused(step, reply, self._connection, dialogue, why)

    def _keep_end(self) -> None:
        """Record a client that disconnected before the end of a mail; count one that sent nothing."""
        if self._gone is None or self._is_over:
            return
        if not self._heard:
            self._context.steps.probed()
            return
        ending = self._ending()
        if ending is not None:
            self._transcript.note(f"{self._gone} {ending.words}")
            self._keep(ending.step, f"{self._gone} {ending.words}")

    def _ending(self) -> Ending | None:
        """Return where the client stopped; None if nothing was incomplete."""
        if self._body is not None:
            return inside_data(self._body.size)
        if self._step is not None:
            return at_step(self._step)
        if self._is_settled:
            return None
        if self._connection.helo is None:
            return BEGAN_TLS if self._heard_tls else BEFORE_HELLO
        return between(self.envelope)

    def _set_rset_state(self) -> None:
        self.envelope = self._create_envelope()
        self._addressee = None
