"""Whether a proxy of this shell comes between a client and the mock."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from mockkf.cli.checks.check import Check, Finding, Surroundings, ok, problem

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")

LOCAL = ("127.0.0.1", "localhost")


class Proxies(Check):
    """The variables that send calls through a proxy; their values may have a password and are not shown."""

    order = 4
    title = "proxies"

    def findings(self, there: Surroundings) -> Iterator[Finding]:
        """Yield whether the calls to the mock go around the proxies of this shell."""
        spellings = (spelling for name in PROXIES for spelling in (name, name.lower()))
        found = [name for name in spellings if there.environ.get(name)]
        if not found:
            yield ok("no variable names a proxy")
            return
        excepted = there.environ.get("no_proxy") or there.environ.get("NO_PROXY", "")
        hosts = dict.fromkeys((*LOCAL, urlsplit(there.url).hostname or ""))
        caught = [host for host in hosts if host and not _is_excepted(host, excepted)]
        names = " and ".join(found)
        if caught:
            advice = f"export NO_PROXY={','.join((*filter(None, (excepted,)), *caught))}"
            yield problem(f"{names} may send calls to {' and '.join(caught)} through a proxy", advice)
        else:
            yield ok(f"NO_PROXY has the hosts of the mock, so that {names} does not matter")


def _is_excepted(host: str, excepted: str) -> bool:
    """Return whether `NO_PROXY` has a host or a domain around it; `*` stands for every host."""
    names = [name.strip().lower().lstrip(".") for name in excepted.split(",")]
    return any(name and (name in ("*", host) or host.endswith(f".{name}")) for name in names)
