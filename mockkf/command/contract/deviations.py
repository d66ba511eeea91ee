"""The rules about deviations: requests that the documents do not allow, but real clients send."""

from mockkf.command.contract.rule import ASSUMED, Rule
from mockkf.model import DEVIATIONS

RULES = tuple(
    Rule(
        f"deviation-{name}",
        name,
        f"{usage.when}: {'refused with 400' if usage.usual == 'error' else 'accepted with a warning'}",
        ASSUMED,
        usage.source,
        switch="strict",
    )
    for name, usage in DEVIATIONS.items()
)
