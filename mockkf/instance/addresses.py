"""The addresses of one mock, and what clients need to find it and to trust it."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mockkf.clients import Address
from mockkf.config import Settings
from mockkf.errors import NothingListens
from mockkf.http import routing
from mockkf.instance.mock_registry import MockRegistry
from mockkf.instance.runtime import Runtime
from mockkf.model import LISTENERS, Ports, PublicAddresses, child_environment, client_environment

USUAL_PORTS: Mapping[str, int] = {"http": 80, "https": 443}
"""The port of a URL without one."""

CREDENTIALS = ("KEYEXAMPLE\\jsmith", "mockkf")
"""A user and a password for the API; by default any non-empty user and password is accepted."""

CLIENT = ("mockkf-client", "mockkf")
"""A client id and a secret for the identity provider; by default any id and secret is accepted."""


class MockAddresses:
    """The URLs of a mock, its certificates, and credentials that it accepts.

    The addresses are those at which clients reach the mock: see the options `public_host` and `public_ports`. `runtime`
    is the current epoch, `settings` are those at the start.
    """

    runtime: Runtime
    settings: Settings

    def __init__(self, registry: MockRegistry, name: str) -> None:
        self._registry = registry
        self._name = name

    def seen_by(self, environ: Mapping[str, Any]) -> "MockAddresses":
        """Return the addresses for the client that sent a request with this WSGI environment.

        Its header `Host` is an address at which it reaches the mock.
        """
        return self._seen_at(_seen(self._registry.public, environ))

    @property
    def inside(self) -> "MockAddresses":
        """The addresses at which the mock listens, for clients on its own machine."""
        return self._seen_at(PublicAddresses())

    @property
    def url(self) -> str:
        """The API over http, with its base path: `http://127.0.0.1:PORT/KeyfactorAPI`."""
        return f"{self._origin('http')}{self._base_path}"

    @property
    def https_url(self) -> str:
        """The API over https, with its base path; `ca_file` contains the CA of its certificate."""
        return f"{self._origin('https')}{self._base_path}"

    @property
    def control_url(self) -> str:
        """The control API: `http://127.0.0.1:PORT/mockkf`."""
        return f"{self._origin('http')}{routing.prefix(self._name)}/mockkf"

    @property
    def mailpit_url(self) -> str:
        """Mailpit's API, the URL that clients of Mailpit take: `http://127.0.0.1:PORT`.

        It is that of the API if nobody told the public port of Mailpit's own: both have Mailpit's API.
        """
        listener = "http" if self._public.is_guess("mailpit") else "mailpit"
        return f"{self._origin('http', listener)}{routing.prefix(self._name)}"

    @property
    def inbox_url(self) -> str:
        """The inbox, for a browser: `http://127.0.0.1:PORT/`."""
        return f"{self._origin('http')}{routing.prefix(self._name)}/"

    @property
    def token_url(self) -> str:
        """The token endpoint of the identity provider, over https."""
        return f"{self._issuer}/token"

    @property
    def credentials(self) -> tuple[str, str]:
        """A user and a password that the API accepts: the first user of the scenario, if it has any."""
        users = self.runtime.settings.users
        return (users[0].name, users[0].secret) if users else CREDENTIALS

    @property
    def client_credentials(self) -> tuple[str, str]:
        """A client id and a secret that get a token at `idp.token_url`: the first client of the scenario, if any."""
        clients = self.runtime.settings.idp_clients
        return (clients[0].name, clients[0].secret) if clients else CLIENT

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the CA that signs the certificate of every name, in PEM."""
        return self._registry.shared.certificates.ca_pem

    @property
    def ca_file(self) -> str:
        """The path of a file with `ca_pem`, which exists until `stop`."""
        self._registry.ports()
        return str(self._registry.shared.certificates.ca_file)

    @property
    def trust_store_file(self) -> str:
        """The path of a PKCS12 file with the CA, a trust store for Java; its password is `changeit`.

        The file exists until `stop`.
        """
        self._registry.ports()
        return str(self._registry.shared.certificates.trust_store_file)

    @property
    def relay(self) -> Ports:
        """The host and ports of the mail server, for clients that connect directly."""
        own = self._registry.ports()
        at = {name: self._public.of(name, (own.host, port)) for name, port in own._asdict().items() if name != "host"}
        return Ports(at["smtp"][0], *(port for _, port in at.values()))

    @property
    def public_host(self) -> str:
        """The host at which clients reach the mock, if it is not the one that they name or the address to listen on."""
        return self._registry.public.host

    @property
    def guessed_ports(self) -> tuple[str, ...]:
        """The listeners behind a port mapping whose public port nobody told the mock; the addresses have their own."""
        return tuple(name for name in LISTENERS if name != "mailpit" and self._public.is_guess(name))

    @property
    def _public(self) -> PublicAddresses:
        """The addresses at which clients reach the listeners."""
        return self._registry.public

    @property
    def _issuer(self) -> str:
        """The URL of the issuer of the identity provider."""
        return f"{self._origin('https')}{routing.prefix(self._name)}/idp"

    def environ(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment variables with which real clients find and trust this mock.

        `base`, by default `os.environ`, is the environment to which they are added: the exceptions from a proxy and the
        options of Java in it are kept. `child_environ` also removes variables that would win over these.
        """
        return client_environment(
            self._leading, self.ca_file, self.trust_store_file, self._web_host, os.environ if base is None else base
        )

    def child_environ(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the complete environment for a child process whose clients shall find and trust this mock.

        It is `base`, by default `os.environ`, with `environ()`, and without the variables that would win over these,
        such as NODE_TLS_REJECT_UNAUTHORIZED.

        >>> import subprocess
        >>> from mockkf import MockKeyfactor
        >>> with MockKeyfactor() as keyfactor:
        ...     subprocess.run(["true"], env=keyfactor.child_environ(), check=True).returncode
        0
        """
        base = os.environ if base is None else base
        return child_environment(self.environ(base), base)

    @property
    def _leading(self) -> dict[str, str]:
        """The variables that lead Keyfactor's clients here, with credentials."""
        user, password = self.credentials
        domain, _, name = user.rpartition("\\")
        client, secret = self.client_credentials
        origin = self._origin("https")
        return {
            "KEYFACTOR_HOSTNAME": origin.removeprefix("https://"),
            "KEYFACTOR_PORT": origin.rpartition(":")[2],
            "KEYFACTOR_API_PATH": self._base_path.strip("/"),
            "KEYFACTOR_USERNAME": name,
            "KEYFACTOR_PASSWORD": password,
            "KEYFACTOR_DOMAIN": domain,
            "KEYFACTOR_AUTH_TOKEN_URL": self.token_url,
            "KEYFACTOR_AUTH_CLIENT_ID": client,
            "KEYFACTOR_AUTH_CLIENT_SECRET": secret,
        }

    @property
    def _web_host(self) -> str:
        """The host at which clients reach the API."""
        return self._reached("https")[0]

    @property
    def _base_path(self) -> str:
        return routing.prefix(self._name) + self.runtime.settings.base_paths[0]

    def _seen_at(self, public: PublicAddresses) -> "MockAddresses":
        self._insist_on_being_there()
        return SeenAddresses(self, public, self._registry, self._name)

    def _origin(self, scheme: str, listener: str = "") -> str:
        self._insist_on_being_there()
        host, port = self._reached(listener or scheme)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    def _reached(self, listener: str) -> Address:
        """Return host and port at which clients reach a listener for http or https."""
        web = self._registry.shared.web
        own = web(listener)
        return self._public.of("http" if own == web("http") else listener, own)

    def _insist_on_being_there(self) -> None:
        if self._registry.mocks.get(self._name) is not self:
            raise NothingListens(f"the sandbox '{self._name}' was removed; its captured mail can still be read")


class SeenAddresses(MockAddresses):
    """The addresses of a mock for clients that reach it at `public`."""

    def __init__(self, mock: MockAddresses, public: PublicAddresses, registry: MockRegistry, name: str) -> None:
        super().__init__(registry, name)
        self.runtime, self.settings = mock.runtime, mock.settings
        self._seen = public

    @property
    def _public(self) -> PublicAddresses:
        return self._seen

    def _insist_on_being_there(self) -> None:
        """Accept: the mock was there when this was made."""


def _seen(public: PublicAddresses, environ: Mapping[str, Any]) -> PublicAddresses:
    """Return the addresses for the client that sent this request; without a usable `Host`, those for all clients."""
    try:
        said = urlsplit(f"//{environ.get('HTTP_HOST', '')}")
        asked = said.hostname, said.port
    except ValueError:
        return public
    scheme = environ["wsgi.url_scheme"]
    host, port = asked
    if not host:
        return public
    return public.for_client(scheme, int(environ["SERVER_PORT"]), (host, port or USUAL_PORTS[scheme]))
