"""Whether the clients that this shell starts trust the certificates of the mock."""

import re
from collections.abc import Iterator
from pathlib import Path

from mockkf.cli.checks.check import Check, Finding, Surroundings, ok, problem
from mockkf.model import counted

FILES = ("KEYFACTOR_CA_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
"""The variables that name a file with certificates, which a client trusts."""

CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


class Trust(Check):
    """The variables with a file of certificates."""

    order = 3
    title = "trust"

    def findings(self, there: Surroundings) -> Iterator[Finding]:
        """Yield a finding for each variable that is set here, or that `mockkf env` would set."""
        wanted = {name: value for name, value in there.variables.items() if name in FILES or value.endswith(".pem")}
        names = dict.fromkeys((*wanted, *(name for name in FILES if there.environ.get(name))))
        ca = there.addresses.get("ca_file")
        for name in names:
            advice = there.sets_them if name in wanted else f"export {name}={ca}"
            yield _finding(name, there.environ.get(name, ""), _certificates(there.ca_pem), advice)
        if not names:
            yield ok("no variable names a file of certificates; `mockkf env` sets them for a running mock")


def _finding(name: str, path: str, ours: set[str], advice: str) -> Finding:
    """Return whether the file at `path` has the certificates `ours`, which are none if no mock answers."""
    if not path:
        return problem(f"{name} is not set: clients that read it do not trust the mock over https", advice)
    try:
        found = _certificates(Path(path).read_text("ascii", "replace"))
    except (OSError, ValueError):
        return problem(f"{name} names {path}, which cannot be read: https fails", f"unset {name}")
    if not ours:
        return ok(f"{name} names {path}, with {counted(len(found), 'certificate')}")
    if not ours <= found:
        return problem(f"{name} names {path}, which does not have the certificate of the mock", advice)
    return ok(f"{name} names {path}, which has the certificate of the mock")


def _certificates(text: str) -> set[str]:
    return {"".join(body.split()) for body in CERTIFICATE.findall(text)}
