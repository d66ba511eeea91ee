"""The names in certificates: host names and IP addresses."""

import ipaddress
import re
from typing import TYPE_CHECKING

from mockkf.errors import MockkfError
from mockkf.model import LONGEST_HOST

if TYPE_CHECKING:
    from cryptography import x509

_NAME = re.compile(rf"(?=.{{1,{LONGEST_HOST}}}\Z)[a-z0-9_-]{{1,63}}(?:\.[a-z0-9_-]{{1,63}})*\Z")


class NotMintable(MockkfError):
    """Raised for a name for which no certificate can be made; the message contains the name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No certificate can be made for the name {name!r}: it is neither an IP address nor a host name "
            f"(labels of 1 to 63 letters, digits, '-' and '_', separated by dots, at most {LONGEST_HOST} characters)."
        )
        self.name = name


def subject(name: str) -> "x509.GeneralName":
    """Return the subject alternative name for a host name or an address."""
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        host = name.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NotMintable(name) from None
    if not _NAME.match(host):
        raise NotMintable(name)
    return x509.DNSName(host)


def is_mintable(name: str) -> bool:
    """Return whether a certificate can have this name."""
    try:
        subject(name)
    except NotMintable:
        return False
    return True


def forms(address: str | None) -> tuple[str, ...]:
    """Return an address and, for IPv4, its form in IPv6: both reach a listener, and a client checks what it used.

    >>> forms("127.0.0.2"), forms("::ffff:127.0.0.2"), forms("fe80::1%eth0")
    (('127.0.0.2', '::ffff:127.0.0.2'), ('127.0.0.2', '::ffff:127.0.0.2'), ('fe80::1',))
    """
    if address is None:
        return ()
    plain = address.partition("%")[0]
    four = plain.removeprefix("::ffff:")
    return (four, f"::ffff:{four}") if "." in four else (plain,)
