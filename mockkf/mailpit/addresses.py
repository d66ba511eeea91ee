"""Reads the mail addresses in a request."""

import re

from mockkf.mime import Address, addresses

DOMAIN = re.compile(r"\[[^\]\s]+\]|[^\s@<>()\[\],;:\\\"]+")
LOCAL = re.compile(r"\"(?:[^\"\\\r\n]|\\.)*\"|[^\s@<>()\[\],;:\\\"\x00-\x1f]+")


def address_of(written: str) -> Address | None:
    """Return the only address in `written`, which may have a name; None if it is not one address.

    >>> address_of("Ada <ada@read.example>"), address_of("ada"), address_of("a@b.example, c@d.example")
    (Address(name='Ada', address='ada@read.example'), None, None)
    """
    found = [*addresses(written)]
    if len(found) != 1 or re.search(r"[\r\n\x00]", written):
        return None
    local, at, domain = found[0].address.rpartition("@")
    is_good = at and LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain)
    return found[0] if is_good else None
