"""The set-up of aiosmtpd's `SMTP`: its constructor runs once for each class of connections, not for each connection.

The constructor inspects all members of the object, and makes a reader that the relay does not use.
"""

import asyncio
from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any, NamedTuple

from aiosmtpd import smtp


class _Made(NamedTuple):
    """What the constructor made: values that all connections share, and the functions of the commands by name."""

    values: Mapping[str, Any]
    commands: Mapping[str, Callable[..., Any]]


class SetUp:
    """The members of connections for which the constructor of `SMTP` gets these options."""

    def __init__(self, **options: Any) -> None:
        self._options = options
        self._made: dict[type[smtp.SMTP], _Made] = {}

    def apply(self, connection: smtp.SMTP, loop: asyncio.AbstractEventLoop) -> None:
        """Do what the constructor does, without the streams that it would make."""
        kind = type(connection)
        made = self._made.get(kind) or self._made.setdefault(kind, self._make(kind, loop))
        super(asyncio.StreamReaderProtocol, connection).__init__(loop=loop)
        vars(connection).update(
            made.values,
            loop=loop,
            event_handler=connection,
            _smtp_methods={name: MethodType(command, connection) for name, command in made.commands.items()},
        )

    def _make(self, kind: type[smtp.SMTP], loop: asyncio.AbstractEventLoop) -> _Made:
        example = kind.__new__(kind)
        smtp.SMTP.__init__(example, example, loop=loop, **self._options)
        made = vars(example)
        commands = {name: method.__func__ for name, method in made["_smtp_methods"].items()}
        # What belongs to one connection; the relay has neither hooks nor mechanisms of aiosmtpd.
        bare = asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=loop), example._cb_client_connected, loop)  # noqa: SLF001
        own = {*vars(bare), "loop", "event_handler"}
        values = {name: value for name, value in made.items() if name not in own}
        return _Made({**values, "_handle_hooks": {}, "_auth_methods": {}}, commands)
