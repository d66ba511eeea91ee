"""The environment variables of mockkf: one for each option, and a few more. A misspelt one is an error."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import fields

from mockkf.config.options import LONGEST_NAME, MOST_NAMED, Problems
from mockkf.config.settings import OPTIONS, Settings

PREFIX = "MOCKKF_"


def variable(option: str) -> str:
    """Return the variable of an option: `MOCKKF_HTTP_PORT` for `http_port`."""
    return PREFIX + option.upper()


OTHERS: Mapping[str, str] = {
    "MOCKKF_SCENARIO": "the TOML file with the state at the start: `MockKeyfactor`, `mockkf serve`, pytest",
    "MOCKKF_URL": "the URL of a running mock: the commands that use one, pytest",
    "MOCKKF_READY_FILE": "the ready file: `mockkf serve` writes it, the commands that use a running mock read it",
    "MOCKKF_VERIFY": "whether a test fails if one of its faults never fired, as `mockkf_verify`: pytest",
    "MOCKKF_CALIBRATE_PASSWORD": "the password of the user: `mockkf calibrate`",
    "MOCKKF_CALIBRATE_TOKEN": "the bearer token, instead of a password: `mockkf calibrate`",
    "MOCKKF_CALIBRATE_CLIENT_SECRET": "the secret of the client, instead of a password: `mockkf calibrate`",
    "MOCKKF_CALIBRATE_RELAY_SECRET": "the secret of the stored profile, to put it back: `mockkf calibrate`",
}
"""Each variable that is not an option, with what it is for and who reads it. A new command adds its variables here."""

VARIABLES = (*map(variable, OPTIONS), *OTHERS)
"""The names of all variables."""

_CONTENTS = {known.name for known in fields(Settings)} - {*OPTIONS}

_OF_A_SERVICE = re.compile(r".*_SERVICE_(HOST|PORT(_\w+)?)|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?")
"""The names that Kubernetes and Docker give to the addresses of a service, here of one whose name is mockkf."""

_ADDRESS = re.compile(r"(tcp|udp|sctp)://.*")
"""The value that they give to the variable `…_PORT` of a service."""


def check_variables(environ: Mapping[str, str]) -> None:
    """Raise `ConfigurationError` if the name of a variable begins with `MOCKKF_`, in any case, and none has that name.

    The error names the nearest variable. Variables that Kubernetes or Docker set for a service named mockkf are none
    of the user's mistakes.

    >>> check_variables({"MOCKKF_RELEASE": "24.4", "MOCKKF_PORT": "tcp://10.0.0.7:80"})
    """
    unknown = [
        name
        for name, value in environ.items()
        if name.upper().startswith(PREFIX) and name not in VARIABLES and not _is_of_a_service(name, value)
    ]
    problems = Problems(map(_mistake, unknown[:MOST_NAMED]))
    problems += [f"{len(unknown) - MOST_NAMED} more"] if len(unknown) > MOST_NAMED else []
    problems.tell()


def _is_of_a_service(name: str, value: str) -> bool:
    return bool(_OF_A_SERVICE.fullmatch(name) or _ADDRESS.fullmatch(value))


def _mistake(name: str) -> str:
    told = f"no variable {name[:LONGEST_NAME]}; "
    rest = name.upper().removeprefix(PREFIX)
    if rest.lower() in _CONTENTS:
        return f"{told}{rest.lower()} is set in Python or in a scenario file, which MOCKKF_SCENARIO names"
    names = [known.removeprefix(PREFIX) for known in VARIABLES]  # the prefix would make all names alike
    near = [known for known in names if rest in known.split("_")] or difflib.get_close_matches(rest, names, 1)
    nearest = " or ".join(PREFIX + known for known in near)
    return told + (f"did you mean {nearest}?" if near else f"there are: {', '.join(VARIABLES)}")
