"""Challenges of the header WWW-Authenticate (RFC 9110, section 11.6.1)."""

from werkzeug.datastructures import WWWAuthenticate


class Challenge(WWWAuthenticate):
    """A challenge whose parameters are quoted strings, as RFC 9110 (11.5) requires; werkzeug quotes only some.

    >>> Challenge("bearer", {"realm": "mockkf"}).to_header()
    'Bearer realm="mockkf"'
    """

    def to_header(self) -> str:
        """Return the value of the header."""
        return f"{self.type.title()} " + ", ".join(f'{name}="{value}"' for name, value in self.parameters.items())


def basic(realm: str) -> Challenge:
    """Return a challenge for a user and a password in UTF-8 (RFC 7617, section 2.1)."""
    return Challenge("basic", {"realm": realm, "charset": "UTF-8"})


def bearer(realm: str, *, refused: bool = False) -> Challenge:
    """Return a challenge for a token; `refused` says that the request had a token, and that it is invalid (RFC 6750).

    >>> bearer("mockkf", refused=True).to_header()
    'Bearer realm="mockkf", error="invalid_token", error_description="The token is not valid here"'
    """
    error = {"error": "invalid_token", "error_description": "The token is not valid here"}
    return Challenge("bearer", {"realm": realm, **(error if refused else {})})
