"""The actions `status` and `page`: an answer instead of that of the API, like from a gateway in front of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from mockkf.config import number, text, whole_seconds
from mockkf.errors import Dropped, FaultAnswer
from mockkf.faults.action_type import ActionType

PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


@dataclass(frozen=True)
class Status(ActionType):
    """The call is not executed; the answer has any status and the two-key body of Command."""

    steps = ("http.request",)
    takes = {
        "status": number(400, 599, "a status from 400 to 599"),
        "message": text,
        "retry_after": whole_seconds(86_400, "from 0 to 1 day"),
    }
    about = {
        "status": "instead of the call, answer this status (400 to 599) with the two-key body of Command",
        "message": "with `status`: the message in the body",
        "retry_after": "with `status`: the time in the header Retry-After, in whole seconds",
    }

    status: int
    message: str | None = None
    retry_after: int | None = None

    def instead(self, subject: Mapping[str, Any]) -> FaultAnswer:
        """Return the answer."""
        del subject
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return FaultAnswer(self.status, self.message or f"{_phrase(self.status)}.", headers)


@dataclass(frozen=True)
class ErrorPage(ActionType):
    """The call is not executed; the answer is an HTML page like that of a gateway."""

    steps = ("http.request",)
    takes = {"page": number(400, 599, "a status from 400 to 599")}
    about = {"page": "instead of the call, answer this status with an HTML page, like a gateway"}

    page: int

    def instead(self, subject: Mapping[str, Any]) -> Dropped:
        """Return the whole answer; the connection closes after it."""
        del subject
        title = f"{self.page} {_phrase(self.page)}"
        body = PAGE.format(title)
        head = f"Server: gateway\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close"
        return Dropped(f"HTTP/1.1 {title}\r\n{head}\r\n\r\n{body}", status=self.page)
