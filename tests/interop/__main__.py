"""`python -m tests.interop [PEER…]`: try every peer, or those with one of these words in their row."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from tests.interop import peers
from tests.interop.peer import Peer
from tests.interop.workplace import Failed, Skipped, Workplace

ROOT = Path(__file__).parents[2] / ".interop"


def known() -> list[Peer]:
    """Return every peer in `peers/`, by name."""
    for module in pkgutil.iter_modules(peers.__path__, f"{peers.__name__}."):
        importlib.import_module(module.name)
    return [peer() for peer in sorted(Peer.known, key=lambda peer: peer.name)]


@dataclass(frozen=True)
class Trial:
    """What was done, or why it was not, and what is worth to know besides."""

    result: str
    has_failed: bool = False
    notes: Sequence[str] = ()


def tried(peer: Peer, subject: str, root: Path = ROOT) -> Trial:
    """Try a peer with a subject, in a folder below `root`."""
    done: list[str] = []
    try:
        for tool in peer.needs:
            tool.require()
        folder = root / "work" / f"{peer.name} {subject}".replace(" ", "-")
        workplace = Workplace(folder, root / "tools")
        done.extend(peer.steps(subject, workplace))  # keeps what was done before an error
    except Skipped as skipped:
        return Trial("; ".join((*done, f"skipped: {skipped}")))
    except Failed as failed:
        return Trial("; ".join((*done, f"FAILED: {failed}")), has_failed=True)
    return Trial(", ".join(done), notes=workplace.notes)


def main(words: Sequence[str]) -> int:
    """Print a row for each peer and subject as soon as it was tried; return 1 if something failed."""
    rows = [(peer, subject) for peer in known() for subject in peer.subjects]
    chosen = [row for row in rows if not words or any(word in f"{row[0].name} {row[1]}" for word in words)]
    if not chosen:
        print(f"no peer is called so; there are: {', '.join(peer.name for peer in known())}")
        return 2
    width = max(len(peer.name) for peer, _ in chosen)
    column = max(len(subject) for _, subject in chosen)
    print(f"{'peer':{width}}  {'against':{column}}  result", flush=True)
    status = 0
    for peer, subject in chosen:
        trial = tried(peer, subject)
        print(f"{peer.name:{width}}  {subject:{column}}  {trial.result}", flush=True)
        for note in trial.notes:
            print(indent(note, "  "))
        status |= trial.has_failed
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
