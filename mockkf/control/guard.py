"""Who may use the control API: programs of this machine and this network, but no page of another site.

Against pages that a browser shows stand three checks: the name that was asked for (a page may let a name of its own
lead here), the origin of who asks, and what the browser says of it.
"""

import hmac
import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

    from mockkf.config import Settings

HOST = re.compile(r"(\[[0-9a-f:.%]+\]|[\w.-]+)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class Guard:
    """Lets in who may use the control API of a server that was started with `settings`."""

    def __init__(self, settings: "Settings") -> None:
        self._names = {name.casefold().removesuffix(".") for name in (settings.host, *settings.control_hosts)}
        self._token = settings.control_token.encode()

    def admit(self, headers: "Headers") -> None:
        """Nothing, if the request with these headers is let in; else 401 or 403."""
        host = headers.get("Host", "").strip()
        if host and not self._is_ours(host):
            raise Forbidden(
                "the control API is asked by an address, by localhost, by a name without a dot, or by one of the "
                "option control_hosts; Host names none of them"
            )
        origin = headers.get("Origin")
        if origin is not None and origin.lower() not in {f"{scheme}://{host}".lower() for scheme in ("http", "https")}:
            raise Forbidden("the control API is not for pages of other origins; Origin must be where the request goes")
        if headers.get("Sec-Fetch-Site", "").lower() == "cross-site":
            raise Forbidden("the control API is not for pages of other sites; Sec-Fetch-Site must not be cross-site")
        if self._token and not self._is_known(headers.get("Authorization", "")):
            raise Unauthorized(
                "the control API of this mock wants its control_token: Authorization: Bearer TOKEN",
                www_authenticate=WWWAuthenticate("bearer", {"realm": "mockkf"}),
            )

    def _is_ours(self, host: str) -> bool:
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].casefold().removesuffix(".")
        is_local = "." not in name or name.endswith(".localhost")
        return is_local or name in self._names or _is_address(name.strip("[]"))

    def _is_known(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        # A header is read as Latin-1, whatever its bytes were meant to be.
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode("latin-1"), self._token)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
