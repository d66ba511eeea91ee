"""A request that the server refuses before an application sees it."""

from http import HTTPStatus

from werkzeug.exceptions import HTTPException


class Malformed(HTTPException):
    """A request is malformed; the description says how, and `code` is the status of the answer."""

    def __init__(self, description: str, code: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(description)
        self.code = code
