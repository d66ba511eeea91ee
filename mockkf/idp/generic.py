"""An identity provider that follows RFC 6749, RFC 8707 and RFC 9068."""

from mockkf.idp.dialect import Dialect
from mockkf.idp.error_answer import ERRORS


class Generic(Dialect):
    """The rules and claims of `Dialect`, in the words of the RFCs."""

    name = "generic"
    always_challenges = True
    errors = ERRORS
