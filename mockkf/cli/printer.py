"""The output of `mockkf serve`, written by a separate thread, so that the server runs on if nobody reads the output."""

import contextlib
import io
import queue
import threading
from types import TracebackType
from typing import Self, TextIO

from mockkf.cli.output import wants_colour
from mockkf.model import printable

WAITING = 10_000
"""The maximum number of lines that wait to be written; further lines are dropped."""

PATIENCE = 1.0
"""The time limit for the last lines at the end, in seconds."""


class Printer:
    """Writes lines to `stream` in a separate thread; use it in a with statement."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.has_colour = stream.isatty() and wants_colour()
        self._lines: queue.Queue[str | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._write, name="mockkf-printer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(queue.Full):  # nobody reads the output
            self._lines.put_nowait(None)
            self._thread.join(PATIENCE)

    def print(self, line: str) -> None:
        """Queue a line and return at once."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(printable(line))

    def print_safe(self, text: str) -> None:
        """Queue a text that is escaped already, and may have colours, and return at once."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(text)

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the reader has closed the stream
            while (line := self._lines.get()) is not None:
                self._put(f"{line}\n")

    def _put(self, text: str) -> None:
        buffer = getattr(self._stream, "buffer", None)
        raw = getattr(buffer, "raw", None)
        if not isinstance(raw, io.RawIOBase):
            self._stream.write(text)
            return
        # Bypass the buffer: if this thread held its lock, the flush at exit would end the process with an error.
        left = memoryview(text.encode(self._stream.encoding or "utf-8", "backslashreplace"))
        while left:
            left = left[raw.write(left) or 0 :]
