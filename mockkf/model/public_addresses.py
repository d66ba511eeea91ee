"""The addresses at which clients reach the listeners, which differ from the listening ones behind a port mapping."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LISTENERS = ("http", "https", "smtp", "submission", "smtps", "mailpit")
"""The names of the listeners."""

Address = tuple[str, int]
"""A host and a port."""


@dataclass(frozen=True)
class PublicAddresses:
    """The host and the ports at which clients reach the listeners; what is missing is as the mock listens.

    >>> PublicAddresses("ci.keyexample.com", {"smtp": 32768}).of("smtp", ("127.0.0.1", 25))
    ('ci.keyexample.com', 32768)
    >>> PublicAddresses("ci.keyexample.com").of("smtp", ("127.0.0.1", 25))
    ('ci.keyexample.com', 25)
    """

    host: str = ""
    ports: Mapping[str, int] = field(default_factory=dict)
    is_mapped: bool = False
    """Whether a client came through a port mapping."""

    def of(self, listener: str, own: Address) -> Address:
        """Return the address at which clients reach `listener`, which listens at `own`."""
        host, port = own
        return self.host or host, self.ports.get(listener, port)

    def is_guess(self, listener: str) -> bool:
        """Return whether there is a port mapping, and nobody told the mock the port of `listener`."""
        return self.is_mapped and listener not in self.ports

    def for_client(self, listener: str, port: int, reached: Address) -> "PublicAddresses":
        """Return the addresses for a client that reached `listener`, which listens on `port`, at the address `reached`.

        A client in the network of the mock names `port` itself, although the mapping has another port: no mapping
        is between them.

        >>> PublicAddresses(ports={"http": 8480, "smtp": 1025}).for_client("http", 80, ("keyfactor", 80)).ports
        {}
        >>> PublicAddresses(ports={"smtp": 1025}).for_client("http", 80, ("localhost", 8480)).ports
        {'http': 8480, 'smtp': 1025}
        """
        host, said = reached
        if said == port != self.ports.get(listener, port):
            return PublicAddresses(host)
        return PublicAddresses(self.host or host, {listener: said, **self.ports}, said != port)
