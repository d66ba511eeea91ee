"""An identity provider that follows RFC 6749 and RFC 9068."""

from mockkf.idp.dialect import Dialect


class Generic(Dialect):
    """The defaults of `Dialect`."""

    name = "generic"
