"""What a test asks of one mock: the main one of a server, or one of its sandboxes."""

from collections.abc import Callable, Mapping
from typing import Any

from mockkf.config import LISTENING, Settings
from mockkf.errors import ConfigurationError, NothingListens
from mockkf.http import routing
from mockkf.instance.build import build_runtime
from mockkf.instance.mock_registry import MockRegistry
from mockkf.instance.snapshots import Snapshots
from mockkf.model import Ports
from mockkf.scenario import change_settings
from mockkf.state import Clock, Snapshot, State
from mockkf.testing import Faults, IdentityProvider, Journal, Mailbox, Traces, Vaults, verify

CREDENTIALS = ("KEYEXAMPLE\\jsmith", "mockkf")
"""A user and a password the API lets in (any others will do as well)."""

CLIENT = ("mockkf-client", "mockkf")
"""A client id and a secret that the identity provider takes (any others will do as well)."""


class Mock:
    """One mock: its addresses, what it captured, and its way back to how it began; `settings` are those of its begin.

    `runtime` is its present epoch, with the settings that are in force; `snapshots` are those that were taken over the
    control API.
    """

    def __init__(self, settings: Settings, registry: MockRegistry, name: str = "") -> None:
        self.settings = settings
        self._registry = registry
        self._name = name
        self.snapshots = Snapshots(lambda: self.runtime.settings.message_memory)
        self.runtime = build_runtime(settings, 1, registry.shared)
        registry.add(name, self)

    def __repr__(self) -> str:
        try:
            where = self.url
        except NothingListens:
            where = "not listening"
        return f"<{type(self).__name__} {where} release={self.runtime.settings.release}, {self.state.counted}>"

    def reset(self, *, settings: Settings | None = None, **options: Any) -> int:
        """Go back to the state the mock was started with, or to that of `settings`; the number of the new epoch.

        `options` are set on top of that, until the next reset.
        """
        refuse_listening(options, "the listeners stay as they were started")
        seed = settings or self.settings
        return self._begin(change_settings(seed, **options) if options else seed, lambda _: None)

    def load(self, settings: Settings) -> int:
        """Begin anew with `settings`, and go back to them at each reset; the number of the new epoch."""
        epoch = self.reset(settings=settings)
        self.settings = settings
        return epoch

    def change(self, **options: Any) -> int:
        """Go on with some options changed, and with all that is stored and captured; the number of the new epoch.

        Tokens that were issued so far are good no more. The next `reset` undoes it.
        """
        refuse_listening(options, "the listeners stay as they were started")
        return self._begin(change_settings(self.runtime.settings, **options), State.snapshot)

    def snapshot(self) -> Snapshot:
        """All that is stored and captured at this moment, for `restore`; there is nothing to be read in it."""
        return self.runtime.state.snapshot()

    def restore(self, snapshot: Snapshot) -> int:
        """Go back to what `snapshot` holds, under the settings of now; the number of the new epoch."""
        if not isinstance(snapshot, Snapshot):
            raise TypeError(f"restore takes what snapshot() gave, not {type(snapshot).__name__}")
        return self._begin(self.runtime.settings, lambda _: snapshot)

    @property
    def state(self) -> State:
        """All that changed since the last reset."""
        return self.runtime.state

    @property
    def url(self) -> str:
        """The API over http, with its base path: `http://127.0.0.1:PORT/KeyfactorAPI`."""
        return f"{self._origin('http')}{self._base_path}"

    @property
    def https_url(self) -> str:
        """The API over https, with its base path; `ca_file` vouches for it."""
        return f"{self._origin('https')}{self._base_path}"

    @property
    def control_url(self) -> str:
        """The control API: `http://127.0.0.1:PORT/mockkf`."""
        return f"{self._origin('http')}{routing.prefix(self._name)}/mockkf"

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
        """The certificate of the CA that vouches for every name this mock answers to."""
        return self._registry.shared.certificates.ca_pem

    @property
    def ca_file(self) -> str:
        """The same in a file, which lasts until `stop`."""
        self._registry.ports()
        return str(self._registry.shared.certificates.ca_file)

    @property
    def relay(self) -> Ports:
        """The mail server's host and ports, for clients that come by themselves."""
        return self._registry.ports()

    @property
    def mailbox(self) -> Mailbox:
        """The captured mail."""
        return Mailbox(lambda: self.runtime.state)

    @property
    def journal(self) -> Journal:
        """The calls of the API since the last reset, oldest first."""
        return Journal(lambda: self.runtime.state, self._is_path)

    @property
    def traces(self) -> Traces:
        """The trace of each call of the API: its steps, the faults that fired, the mail it sent."""
        return Traces(lambda: self.runtime.state)

    @property
    def vaults(self) -> Vaults:
        """The secrets that the PAM providers hold."""
        return Vaults(lambda: self.runtime.state)

    @property
    def clock(self) -> Clock:
        """The mock's own time, for tokens and all that is received: `clock.advance("2h")` moves it until the reset."""
        return self.runtime.state.clock

    @property
    def faults(self) -> Faults:
        """What is to go wrong, where, how and when."""
        return Faults(lambda: self.runtime.state.faults)

    @property
    def idp(self) -> IdentityProvider:
        """The identity provider: what was asked of it, and how it may fail."""
        return IdentityProvider(
            lambda: self.runtime.state, lambda: f"{self._origin('https')}{routing.prefix(self._name)}"
        )

    def verify(self) -> None:
        """Nothing, if every request since the last reset found a route and every fault fired; else `AssertionError`.

        A request that is refused (400, 401, 403, or 404 for an id) found its route: it is no mistake of the address.
        Faults of the scenario the mock was started with may stay unused.
        """
        runtime = self.runtime
        kept = len(self.settings.faults) if runtime.settings.faults == self.settings.faults else 0
        verify(runtime.state.calls, (fault for fault in runtime.state.faults.all if fault.id > kept))

    def environ(self) -> dict[str, str]:
        """The environment variables by which real clients find and trust this mock."""
        user, password = self.credentials
        domain, _, name = user.rpartition("\\")
        client, secret = self.client_credentials
        return {
            "KEYFACTOR_HOSTNAME": self._origin("https").removeprefix("https://"),
            "KEYFACTOR_API_PATH": self._base_path.strip("/"),
            "KEYFACTOR_USERNAME": name,
            "KEYFACTOR_PASSWORD": password,
            "KEYFACTOR_DOMAIN": domain,
            "KEYFACTOR_AUTH_TOKEN_URL": self.idp.token_url,
            "KEYFACTOR_AUTH_CLIENT_ID": client,
            "KEYFACTOR_AUTH_CLIENT_SECRET": secret,
            "KEYFACTOR_CA_CERT": self.ca_file,
            "REQUESTS_CA_BUNDLE": self.ca_file,
            "SSL_CERT_FILE": self.ca_file,
            "NO_PROXY": "127.0.0.1,localhost,::1",
        }

    @property
    def _base_path(self) -> str:
        return routing.prefix(self._name) + self.runtime.settings.base_paths[0]

    def _origin(self, scheme: str) -> str:
        self._insist_on_being_there()
        host, port = self._registry.shared.web(scheme)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    def _is_path(self, wanted: str, actual: str) -> bool:
        """Whether a call went to `wanted`, which is given with or without a base path."""
        return routing.is_same(wanted, actual, self.runtime.settings.base_paths, self._name)

    def _insist_on_being_there(self) -> None:
        if self._registry.mocks.get(self._name) is not self:
            raise NothingListens(f"the sandbox '{self._name}' was removed; what it captured can still be read")

    def _begin(self, settings: Settings, kept: Callable[[State], Snapshot | None]) -> int:
        """A new epoch with `settings`, which begins with what is `kept` of the old one if that is anything."""
        with self._registry.lock:
            self._insist_on_being_there()
            old = self.runtime
            new = build_runtime(settings, old.state.epoch + 1, self._registry.shared)
            old.state.retire(new.state)
            snapshot = kept(old.state)
            if snapshot is not None:
                new.state.take(snapshot)
            self.runtime = new
            self._registry.set_runtime(self._name, new)
        self._registry.let_go(old)
        del old
        return new.state.epoch


def refuse_listening(options: Mapping[str, Any], because: str) -> None:
    """Nothing, if none of `options` says where to listen; else `ConfigurationError` with the reason."""
    for name in options:
        if name in LISTENING:
            raise ConfigurationError(f"cannot change {name}: {because}", option=name)
