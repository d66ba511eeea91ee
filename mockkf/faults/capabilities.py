"""To leave something out of what a mail server offers."""

from dataclasses import dataclass

from mockkf.config import one_of
from mockkf.errors import ConfigurationError
from mockkf.faults.action_type import ActionType

MECHANISMS = ("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER")
"""The ways to log on that a mail server may offer."""

OFFERED = ("STARTTLS", "AUTH", *MECHANISMS, "SMTPUTF8")
"""What can be left out: STARTTLS, all ways to log on or one of them, addresses beyond ASCII."""


def offered(name: str, value: object) -> tuple[str, ...]:
    """Some of what is offered: a name, or a list of them."""
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise ConfigurationError(f"{name} must be one or more of {', '.join(OFFERED)}, not {value!r}")
    return tuple(one_of(*OFFERED)(name, one) for one in given)


@dataclass(frozen=True)
class Without(ActionType):
    """EHLO is answered without a word or more, and what was not offered is not done."""

    steps = ("relay.hello",)
    takes = {"without": offered}
    about = {"without": f"do not offer one or more of {', '.join(OFFERED)}"}

    without: tuple[str, ...]
