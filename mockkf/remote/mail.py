"""The stored mail of a remote mock: its removal and its marks."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from mockkf.errors import NotFound
from mockkf.model import Marks
from mockkf.remote.control_client import ControlApiError, ControlClient
from mockkf.remote.faults import MISSING

PATH = "/mockkf/messages"


class RemoteMail:
    """The members of `Mail` that a mailbox uses; each sends a request.

    `last` is the id of the newest message when this process last read the mail.
    """

    def __init__(self, control: ControlClient) -> None:
        self._control = control
        self.last = 0

    def number_of(self, id: int | str) -> int:
        """Return the number of the stored message with this id; raise `NotFound` if there is none."""
        return int(self._read(id)["id"])

    def marks(self, number: int) -> Marks:
        """Return the marks of a message."""
        view = self._read(number)
        return Marks(view["read"], tuple(view["tags"]))

    def set_read(self, numbers: Iterable[int], *, read: bool) -> None:
        """Set the read flag of messages."""
        for number in numbers:
            self._control.send("PATCH", f"{PATH}/{number}", {"read": read})

    def set_tags(self, numbers: Iterable[int], tags: Iterable[str]) -> None:
        """Replace the tags of messages."""
        names = [*tags]
        for number in numbers:
            self._control.send("PATCH", f"{PATH}/{number}", {"tags": names})

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove messages."""
        for number in numbers:
            self._control.send("DELETE", f"{PATH}/{number}")

    def clear(self) -> None:
        """Remove all messages."""
        self._control.send("DELETE", PATH)

    def _read(self, id: int | str) -> Any:
        try:
            return self._control.read(f"{PATH}/{quote(str(id), safe='')}")
        except ControlApiError as refusal:
            if refusal.status == MISSING:
                raise NotFound(refusal.said) from None
            raise
