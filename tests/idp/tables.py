"""Write the tables of docs/oauth.md: what each dialect refuses, in which words, and how certain that is."""

from collections.abc import Iterator
from pathlib import Path

from mockkf.idp import Dialect
from mockkf.idp.error_answer import WHAT

PAGE = Path(__file__).parents[2] / "docs" / "oauth.md"
HEADING = "\n## What each dialect refuses\n"

TOP = """
A dialect refuses the requests of the first rows whoever asks: `idp_accept` names those that this identity provider
accepts, because the tenant is set up so, or because mockkf assumed too much. The rows with a client are for declared
clients and for `play`. Names in braces are replaced. The rows are in the order of the checks.

*documented*: a page or the source of the provider says it. *recorded*: somebody published the answer of a real one.
*assumed*: mockkf chose it, from what is named. None of these was compared with a live provider by this project.

`rate_limited`, `server_error` and `invalid_request` of `play` are assumed in every dialect.
"""

DECLARED = (
    "unknown_client",
    "wrong_secret",
    "expired_secret",
    "unauthorized_client",
    "invalid_scope",
    "invalid_target",
)
WITHOUT_TARGET = ("keycloak", "okta")
"""The dialects that read no audience from a request."""


def rendered() -> str:
    """The part of the page from `HEADING` on."""
    return "\n".join([HEADING.rstrip("\n"), TOP.rstrip("\n"), *(_section(name) for name in Dialect.names())]) + "\n"


def page() -> str:
    """The whole page."""
    return PAGE.read_text("utf-8").partition(HEADING)[0] + rendered()


def _section(name: str) -> str:
    rows = ["| request | name | answer | words | grade | seen |", "|---|---|---|---|---|---|", *_rows(name)]
    return "\n".join(["", f"### `{name}`", "", *rows])


def _rows(name: str) -> Iterator[str]:
    dialect = Dialect.named(name)
    declared = [code for code in DECLARED if code != "invalid_target" or name not in WITHOUT_TARGET]
    for code in ("method", *dialect.rules, *declared):
        answer = dialect.error(code)
        words = f"`{answer.text}`" if answer.text else ""
        error = f"`{answer.status} {answer.error}`"
        yield f"| {WHAT[code]} | `{code}` | {error} | {words} | {answer.grade} | {answer.source} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
