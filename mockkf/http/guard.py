"""Access control of the control API: local programs may call it, web pages of other sites may not.

Three checks reject requests of such pages: the name in `Host` (an attacker can point a domain at this machine), the
header `Origin`, and the header `Sec-Fetch-Site`.
"""

import hmac
import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden, Unauthorized

from mockkf.http.challenges import bearer
from mockkf.http.origins import is_own

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

HOST = re.compile(r"(\[[0-9a-f:.%]+\]|[\w.-]+)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class Guard:
    """Accepts requests to addresses, local names and the names `hosts`; requires `token` if it is not empty."""

    def __init__(self, hosts: Iterable[str], token: str) -> None:
        self._names = {name.casefold().removesuffix(".") for name in hosts}
        self._token = token.encode()

    def admit(self, headers: "Headers") -> None:
        """Raise `Forbidden` (403) or `Unauthorized` (401) unless a request with these headers is accepted."""
        host = headers.get("Host", "").strip()
        if host and not self._is_ours(host):
            raise Forbidden(
                "the control API does not accept this Host; it accepts an address, localhost, a name without a dot, "
                "or a name in the option control_hosts"
            )
        origin = headers.get("Origin")
        if origin is not None and not is_own(origin, host):
            raise Forbidden("the control API rejects pages of other origins; Origin must be that of the request URL")
        if headers.get("Sec-Fetch-Site", "").lower() == "cross-site":
            raise Forbidden("the control API rejects pages of other sites; Sec-Fetch-Site must not be cross-site")
        self._demand_token(headers.get("Authorization", ""))

    def _demand_token(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        has_token = scheme.lower() == "bearer" and bool(token.strip())
        # WSGI decodes every header as Latin-1, so encoding restores the original bytes.
        if self._token and not (has_token and hmac.compare_digest(token.strip().encode("latin-1"), self._token)):
            raise Unauthorized(
                "the control API of this mock requires its control_token: Authorization: Bearer TOKEN",
                www_authenticate=bearer("mockkf", refused=has_token),
            )

    def _is_ours(self, host: str) -> bool:
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].casefold().removesuffix(".")
        is_local = "." not in name or name.endswith(".localhost")
        return is_local or name in self._names or _is_address(name.strip("[]"))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
