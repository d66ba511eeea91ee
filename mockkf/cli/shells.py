"""How each shell sets and removes environment variables."""

import re
import secrets
import shlex
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

PLAIN = re.compile(r"[\w./:,@%+=~-]*", re.ASCII)
"""A value that needs no quotes in a dotenv file."""

QUOTES = "'\u2018\u2019\u201a\u201b"
"""The characters that PowerShell takes for a single quote."""


class ShellSyntax(ABC):
    """A syntax; every subclass with a `name` is known. `can_unset` is whether it can remove a variable."""

    name: ClassVar[str] = ""
    can_unset: ClassVar[bool] = True
    known: ClassVar[dict[str, "ShellSyntax"]] = {}

    def __init_subclass__(cls) -> None:
        ShellSyntax.known[cls.name] = cls()

    def lines(self, variables: Mapping[str, str], unset: Iterable[str] = ()) -> Iterator[str]:
        """Yield the lines that remove the variables `unset`, if the syntax can, and set `variables`."""
        if self.can_unset:
            yield from map(self.removes, unset)
        for name, value in variables.items():
            yield self.sets(name, value)

    @abstractmethod
    def sets(self, name: str, value: str) -> str:
        """Return the line that sets a variable."""

    def removes(self, name: str) -> str:
        """Return the line that removes a variable."""
        raise NotImplementedError(f"{self.name} cannot remove {name}")


class Posix(ShellSyntax):
    """sh, bash, zsh, dash."""

    name = "sh"

    def sets(self, name: str, value: str) -> str:
        """Return `export NAME=VALUE`."""
        return f"export {name}={shlex.quote(value)}"

    def removes(self, name: str) -> str:
        """Return `unset NAME`."""
        return f"unset {name}"


class Fish(ShellSyntax):
    """fish: in single quotes it reads only two escapes."""

    name = "fish"

    def sets(self, name: str, value: str) -> str:
        """Return `set -gx NAME VALUE`."""
        quoted = value.replace("\\", r"\\").replace("'", r"\'")
        return f"set -gx {name} '{quoted}'"

    def removes(self, name: str) -> str:
        """Return `set -e NAME`."""
        return f"set -e {name}"


class PowerShell(ShellSyntax):
    """PowerShell: in single quotes, a quote is written twice."""

    name = "powershell"

    def sets(self, name: str, value: str) -> str:
        """Return `$env:NAME = VALUE`."""
        quoted = re.sub(f"([{QUOTES}])", r"\1\1", value)
        return f"$env:{name} = '{quoted}'"

    def removes(self, name: str) -> str:
        """Return `Remove-Item Env:NAME`, without an error if it is not set."""
        return f"Remove-Item Env:{name} -ErrorAction SilentlyContinue"


class Dotenv(ShellSyntax):
    """A file of `NAME=VALUE`, as docker compose, dotenv for Node.js and python-dotenv read it."""

    name = "dotenv"
    can_unset = False

    def sets(self, name: str, value: str) -> str:
        """Return `NAME=VALUE`, with quotes only if they are needed."""
        if PLAIN.fullmatch(value):
            return f"{name}={value}"
        if not re.search(r"['\\\r\n]", value):
            return f"{name}='{value}'"
        escaped = re.sub(r'(["\\$`])', r"\\\1", value).replace("\n", r"\n").replace("\r", r"\r")
        return f'{name}="{escaped}"'


class GitHub(ShellSyntax):
    """The file `$GITHUB_ENV` of GitHub Actions, which sets variables for the later steps of a job."""

    name = "github"
    can_unset = False

    def sets(self, name: str, value: str) -> str:
        """Return `NAME=VALUE`; several lines stand between two marks that nobody can guess."""
        if "\n" not in value and "\r" not in value:
            return f"{name}={value}"
        mark = f"mockkf-{secrets.token_hex(8)}"
        return f"{name}<<{mark}\n{value}\n{mark}"
