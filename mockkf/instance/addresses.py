"""The addresses of one mock, and what clients need to find it and to trust it."""

from mockkf.errors import NothingListens
from mockkf.http import routing
from mockkf.instance.mock_registry import MockRegistry
from mockkf.instance.runtime import Runtime
from mockkf.model import Ports

CREDENTIALS = ("KEYEXAMPLE\\jsmith", "mockkf")
"""A user and a password for the API; by default any non-empty user and password is accepted."""

CLIENT = ("mockkf-client", "mockkf")
"""A client id and a secret for the identity provider; by default any id and secret is accepted."""


class MockAddresses:
    """The URLs of a mock, its certificates, and credentials that it accepts; `runtime` is the current epoch."""

    runtime: Runtime

    def __init__(self, registry: MockRegistry, name: str) -> None:
        self._registry = registry
        self._name = name

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
        """Mailpit's API, the URL that clients of Mailpit take: `http://127.0.0.1:PORT`."""
        return f"{self._origin('http', 'mailpit')}{routing.prefix(self._name)}"

    @property
    def inbox_url(self) -> str:
        """The inbox, for a browser: `http://127.0.0.1:PORT/`."""
        return f"{self._origin('http')}{routing.prefix(self._name)}/"

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
    def relay(self) -> Ports:
        """The host and ports of the mail server, for clients that connect directly."""
        return self._registry.ports()

    @property
    def _base_path(self) -> str:
        return routing.prefix(self._name) + self.runtime.settings.base_paths[0]

    def _origin(self, scheme: str, listener: str = "") -> str:
        self._insist_on_being_there()
        host, port = self._registry.shared.web(listener or scheme)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    def _insist_on_being_there(self) -> None:
        if self._registry.mocks.get(self._name) is not self:
            raise NothingListens(f"the sandbox '{self._name}' was removed; its captured mail can still be read")
