"""Who has a port: the process that listens on it, where the system tells."""

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

PROC = Path("/proc")

TABLES = ("net/tcp", "net/tcp6")

LISTENING = "0A"
"""The state of a listening socket in these tables."""

WORDS = 60
"""The maximum number of characters of a command line in an error."""

ASK: Mapping[str, str] = {
    "linux": "ss -ltnp 'sport = :{port}'",
    "darwin": "lsof -nP -iTCP:{port} -sTCP:LISTEN",
    "win32": "netstat -ano | findstr :{port}",
}
"""The command that shows who has a port, by system."""


def owner(port: int, *, proc: Path = PROC) -> str | None:
    """Return the process that listens on `port`: `process 4711 (nginx -g …)`; None if the system does not tell.

    Only Linux tells, and only about the processes of this user. `proc` is the folder that Linux fills.
    """
    inodes = {f"socket:[{inode}]" for inode in _inodes(port, proc)}
    return next(_processes(inodes, proc), None) if inodes else None


def how_to_find_out(port: int, system: str = sys.platform) -> str:
    """Return the command that shows who has `port`.

    >>> how_to_find_out(8480, "darwin")
    'lsof -nP -iTCP:8480 -sTCP:LISTEN'
    """
    return ASK.get(system, ASK["linux"]).format(port=port)


def taken(port: int) -> str:
    """Return who has `port`, as the end of a sentence: ` by process 4711 (…)`, or how to find out."""
    found = owner(port)
    return f" by {found}" if found else f" (`{how_to_find_out(port)}` shows by whom)"


def _inodes(port: int, proc: Path) -> Iterator[str]:
    """Yield the inodes of the sockets that listen on `port`."""
    for table in TABLES:
        for line in _lines(proc / table):
            _, local, _, state, *rest = line.split()[:10]
            if state == LISTENING and int(local.rpartition(":")[2], 16) == port:
                yield rest[-1]


def _lines(path: Path) -> Iterable[str]:
    with contextlib.suppress(OSError):
        return path.read_text("ascii").splitlines()[1:]
    return ()


def _processes(sockets: set[str], proc: Path) -> Iterator[str]:
    """Yield the processes that hold one of `sockets`."""
    for folder in proc.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # the process has ended, or belongs to another user
            if any(str(handle.readlink()) in sockets for handle in (folder / "fd").iterdir()):
                yield f"process {folder.name} ({_command(folder)})"


def _command(folder: Path) -> str:
    words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    name = words or (folder / "comm").read_text("utf-8", "replace").strip()
    return name if len(name) <= WORDS else f"{name[: WORDS - 1]}…"
