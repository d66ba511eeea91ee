"""Who may use what stands beside the API: programs of this machine and this network, but no page of another site.

Three checks keep out the pages a browser shows: the name in `Host` (a page may point a name of its own here), the
origin of the request, and what the browser says of it.
"""

import hmac
import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from mockkf.http.origins import is_own

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

HOST = re.compile(r"(\[[0-9a-f:.%]+\]|[\w.-]+)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class Guard:
    """Admits requests to the names `hosts`, to local names and to addresses; with a `token`, only those with it."""

    def __init__(self, hosts: Iterable[str], token: str) -> None:
        self._names = {name.casefold().removesuffix(".") for name in hosts}
        self._token = token.encode()

    def admit(self, headers: "Headers") -> None:
        """Raise 401 or 403 unless a request with these headers is admitted."""
        host = headers.get("Host", "").strip()
        if host and not self._is_ours(host):
            raise Forbidden(
                "the control API is asked by an address, by localhost, by a name without a dot, or by one of the "
                "option control_hosts; Host names none of them"
            )
        origin = headers.get("Origin")
        if origin is not None and not is_own(origin, host):
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
