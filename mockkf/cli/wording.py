"""The errors of a running mock in the words of the command line: commands instead of calls of the control API."""

import re
from collections.abc import Mapping

CALLS: Mapping[str, str] = {
    "GET /mockkf/messages": "mockkf messages",
    "GET /mockkf/faults": "mockkf fault list",
    "POST /mockkf/faults": "mockkf fault add",
    "GET /mockkf/faults/steps": "mockkf fault steps",
    "GET /mockkf/sandboxes": "mockkf sandbox list",
    "POST /mockkf/reset": "mockkf reset",
    "GET /mockkf/traces": "mockkf trace",
}
"""The command that makes each call of the control API."""

CALL = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) /mockkf[/\w{}]*")

OF_THE_BODY = re.compile(r"^the body:? |; example: \{.*\}$")
"""What a sentence says about the JSON that the user of a command does not write."""


def in_commands(said: str, switches: Mapping[str, str] | None = None) -> str:
    """Return the sentence of a control answer in the words of the command line.

    Each call becomes its command; a clause with a call that no command makes is left out. `switches` has the switch for
    each parameter with which a sentence can begin.

    >>> in_commands("there is no message 7; GET /mockkf/messages lists the captured messages")
    'there is no message 7; `mockkf messages` lists the captured messages'
    >>> in_commands("wait must be a duration such as 5s", {"wait": "--timeout"})
    '--timeout must be a duration such as 5s'
    """
    clauses = (CALL.sub(_command, clause) for clause in OF_THE_BODY.sub("", said).split("; "))
    told = "; ".join(clause for clause in clauses if "/mockkf" not in clause) or said
    first, space, rest = told.partition(" ")
    return f"{(switches or {}).get(first, first)}{space}{rest}"


def _command(call: re.Match[str]) -> str:
    command = CALLS.get(call[0])
    return f"`{command}`" if command else call[0]
