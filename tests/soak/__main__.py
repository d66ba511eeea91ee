"""Print the scoreboard: `python -m tests.soak --scale 0.01 recipients`."""

import argparse
import faulthandler
import os
import sys

from tests.soak.board import known, play
from tests.soak.outcome import Scale

HUNG = 3_600
"""The seconds after which a run at the full scale counts as hung: every thread is printed, and the process ends."""


def main() -> int:
    """Return 1 if an attack succeeded against the mock."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    usual = float(os.environ.get("SOAK_SCALE", "1"))
    parser.add_argument("--scale", type=float, default=usual, help="the size of all attacks; 1 is the full size")
    parser.add_argument("names", nargs="*", choices=[*(attack.name for attack in known()), []], help="only these")
    given = parser.parse_args()
    faulthandler.dump_traceback_later(HUNG, exit=True)
    return 0 if play(Scale(given.scale), tuple(given.names)) else 1


if __name__ == "__main__":
    sys.exit(main())
