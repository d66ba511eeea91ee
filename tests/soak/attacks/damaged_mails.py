"""Damaged mails: every one is read, and the reader never fails."""

from hypothesis import HealthCheck, given, settings

from tests.mime.mutations import mutated_mails, random_mails, read_in_time
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import cost

ITEM = 10
TITLE = "damaged mails"


def attack(scale: Scale) -> Outcome:
    """Read mails of the corpus after mutations, and mails with random headers."""
    number = scale.of(20_000, 20)
    many = settings(max_examples=number // 2, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    with cost(most=300) as found:
        for mails in (mutated_mails(), random_mails):
            many(given(mails)(read_in_time))()
    return Outcome(f"{number:,} mails", f"all read, {found}")
