"""A mock that runs elsewhere, with the face of `MockKeyfactor` as far as its control API carries."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast
from urllib.parse import urlsplit

from mockkf import paths
from mockkf.calls import Journal
from mockkf.errors import ConfigurationError, OutOfReach
from mockkf.journal import unexpected
from mockkf.mailbox import Mailbox
from mockkf.remote_state import Control, RemoteState
from mockkf.server import Ports
from mockkf.settings import LISTENING, TAKES, Settings, in_words

if TYPE_CHECKING:
    from mockkf.state import State

TRUSTED_BY = ("KEYFACTOR_CA_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""The variables that name the file of the CA."""


class RemoteKeyfactor:
    """The mock at `url`, the address of its API or control API over http: `http://127.0.0.1:8480`.

    It is reached at the host of `url`, at the ports it was started with.
    """

    def __init__(self, url: str) -> None:
        self._control = Control(url)
        self._facts: Mapping[str, Any] = self._control.read("/mockkf/ready")
        self.state = RemoteState(self._control)
        self._folder = tempfile.TemporaryDirectory(prefix="mockkf-")
        self._ca = Path(self._folder.name, "ca.pem")
        self._ca.write_bytes(self.ca_pem)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __getattr__(self, name: str) -> NoReturn:
        there = ", ".join(known for known in (*dir(type(self)), "state") if not known.startswith("_"))
        raise OutOfReach(f"a mock that runs elsewhere has no '{name}'; it has: {there}")

    def stop(self) -> None:
        """Leave it alone: the mock goes on."""
        self._control.close()
        self._folder.cleanup()

    def reset(self, *, settings: Settings | None = None) -> int:
        """Let it go back to the state it was started with; the number of the new epoch."""
        if settings is not None:
            raise OutOfReach("a mock that runs elsewhere keeps the settings it was started with")
        return int(self._control.ask("POST", "/mockkf/reset").json()["epoch"])

    def demand(self, options: Mapping[str, Any]) -> None:
        """Nothing, if it was started with these options; else `ConfigurationError` names the first that differs."""
        there = self._facts["options"]
        for name, value in options.items():
            if name in LISTENING:
                continue
            wanted = in_words(TAKES[name](name, value)) if name in there else None
            if wanted is None or wanted != there[name]:
                has = f"it was started with {there[name]}" if name in there else "it keeps what it was started with"
                raise ConfigurationError(f"the mock at {self._control.origin} cannot change {name}; {has}")

    @property
    def url(self) -> str:
        """The API over http, with its base path."""
        return f"{self._control.origin}{urlsplit(self._facts['api']).path}"

    @property
    def https_url(self) -> str:
        """The API over https, with its base path; `ca_file` vouches for it."""
        there = urlsplit(self._facts["api_https"])
        return f"https://{self._host}:{there.port}{there.path}"

    @property
    def control_url(self) -> str:
        """The control API."""
        return f"{self._control.origin}/mockkf"

    @property
    def credentials(self) -> tuple[str, str]:
        """A user and a password that the API accepts."""
        said = self._facts["environ"]
        domain, name = said["KEYFACTOR_DOMAIN"], said["KEYFACTOR_USERNAME"]
        return (f"{domain}\\{name}" if domain else name), said["KEYFACTOR_PASSWORD"]

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the CA that vouches for every name the mock answers to."""
        return self._control.ask("GET", "/mockkf/ca.pem").content

    @property
    def ca_file(self) -> str:
        """The same in a file here, which lasts until `stop`."""
        return str(self._ca)

    @property
    def relay(self) -> Ports:
        """The mail server's host and ports."""
        ports = (int(self._facts[name].rpartition(":")[2]) for name in ("smtp", "submission", "smtps"))
        return Ports(self._control.host, *ports)

    @property
    def mailbox(self) -> Mailbox:
        """The captured mail."""
        return Mailbox(lambda: cast("State", self.state))  # all that a mailbox reads of one

    @property
    def journal(self) -> Journal:
        """The calls of the API since the last reset, oldest first."""
        return Journal(lambda: cast("State", self.state), self._is_path)

    def verify(self) -> None:
        """Nothing, if every request since the last reset found a route; `AssertionError` names those that did not."""
        lost = unexpected(self.state.exchanges)
        if lost:
            raise AssertionError(lost)

    def environ(self) -> dict[str, str]:
        """The environment variables by which real clients find and trust it."""
        found = {name: str(value) for name, value in self._facts["environ"].items()}
        port = urlsplit(self._facts["api_https"]).port
        return {
            **found,
            **dict.fromkeys(TRUSTED_BY, self.ca_file),
            "KEYFACTOR_HOSTNAME": f"{self._host}:{port}",
            "NO_PROXY": ",".join(dict.fromkeys([*found["NO_PROXY"].split(","), self._control.host])),
        }

    def _is_path(self, wanted: str, actual: str) -> bool:
        """Whether a call went to `wanted`, which is given with or without a base path."""
        bases = self._facts["options"]["base_paths"].split(",")
        return paths.inside(actual, bases) in {paths.inside(wanted, bases), paths.inside(wanted, [""])}

    @property
    def _host(self) -> str:
        """The host as it is written in URLs."""
        host = self._control.host
        return f"[{host}]" if ":" in host else host
