"""The steps: where one part calls another, and what a call there can be told by."""

from collections.abc import Mapping

from mockkf.config import Take, number, port_of_another, text

HOST = ("host", "port")
LINE = (*HOST, "listener", "helo")
LOGGED_ON = (*LINE, "user")

STEPS: Mapping[str, tuple[str, ...]] = {
    "http.request": ("method", "path", "version"),
    "pam.resolve": ("provider", "at"),
    "idp.connect": (*HOST, "client"),
    "idp.token": (*HOST, "client", "scope"),
    "relay.resolve": HOST,
    "relay.connect": HOST,
    "relay.banner": (*HOST, "listener"),
    "relay.hello": LINE,
    "relay.tls": LINE,
    "relay.login": (*LOGGED_ON, "mechanism"),
    "relay.sender": (*LOGGED_ON, "sender"),
    "relay.recipient": (*LOGGED_ON, "sender", "to"),
    "relay.data": (*LOGGED_ON, "sender", "to"),
    "relay.message": (*LOGGED_ON, "sender", "to", "subject"),
}
"""Every step, in the order in which a test mail crosses them, with the criteria by which a fault chooses its calls."""

RELAY = tuple(step for step in STEPS if step.startswith("relay.") and step not in {"relay.resolve", "relay.connect"})
"""The steps of the mail server, which are crossed by every client of it."""

WIRES = ("http.request", "idp.token", *RELAY)
"""Where there is a connection that can be cut."""


def provider(name: str, value: object) -> int | str:
    """The id or the name of a PAM provider."""
    taken: int | str = value if isinstance(value, int) and not isinstance(value, bool) else text(name, value)
    return taken


def address(name: str, value: object) -> str | tuple[str, ...]:
    """One of the values that a secret is found by, or all of them in order."""
    if isinstance(value, list | tuple) and value:
        return tuple(text(name, one) for one in value)
    return text(name, value)


CRITERIA: Mapping[str, Take] = {
    **{criterion: text for criteria in STEPS.values() for criterion in criteria},
    "port": port_of_another,
    "version": number(1, 9999, "the number of an api version"),
    "provider": provider,
    "at": address,
}
"""What each criterion takes; in a text, `*` and `?` stand for anything and for one character, in any letter case."""
