"""The variables of this shell that change what a mock or its clients do."""

from collections.abc import Iterator

from mockkf.cli.checks.check import Check, Finding, Surroundings, ok, problem
from mockkf.config import CONFIDENTIAL, OPTIONS
from mockkf.errors import ConfigurationError
from mockkf.scenario import load_settings

PREFIX = "MOCKKF_"


class Variables(Check):
    """The options in the environment, which go before a scenario file, and the variables of the clients."""

    order = 5
    title = "variables"

    def findings(self, there: Surroundings) -> Iterator[Finding]:
        """Yield a finding for each option that is set, and for each variable of a client that names another server."""
        options = [name for name in OPTIONS if f"{PREFIX}{name.upper()}" in there.environ]
        yield from (_option(name, there.environ[f"{PREFIX}{name.upper()}"]) for name in options)
        if not options:
            yield ok("no variable sets an option of a mock")
        for name, value in there.variables.items():
            present = there.environ.get(name)
            if name.startswith("KEYFACTOR_") and present is not None and present != value:
                yield problem(f"{name} has another value than that of the mock", there.sets_them)


def _option(name: str, value: str) -> Finding:
    variable = f"{PREFIX}{name.upper()}"
    try:
        load_settings({variable: value})
    except ConfigurationError as error:
        return problem(str(error), f"unset {variable}, or correct it")
    shown = "" if name in CONFIDENTIAL else f"={value}"
    return ok(f"{variable}{shown} is set: it goes before a scenario file and pytest's ini file")
