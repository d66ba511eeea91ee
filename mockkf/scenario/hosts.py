"""The mail hosts in a scenario."""

from collections.abc import Mapping
from typing import Any

from mockkf.config import Take, know, number, one_of, port_of_another, table, truth
from mockkf.errors import ConfigurationError
from mockkf.faults import CERTIFICATES, MECHANISMS
from mockkf.model import MailHost, Target
from mockkf.scenario.tables import entries, relay_users, texts

MODES = ("plain", "starttls", "required", "implicit")
"""The modes of a port: plain text only, STARTTLS offered, STARTTLS required, TLS from the first byte."""


def take(name: str, value: Any) -> tuple[MailHost, ...]:
    """Return the mail hosts. If at least one is declared, other names do not resolve."""
    if isinstance(value, tuple) and all(isinstance(entry, MailHost) for entry in value):
        return value
    for entry in value if isinstance(value, list) else ():
        know(entry if isinstance(entry, Mapping) else (), ("name", *TAKES), "member", f"[[{name}]]")
    found = tuple(_host(name, entry) for entry in entries(name, value, ("name",), tuple(TAKES)))
    names = [host.name.casefold() for host in found]
    twice = next((host.name for host in found if names.count(host.name.casefold()) > 1), None)
    if twice is not None:
        raise ConfigurationError(f"{name} must not contain {twice} more than once")
    return found


def _host(name: str, entry: Mapping[str, Any]) -> MailHost:
    where = f"of {entry['name']} in {name}"
    given = {member: TAKES[member](f"{member} {where}", said) for member, said in entry.items() if member in TAKES}
    return MailHost(Target(entry["name"], 0).name, **given)


def _ports(name: str, value: Any) -> Mapping[int, str]:
    given = {port_of_another(name, port): mode for port, mode in table(name, value).items()}
    if not given:
        raise ConfigurationError(f"{name} must contain at least one port")
    return {port: one_of(*MODES)(f"{name}, port {port}", mode) for port, mode in given.items()}


def _mechanisms(name: str, value: Any) -> tuple[str, ...]:
    given = texts(name, value)
    know(given, MECHANISMS, "mechanism", name)
    return given


def _send_as(name: str, value: Any) -> Mapping[str, tuple[str, ...]]:
    return {user: texts(name, senders) for user, senders in table(name, value).items()}


TAKES: Mapping[str, Take] = {
    "ports": _ports,
    "mechanisms": _mechanisms,
    "users": relay_users,
    "require_login": truth,
    "send_as": _send_as,
    "certificate": one_of("valid", *CERTIFICATES),
    "size_limit": number(1, 10**9 - 1, "a whole number of bytes, at least 1"),
}
"""The reader of each optional member of a host."""
