"""The steps, at which one part of mockkf calls another, and the criteria by which a fault selects calls."""

from collections.abc import Mapping

from mockkf.config import Take, number, port_of_another, text

CALL = ("method", "path", "version")
HOST = ("host", "port")
LINE = (*HOST, "listener", "helo")
LOGGED_ON = (*LINE, "user")

STEPS: Mapping[str, tuple[str, ...]] = {
    "http.request": CALL,
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
    "http.connection": CALL,
}
"""Every step with its criteria, in the order of a test mail; the last comes after the answer."""

RELAY = tuple(step for step in STEPS if step.startswith("relay.") and step not in {"relay.resolve", "relay.connect"})
"""The steps inside the mail server; every client of it passes them."""

WIRES = ("http.request", "http.connection", "idp.token", *RELAY)
"""The steps that have a connection which can be closed or reset."""

IDLE = ("http.connection",)
"""The steps that come while a connection is idle: a delay alone has no effect there."""


def provider(name: str, value: object) -> int | str:
    """Return the id or the name of a PAM provider."""
    taken: int | str = value if isinstance(value, int) and not isinstance(value, bool) else text(name, value)
    return taken


def address(name: str, value: object) -> str | tuple[str, ...]:
    """Return one value of the address of a secret, or all its values in order."""
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
"""The reader of each criterion. In a text, `*` means any characters and `?` one character; letter case is ignored."""
