"""The accounts of the declared mail servers, which a profile with a login must name as its sender."""

from mockkf.config import Settings
from mockkf.model import Target


def senders(settings: Settings, host: str) -> frozenset[str] | None:
    r"""Return the accounts that may send at `host`, in lower case; None if none is declared there.

    An account without `@` is the local part of an address, as the name of DOMAIN\\user is in Active Directory.
    """
    users, send_as = settings.relay_users, None
    if settings.hosts:
        name = Target(host, 0).name.casefold()
        found = next((known for known in settings.hosts if known.name.casefold() == name), None)
        users, send_as = (found.users, found.send_as) if found else (None, None)
    if users is None:
        return None
    others = [*(send_as or {}).values(), *(settings.relay_oauth.send_as or {}).values()]
    names = (*users.passwords, *(name for allowed in others for name in allowed))
    return frozenset(name.rpartition("\\")[2].casefold() for name in names)


def is_known(account: str, known: frozenset[str]) -> bool:
    """Return whether `account` is one of these accounts, by its address or by its local part.

    >>> is_known("JSmith@keyexample.com", frozenset({"jsmith"}))
    True
    """
    wanted = account.casefold()
    return wanted in known or wanted.partition("@")[0] in known
