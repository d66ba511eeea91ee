"""Libraries that freeze time, forbid sockets, replace clients or fork, in the same process as the mock."""

from tests.soak.outcome import Outcome, Scale
from tests.soak.pytest_runs import passed

ITEM = 6
TITLE = "time and other libraries"

TESTS = ("tests/state/test_clock.py", "tests/pytest_plugin/test_other_libraries.py")


def attack(scale: Scale) -> Outcome:
    """Run the tests of the clock, and those with these libraries, of which each has a pytest run of its own."""
    number = passed(TESTS, scale)
    return Outcome(f"{number} tests", "all passed" if number else "run at a larger scale")
