"""An identity provider that keeps to the documents: RFC 6749 and RFC 9068."""

from mockkf.idp.dialect import Dialect


class Generic(Dialect):
    """Nothing of its own."""

    name = "generic"
