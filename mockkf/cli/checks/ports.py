"""Whether `mockkf serve` can open its ports, or who has them."""

import re
from collections.abc import Iterator
from errno import EADDRINUSE

from mockkf.cli.checks.check import Check, Finding, Surroundings, ok, problem
from mockkf.cli.switches import switch
from mockkf.errors import ConfigurationError
from mockkf.scenario import load_settings
from mockkf.unpatched import listen

PORT = re.compile(r":([0-9]+)(?:/|$)")

ADDRESSES = ("api", "api_https", "mailpit", "smtp", "submission", "smtps")
"""The addresses of a mock that have its ports."""


class FreePorts(Check):
    """The ports that `mockkf serve` opens in this shell."""

    order = 1
    title = "ports"

    def findings(self, there: Surroundings) -> Iterator[Finding]:
        """Yield a finding for each port."""
        from mockkf.cli.serve import SERVED

        try:
            settings = load_settings(there.environ, None, SERVED)
        except ConfigurationError:  # the check of the options tells which one
            settings = load_settings({}, None, SERVED)
        mine = {int(port) for name in ADDRESSES for port in PORT.findall(there.addresses.get(name, ""))}
        for name in SERVED:
            yield _finding(settings.host, getattr(settings, name), switch(name), mine)


def _finding(host: str, port: int, option: str, mine: set[int]) -> Finding:
    from mockkf.server import taken

    if port in mine:
        return ok(f"port {port} ({option}): the running mock has it")
    try:
        listen(host, port).close()
    except OSError as error:
        free = f"use {option} 0 for a free port"
        if error.errno == EADDRINUSE:
            return problem(f"port {port} ({option}) is in use{taken(port)}", f"stop it, or {free}")
        return problem(f"port {port} ({option}) cannot be opened: {error.strerror}", f"choose another, or {free}")
    return ok(f"port {port} ({option}) is free" if port else f"{option} 0 takes a free port")
