"""The errors of mockkf. Each API error has the status, the code and the message of its answer."""

import errno
from collections.abc import Iterable, Mapping
from typing import ClassVar

GENERAL = "0xA0110002"
"""The code of a bad request (recorded for one case, assumed for the others)."""

PERMISSION = "0xA0140002"
"""The code of a missing permission (recorded)."""


class MockkfError(Exception):
    """The base class of all errors that mockkf raises."""


class MockkfWarning(UserWarning):
    """What a test found may not be all: something was dropped for want of room."""


class ConfigurationError(MockkfError, ValueError):
    """An invalid setting, scenario file or port; the message names it and says what is allowed.

    `option` is the name of the option to change, None if no option is the cause.
    """

    def __init__(self, message: str, *, option: str | None = None) -> None:
        super().__init__(message)
        self.option = option


class PortUnavailable(ConfigurationError):
    """A port that cannot be opened: the message has its host, its number, the cause, and what to do.

    `taken` says who has a port that is in use, or how to find out.
    """

    causes: ClassVar[Mapping[int | None, str]] = {
        errno.EADDRINUSE: "the port is in use{taken}; choose another, or 0 for any free one",
        errno.EACCES: "this user may not open the port; choose a port above 1023, or 0 for any free one",
        errno.EADDRNOTAVAIL: "this machine does not have this address; 127.0.0.1 and ::1 are addresses of this machine",
    }

    def __init__(self, host: str, port: int, error: Exception, *, option: str | None = None, taken: str = "") -> None:
        number = getattr(error, "errno", None)
        cause = self.causes.get(number, str(error).rstrip(".")).replace("{taken}", taken)
        wrong = "host" if number == errno.EADDRNOTAVAIL else option
        super().__init__(f"Cannot listen on host {host!r}, port {port}: {cause}.", option=wrong)
        self.host = host
        self.port = port
        self.error = error
        self.taken = taken
        self.is_in_use = number == errno.EADDRINUSE

    def of(self, option: str | None, taken: str) -> "PortUnavailable":
        """Return this error with the option of the port, and with who has the port."""
        return PortUnavailable(self.host, self.port, self.error, option=option, taken=taken)


class SearchTooLong(ConfigurationError):
    """A search pattern of a request used up its time."""


class NothingListens(MockkfError):
    """A certificate, port or address was requested from a mock that is not started."""


class OutOfReach(MockkfError, AttributeError):
    """The control API of a remote mock does not provide the requested attribute."""


class ApiError(MockkfError):
    """A refusal of the API: `status`, the vendor's `code`, and a `message` for the two-key body.

    `reason` is the text for the developer, in the header and the journal. It is the message if nothing is to be added.
    """

    status = 400
    code = GENERAL

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or message

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer in addition to the common ones."""
        return {}


class Invalid(ApiError):
    """One or more fields are invalid; the message names all of them."""

    def __init__(self, problems: Iterable[str], *, reason: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems) + ".", reason=reason)


class Unauthorized(ApiError):
    """The credentials are missing or wrong; the answer has an empty body. `token`: the call had a token."""

    status = 401

    def __init__(self, message: str, *, token: bool = False) -> None:
        super().__init__(message)
        self.token = token


class Forbidden(ApiError):
    """The caller lacks a permission; the message has the wording recorded from a real server."""

    status = 403
    code = PERMISSION

    def __init__(self, message: str, permission: str) -> None:
        needed = "" if permission in message else f"; required permission: {permission}"
        super().__init__(message, reason=f"{message}{needed}")


class ForeignPage(ApiError):
    """A web page of another site made the call; mockkf refuses it, whatever Command would do."""

    status = 403


class NotFound(ApiError):
    """The path or the id does not exist."""

    status = 404


class Conflict(ApiError):
    """The object exists already, or the maximum number of objects is reached."""

    status = 409


class MethodNotAllowed(ApiError):
    """The path does not have this method; `allowed` are the methods that it has."""

    status = 405

    def __init__(self, message: str, allowed: Iterable[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(sorted(allowed))

    @property
    def headers(self) -> Mapping[str, str]:
        """The header `Allow`, which RFC 9110 requires in every 405."""
        return {"Allow": ", ".join(self.allowed)}


class TooLarge(ApiError):
    """The body is larger than the limit."""

    status = 413


class UnsupportedMediaType(ApiError):
    """The API does not read a body of this media type, charset or content coding; `problems` says which.

    `accept` are the media types that it reads, `accept_encoding` the content codings; each is empty if it is not the
    cause.
    """

    status = 415

    def __init__(
        self, problems: Iterable[str], accept: Iterable[str] = (), accept_encoding: Iterable[str] = ()
    ) -> None:
        self.problems = tuple(problems)
        said = "; ".join(self.problems)
        super().__init__(f"{said[:1].upper()}{said[1:]}.")
        self._readable = {"Accept": ", ".join(accept), "Accept-Encoding": ", ".join(accept_encoding)}

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers `Accept` and `Accept-Encoding`, each only if it names the cause (RFC 9110, 12.5.3, 15.5.16)."""
        return {name: value for name, value in self._readable.items() if value}


NOT_SENT = "The test e-mail was not sent. It failed at the step"


class StepFailed(ApiError):
    """A test mail failed at `step`; `remote` is the exact answer of the remote system.

    `step` is one of `mockkf.faults.STEPS`, such as `relay.login`.
    """

    def __init__(self, step: str, remote: str, status: int = 400, *, why: str | None = None) -> None:
        self.step = step
        self.status = status
        self.remote = remote
        self.why = why
        message = f"{NOT_SENT} {step}: {remote}"
        super().__init__(message, reason=f"{message}; {why}" if why else None)


class Refused(MockkfError):
    """The relay refuses; the text is the SMTP reply with its code (`535 5.7.8 Authentication credentials invalid`)."""


class Dropped(MockkfError):
    """A fault ends the connection: `words` are sent first, then it is closed, or reset if `is_reset`.

    `is_late` tells whether the call was executed. `status` is the status in the journal, 0 if no answer was sent.
    """

    def __init__(self, words: str = "", *, is_reset: bool = False, is_late: bool = False, status: int = 0) -> None:
        super().__init__("the connection was reset" if is_reset else "the connection was closed")
        self.words = words
        self.is_reset = is_reset
        self.is_late = is_late
        self.status = status


class FaultAnswer(ApiError):
    """The answer of a fault instead of the API: any status, the two-key body, and additional headers."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self._headers = headers

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that the fault adds, such as Retry-After."""
        return self._headers
