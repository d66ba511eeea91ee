"""`python -m tests.interop [PEER…]`: try every peer, or those whose name has one of these words, and print a table."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from tests.interop import peers
from tests.interop.peer import Peer
from tests.interop.workplace import Failed, Skipped, Workplace

ROOT = Path(__file__).parents[2] / ".interop"


def known() -> list[Peer]:
    """Return every peer in `peers/`, by name."""
    for module in pkgutil.iter_modules(peers.__path__, f"{peers.__name__}."):
        importlib.import_module(module.name)
    return [peer() for peer in sorted(Peer.known, key=lambda peer: peer.name)]


def tried(peer: Peer, subject: str, root: Path = ROOT) -> tuple[str, bool]:
    """Return what was done below `root`, or why it was not, and whether something failed."""
    done: list[str] = []
    try:
        for tool in peer.needs:
            tool.require()
        folder = root / "work" / f"{peer.name} {subject}".replace(" ", "-")
        done.extend(peer.steps(subject, Workplace(folder, root / "tools")))  # keeps what was done before an error
    except Skipped as skipped:
        return "; ".join((*done, f"skipped: {skipped}")), False
    except Failed as failed:
        return "; ".join((*done, f"FAILED: {failed}")), True
    return ", ".join(done), False


def main(words: Sequence[str]) -> int:
    """Print a row for each peer and subject as soon as it was tried; return 1 if something failed."""
    chosen = [peer for peer in known() if not words or any(word in peer.name for word in words)]
    if not chosen:
        print(f"no peer is called so; there are: {', '.join(peer.name for peer in known())}")
        return 2
    width = max(len(peer.name) for peer in chosen)
    column = max(map(len, chain.from_iterable(peer.subjects for peer in chosen)))
    print(f"{'peer':{width}}  {'against':{column}}  result", flush=True)
    status = 0
    for peer in chosen:
        for subject in peer.subjects:
            result, has_failed = tried(peer, subject)
            print(f"{peer.name:{width}}  {subject:{column}}  {result}", flush=True)
            status |= has_failed
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
