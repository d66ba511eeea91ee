"""Access control of the control API and of Mailpit's: local programs may call them, web pages of other sites may not.

Three checks reject requests of such pages: the name in `Host` (an attacker can point a domain at this machine), the
header `Origin`, and the header `Sec-Fetch-Site`.
"""

import hmac
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.http import parse_cookie

from mockkf.http.challenges import bearer
from mockkf.http.origins import is_own
from mockkf.http.session_cookie import session_cookie

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

HOST = re.compile(r"(\[[0-9a-f:.%]+\]|[\w.-]+)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)

LOCAL = (".localhost", ".internal", ".svc.cluster.local")
"""The ends of names that nobody else can own in the public DNS.

RFC 6761 keeps `localhost` and RFC 6762 keeps `local`, here for Kubernetes. ICANN keeps `internal` for private use
(resolution 2024.07.29.06): Docker and Podman give a container its host as `host.docker.internal` and
`host.containers.internal`.
"""


class Guard:
    """Accepts requests to addresses, local names and the names `hosts`; requires `token` if it is not empty.

    `schemes` are the ways to send the token: "bearer", "basic" with the token as the password, and "cookie", which a
    form of the inbox sets. `subject` is what it protects, for its sentences.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        token: str,
        *,
        schemes: Iterable[str] = ("bearer",),
        subject: str = "the control API",
    ) -> None:
        self._names = {name.casefold().removesuffix(".") for name in hosts}
        self._token = token.encode()
        self._schemes = frozenset(schemes)
        self._subject = subject

    def admit(self, headers: "Headers", *, public_host: str = "", from_any_page: bool = False) -> None:
        """Raise `Forbidden` (403) or `Unauthorized` (401) unless a request with these headers is accepted.

        `public_host` is a further name that is ours. With `from_any_page`, pages of other origins may send it; its host
        and its token are checked all the same.
        """
        self.check_host(headers, public_host)
        if not from_any_page:
            self.check_page(headers)
        if not self._has_cookie(headers):
            self._demand_token(headers.get("Authorization", ""))

    def check_host(self, headers: "Headers", public_host: str = "") -> None:
        """Raise `Forbidden` if the request was sent to a name that is not ours."""
        host = headers.get("Host", "").strip()
        if host and not self._is_ours(host, public_host.casefold()):
            raise Forbidden(
                f"{self._subject} does not accept this Host; it accepts an address, localhost, a name without a dot, "
                "a name that ends with .internal, or a name in the options control_hosts and public_host"
            )

    def check_page(self, headers: "Headers") -> None:
        """Raise `Forbidden` if a page of another origin sent the request."""
        origin = headers.get("Origin")
        if origin is not None and not is_own(origin, headers.get("Host", "").strip()):
            raise Forbidden(f"{self._subject} rejects pages of other origins; Origin must be that of the request URL")
        if headers.get("Sec-Fetch-Site", "").lower() == "cross-site":
            raise Forbidden(f"{self._subject} rejects pages of other sites; Sec-Fetch-Site must not be cross-site")

    def _is_ours(self, host: str, public_host: str) -> bool:
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].casefold().removesuffix(".")
        is_local = "." not in name or name.endswith(LOCAL)
        return is_local or name in self._names or name == public_host or _is_address(name.strip("[]"))

    def _demand_token(self, authorization: str) -> None:
        scheme, _, said = authorization.partition(" ")
        is_taken = scheme.lower() in self._schemes & TOKENS.keys()
        sent = TOKENS[scheme.lower()](said.strip().encode("latin-1")) if is_taken else b""
        if self._token and not hmac.compare_digest(sent, self._token):
            raise Unauthorized(
                f"{self._subject} of this mock requires its control_token: Authorization: Bearer TOKEN",
                www_authenticate=bearer("mockkf", refused=bool(sent)),
            )

    def _has_cookie(self, headers: "Headers") -> bool:
        if "cookie" not in self._schemes:
            return False
        name, value = session_cookie(self._token.decode())
        said = parse_cookie(headers.get("Cookie", "")).get(name, "")
        return hmac.compare_digest(said.encode("utf-8", "replace"), value.encode())


def _password(said: bytes) -> bytes:
    try:
        return b64decode(said, validate=True).partition(b":")[2]
    except ValueError:
        return b""


# WSGI decodes every header as Latin-1, so encoding restores the original bytes.
TOKENS: Mapping[str, Callable[[bytes], bytes]] = {"bearer": lambda said: said, "basic": _password}
"""The token in the credentials of each scheme."""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
