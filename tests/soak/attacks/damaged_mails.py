"""Damaged mails: every one is read, and the reader never fails."""

from hypothesis import HealthCheck, given, seed, settings

from tests.mime.mutations import mutated_mails, random_mails, read_in_time
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import cost

ITEM = 10
TITLE = "damaged mails"

AT_ONCE = 1_000
"""The maximum number of mails of one search: hypothesis keeps what it has tried until the end of a search."""


def attack(scale: Scale) -> Outcome:
    """Read mails of the corpus after mutations, and mails with random headers."""
    number = scale.of(20_000, 20)
    each = min(number // 2, AT_ONCE)
    many = settings(max_examples=each, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    with cost(most=150) as found:
        for turn in range(number // each // 2):
            for mails in (mutated_mails(), random_mails):
                seed(turn)(many(given(mails)(read_in_time)))()
    return Outcome(f"{number:,} mails", f"all read, {found}")
