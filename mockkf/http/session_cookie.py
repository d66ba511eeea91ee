"""The cookie that stands for the control token in a browser. It is made of the token, but does not reveal it."""

import hmac


def session_cookie(token: str) -> tuple[str, str]:
    """Return name and value of the cookie.

    The name depends on the token, because browsers send a cookie to every port of a host.
    """
    return f"mockkf-{_digest(token, 'name')[:12]}", _digest(token, "value")


def _digest(token: str, part: str) -> str:
    return hmac.digest(token.encode(), f"mockkf session cookie, {part}".encode(), "sha256").hex()
