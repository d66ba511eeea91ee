"""The tests of the plugin and of the mailbox, again and again, each time in an order of its own."""

from time import perf_counter

from tests.soak.outcome import Outcome, Scale
from tests.soak.pytest_runs import passed

ITEM = 11
TITLE = "tests in random order"

TESTS = ("tests/pytest_plugin", "tests/remote", "tests/testing/test_mailbox.py")


def attack(scale: Scale) -> Outcome:
    """Run them in as many orders."""
    orders, began = scale.of(10), perf_counter()
    ran = sum(passed((*TESTS, f"--randomly-seed={seed}"), scale) for seed in range(1, orders + 1))
    took = f"{ran:,} passed, {perf_counter() - began:.0f} s"
    return Outcome(f"{orders} orders", took if ran else "run at a larger scale")
