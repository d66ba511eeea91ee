"""What `mockkf serve` prints, by a thread of its own: nobody may be reading it, and the server goes on."""

import contextlib
import io
import logging
import queue
import threading
from types import TracebackType
from typing import Self, TextIO

from mockkf.model import printable

WAITING = 10_000
"""How many lines wait to be read; further ones are dropped."""

PATIENCE = 1.0
"""How many seconds the last lines may take at the end."""


class Printer:
    """Lines on their way to `stream`; a with statement ends it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._write, name="mockkf-printer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(queue.Full):  # nobody reads it
            self._lines.put_nowait(None)
            self._thread.join(PATIENCE)

    def print(self, line: str) -> None:
        """Print a line as soon as somebody reads it; never wait for that."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(printable(line))

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # closed: nobody will read anything any more
            while (line := self._lines.get()) is not None:
                self._put(f"{line}\n")

    def _put(self, text: str) -> None:
        buffer = getattr(self._stream, "buffer", None)
        raw = getattr(buffer, "raw", None)
        if not isinstance(raw, io.RawIOBase):
            self._stream.write(text)
            return
        # Past the buffer: its lock, held here, would end the process with an error when Python flushes it at the end.
        left = memoryview(text.encode(self._stream.encoding or "utf-8", "backslashreplace"))
        while left:
            left = left[raw.write(left) or 0 :]


class LogHandler(logging.Handler):
    """Prints what is logged."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self._printer = printer

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record."""
        self._printer.print(self.format(record))
