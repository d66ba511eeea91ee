"""What can go wrong, said once: each error knows the status, the code and the sentence it is answered with."""

from collections.abc import Iterable, Mapping

GENERAL = "0xA0110002"
"""The code of a bad request (recorded for one real case, assumed for the others)."""

PERMISSION = "0xA0140002"
"""The code of a lacking permission (recorded)."""


class MockkfError(Exception):
    """Anything mockkf itself says no to; the base of all its errors."""


class MockkfWarning(UserWarning):
    """What a test found may not be all: something was dropped for want of room."""


class ConfigurationError(MockkfError, ValueError):
    """A setting, a scenario file or a port that cannot be used; the message names it and what is allowed.

    `option` is the option to change, where there is one.
    """

    def __init__(self, message: str, *, option: str | None = None) -> None:
        super().__init__(message)
        self.option = option


class SearchTooLong(ConfigurationError):
    """A search pattern of a request used up its time."""


class NothingListens(MockkfError):
    """A certificate, port or address was asked of a mock that is not started."""


class OutOfReach(MockkfError, AttributeError):
    """A mock that runs elsewhere was asked for what its control API does not carry."""


class ApiError(MockkfError):
    """A refusal of the API: `status`, the vendor's `code`, and a `message` for the two-key body.

    `reason` is what mockkf adds for the developer (header and journal); the message alone when there is no more to say.
    """

    status = 400
    code = GENERAL

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or message

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers the answer carries beside the common ones."""
        return {}


class Invalid(ApiError):
    """One or more fields are wrong; the message names all of them."""

    def __init__(self, problems: Iterable[str], *, reason: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems) + ".", reason=reason)


class Unauthorized(ApiError):
    """No credentials, or wrong ones; answered with an empty body."""

    status = 401


class Forbidden(ApiError):
    """Who calls lacks a permission; the message is as a real server was seen to word it."""

    status = 403
    code = PERMISSION

    def __init__(self, message: str, permission: str) -> None:
        needed = "" if permission in message else f"; the permission needed is {permission}"
        super().__init__(message, reason=f"{message}{needed}")


class ForeignPage(ApiError):
    """A web page of another site makes the call; mockkf refuses it, whatever Command would do."""

    status = 403


class NotFound(ApiError):
    """No such path or id."""

    status = 404


class Conflict(ApiError):
    """It is there already, or there is no room for more."""

    status = 409


class MethodNotAllowed(ApiError):
    """The path exists, the method does not; `allowed` are those that do."""

    status = 405

    def __init__(self, message: str, allowed: Iterable[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(sorted(allowed))

    @property
    def headers(self) -> Mapping[str, str]:
        """`Allow`, as RFC 9110 asks of every 405."""
        return {"Allow": ", ".join(self.allowed)}


class TooLarge(ApiError):
    """The body is larger than the limit."""

    status = 413


class UnsupportedMediaType(ApiError):
    """The body is of a type the API does not read."""

    status = 415


class StepFailed(ApiError):
    """A test mail came to an end at `step`; `remote` is what the other side said, word for word.

    `step` is one of `mockkf.faults.STEPS`, such as `relay.login`.
    """

    def __init__(self, step: str, remote: str, status: int = 400, *, why: str | None = None) -> None:
        self.step = step
        self.status = status
        self.remote = remote
        self.why = why
        message = f"The test e-mail was not sent. It failed at the step {step}: {remote}"
        super().__init__(message, reason=f"{message}; {why}" if why else None)


class Refused(MockkfError):
    """The relay says no; the text is the reply line, code first (`535 5.7.8 Authentication credentials invalid`)."""


class Dropped(MockkfError):
    """A connection ends here, as a fault wants it: after `words` were said, and by a reset if it `is_reset`.

    `is_late` is whether what was asked for was done; `status` is what the journal shows for an answer that was none.
    """

    def __init__(self, words: str = "", *, is_reset: bool = False, is_late: bool = False, status: int = 0) -> None:
        super().__init__("the connection was reset" if is_reset else "the connection was closed")
        self.words = words
        self.is_reset = is_reset
        self.is_late = is_late
        self.status = status


class FaultAnswer(ApiError):
    """An answer that a fault gives in the place of the API: any status, in the vendor's body, with more headers."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self._headers = headers

    @property
    def headers(self) -> Mapping[str, str]:
        """What the fault adds, such as Retry-After."""
        return self._headers
