"""The rules about deviations: requests that the documents do not allow, but real clients send."""

from mockkf.command.contract.rule import Rule
from mockkf.command.contract.source import ASSUMED
from mockkf.model import DEVIATIONS

OUTCOMES = {"off": "accepted", "warn": "accepted with a warning", "error": "refused with 400"}
"""What happens to a request at each level."""

RULES = tuple(
    Rule(
        f"deviation-{name}",
        name,
        f"{usage.when}: {OUTCOMES[usage.usual or 'warn']}",
        ASSUMED,
        usage.source,
        switch="strict",
    )
    for name, usage in DEVIATIONS.items()
)
