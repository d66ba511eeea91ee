"""The addresses of a remote mock, as its control API tells them, and what clients need to trust it."""

import os
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockkf.errors import MockkfWarning
from mockkf.model import Ports, child_environment, client_environment, leading_variables
from mockkf.remote.control_client import ControlClient
from mockkf.remote.trust_files import TrustFiles


class RemoteAddresses:
    """The URLs, the certificates and the credentials of the mock that `control` reaches; `stop` removes the files."""

    def __init__(self, control: ControlClient) -> None:
        self._control = control
        self._read: Mapping[str, Any] | None = None
        ca_pem = self.ca_pem  # before there is a folder to remove
        self._folder = tempfile.TemporaryDirectory(prefix="mockkf-")
        self._trust = TrustFiles(Path(self._folder.name, "ca.pem"), ca_pem)

    def stop(self) -> None:
        """Remove the local files with the CA; the mock keeps running."""
        self._folder.cleanup()

    @property
    def url(self) -> str:
        """The http URL of the API, with its base path."""
        return f"{self._control.origin}{urlsplit(self._facts['api']).path}"

    @property
    def https_url(self) -> str:
        """The https URL of the API, with its base path; `ca_file` has the CA of its certificate."""
        self._warn_of_guesses("https")
        return str(self._facts["api_https"])

    @property
    def control_url(self) -> str:
        """The URL of the control API."""
        return f"{self._control.origin}{self._control.prefix}/mockkf"

    @property
    def mailpit_url(self) -> str:
        """The URL of Mailpit's API, as its clients take it."""
        return f"{self._control.origin}{self._control.prefix}"

    @property
    def credentials(self) -> tuple[str, str]:
        """A user and a password that the API accepts."""
        said = self._facts["environ"]
        domain, name = said["KEYFACTOR_DOMAIN"], said["KEYFACTOR_USERNAME"]
        return (f"{domain}\\{name}" if domain else name), said["KEYFACTOR_PASSWORD"]

    @property
    def ca_pem(self) -> bytes:
        """The certificate of the CA that signs the certificate of every name of the mock."""
        return self._control.ask("GET", "/mockkf/ca.pem").content

    @property
    def ca_file(self) -> str:
        """The path of a local file with the CA certificate; `stop` removes it."""
        return self._trust.ca_file

    @property
    def trust_store_file(self) -> str:
        """The path of a local trust store for Java with the CA certificate; `stop` removes it."""
        return self._trust.trust_store_file

    @property
    def relay(self) -> Ports:
        """The host and ports of the mail server."""
        listeners = ("smtp", "submission", "smtps")
        self._warn_of_guesses(*listeners)
        said = [str(self._facts[name]).rpartition(":") for name in listeners]
        return Ports(said[0][0].strip("[]"), *(int(port) for _, _, port in said))

    def environ(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment variables with which real clients find and trust the mock.

        `base`, by default `os.environ`, is the environment to which they are added.
        """
        self._warn_of_guesses("https")
        base = os.environ if base is None else base
        host = urlsplit(self._facts["api_https"]).hostname or ""
        leading = leading_variables(self._facts["environ"])
        return client_environment(leading, self.ca_file, self.trust_store_file, host, base)

    def child_environ(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the complete environment for a child process whose clients shall find and trust the mock.

        It is `base`, by default `os.environ`, with `environ()`, and without the variables that would win over these.
        """
        base = os.environ if base is None else base
        return child_environment(self.environ(base), base)

    @property
    def _facts(self) -> Mapping[str, Any]:
        """The answer of `/mockkf/ready`, cached until this object changes the mock."""
        if self._read is None:
            self._read = self._control.read("/mockkf/ready")
        return self._read

    def _warn_of_guesses(self, *listeners: str) -> None:
        """Warn if the mock can only guess the public ports of some of these listeners."""
        guessed = ", ".join(name for name in listeners if name in self._facts["guessed_ports"])
        if guessed:
            sentence = (
                f"the mock behind {self._control.origin} cannot know the public ports of {guessed}; tell it: "
                'publish(ports={"https": 32769, …}), or the option public_ports'
            )
            warnings.warn(sentence, MockkfWarning, stacklevel=3)
