"""The base of the commands that set variables for clients of a running mock: `mockkf env` and `mockkf run`."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from mockkf.cli.output import say
from mockkf.cli.ready_file import facts
from mockkf.cli.running_mock import MockCommand
from mockkf.errors import ConfigurationError
from mockkf.model import client_environment, leading_variables, winners

if TYPE_CHECKING:
    from mockkf.remote import ControlClient

OPTION = "ca_file"

GO_CONFIG = (".keyfactor", "command_config.json")
"""A file in the home folder; Keyfactor's clients in Go prefer its host to that of the environment."""


class ClientCommand(MockCommand):
    """A command for the clients of a running mock, with the option that says where their CA is kept."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        about = (
            "Keep the CA of a mock on another machine in this file (default: in the configuration folder of mockkf)."
        )
        self.params.append(click.Option(["--ca-file"], type=click.Path(path_type=Path), help=about))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        ready_file = None if ctx.params["url"] else ctx.params["ready_file"]
        ctx.meta[OPTION] = ctx.params.pop(OPTION)
        ctx.meta["ready_file"] = ready_file
        return super().invoke(ctx)


def client_variables(ctx: click.Context) -> dict[str, str]:
    """Return the variables for clients of the chosen mock, added to those of this process."""
    control: ControlClient = ctx.obj
    path = ctx.meta["ready_file"]
    return variables_of(facts(path) if path else control.read("/mockkf/ready"), control, ctx.meta[OPTION])


def variables_of(found: Mapping[str, Any], control: "ControlClient", ca_file: Path | None = None) -> dict[str, str]:
    """Return the variables for clients of the mock with these addresses, added to those of this process."""
    trusted = _trust(found, control, ca_file)
    host = urlsplit(found["api_https"]).hostname or ""
    return client_environment(leading_variables(found["environ"]), *trusted, host, os.environ)


def tell_winners() -> None:
    """Say on stderr what wins over the variables of a mock and is not changed."""
    for sentence in (*winners(os.environ), *_files()):
        say(f"mockkf: {sentence}", err=True)


def _trust(found: Mapping[str, Any], control: "ControlClient", wanted: Path | None) -> tuple[str, str]:
    """Return the paths of the CA and of the trust store: those of the mock on this machine, else copies."""
    own = str(found["ca_file"]), str(found["trust_store_file"])
    if wanted is None and all(map(os.path.isfile, own)):
        return own
    from mockkf.remote import TrustFiles

    path = wanted or Path(click.get_app_dir("mockkf"), "ca", f"{_file_name(control.origin)}.pem")
    files = TrustFiles(path.absolute(), control.ask("GET", "/mockkf/ca.pem").content)
    try:
        return files.ca_file, files.trust_store_file
    except OSError as error:
        sentence = f"cannot write {path}: {error.strerror}; name a file that can be written"
        raise ConfigurationError(sentence, option=OPTION) from error


def _file_name(origin: str) -> str:
    return re.sub(r"[^\w.-]+", "-", urlsplit(origin).netloc).strip("-")


def _files() -> Iterator[str]:
    if Path.home().joinpath(*GO_CONFIG).exists():
        path = "/".join(("~", *GO_CONFIG))
        yield f"{path} wins over KEYFACTOR_HOSTNAME in Keyfactor's clients in Go; move it away for the test"
