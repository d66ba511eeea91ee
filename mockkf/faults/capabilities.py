"""The action `without`: the mail server does not offer an extension."""

from dataclasses import dataclass

from mockkf.config import one_of
from mockkf.errors import ConfigurationError
from mockkf.faults.action_type import ActionType

MECHANISMS = ("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER")
"""The login mechanisms that a mail server may offer."""

OFFERED = ("STARTTLS", "AUTH", *MECHANISMS, "SMTPUTF8")
"""The extensions that can be left out: STARTTLS, all login mechanisms or one of them, non-ASCII addresses."""


def offered(name: str, value: object) -> tuple[str, ...]:
    """Return one or more names of `OFFERED`, from a name or a list."""
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise ConfigurationError(f"{name} must be one or more of {', '.join(OFFERED)}, not {value!r}")
    return tuple(one_of(*OFFERED)(name, one) for one in given)


@dataclass(frozen=True)
class Without(ActionType):
    """The answer to EHLO lacks these extensions, and the server refuses them."""

    steps = ("relay.hello",)
    takes = {"without": offered}
    about = {"without": f"do not offer one or more of {', '.join(OFFERED)}"}

    without: tuple[str, ...]
