"""How many instructions ten calls take: figures that a busy machine does not change.

`make instructions` counts with `valgrind --tool=callgrind`, compares with `instructions.json`, and ends with status 1
if a count differs by more than 5 %. The table has counts for some versions of Python and the libraries; with other
versions the counts are only printed. `python -m tests.bench.instructions --write` adds those of this machine to the
table.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from mockkf import MockKeyfactor
from tests.bench.floor import HOST, mail
from tests.bench.post import PLAIN

TABLE = Path(__file__).with_name("instructions.json")
LIBRARIES = ("aiosmtpd", "flask", "marshmallow", "werkzeug")
WARM, COUNTED = 20, 100
HEADERS = {
    "Authorization": "Basic YTpi",
    "Content-Type": "application/json",
    "x-keyfactor-api-version": "2",
    "x-keyfactor-requested-with": "APIClient",
}
ALLOWED = 0.05
"""The part by which a count may differ."""

Counts = Mapping[str, int]


def request(method: str, path: str, body: object = None) -> Callable[[MockKeyfactor], Callable[[], None]]:
    """Return what makes calls on one connection that stays open."""

    def on(mock: MockKeyfactor) -> Callable[[], None]:
        connection = HTTPConnection(HOST, urlsplit(mock.url).port or 0, timeout=60)
        sent = None if body is None else json.dumps(body)

        def call() -> None:
            connection.request(method, f"/KeyfactorAPI{path}", sent, HEADERS)
            answer = connection.getresponse()
            if answer.status != 200:
                raise RuntimeError(f"{method} {path} answered {answer.status}: {answer.read()!r}")
            answer.read()

        return call

    return on


KINDS: Mapping[str, Callable[[MockKeyfactor], Callable[[], None]]] = {
    "GET /SMTP": request("GET", "/SMTP"),
    "PUT /SMTP": request("PUT", "/SMTP", {name: value for name, value in PLAIN.items() if name != "TestRecipient"}),
    "POST /SMTP/Test": request("POST", "/SMTP/Test", PLAIN),
    "a captured mail": lambda mock: lambda: mail(mock.relay.smtp),
}


def main(arguments: list[str]) -> int:
    """Count, print, and compare or write."""
    if shutil.which("valgrind") is None:
        print("valgrind is not installed; nothing was counted")
        return 0
    for kind in KINDS:  # so that no process that is counted compiles modules
        process(kind=kind, count=1)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        counts = dict(zip(KINDS, pool.map(counted, KINDS), strict=True))
    table = json.loads(TABLE.read_text("utf-8"))
    for line in told(counts, table.get(versions(), {})):
        print(line)
    if "--write" in arguments:
        TABLE.write_text(json.dumps({**table, versions(): counts}, indent=2) + "\n", "utf-8")
        return 0
    return bool(differing(counts, table.get(versions(), {})))


def counted(kind: str) -> int:
    """Return the instructions of ten calls: those of a process that makes more calls, less those of one with fewer."""
    return (instructions(kind, WARM + COUNTED) - instructions(kind, WARM)) * 10 // COUNTED


def instructions(kind: str, count: int) -> int:
    """Return the instructions of a process that starts a mock and makes `count` calls."""
    started = process("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", kind=kind, count=count)
    found = re.search(r"Collected : (\d+)", started.stderr)
    if found is None:
        raise RuntimeError(f"callgrind printed no sum: {started.stderr[-500:]}")
    return int(found[1])


def process(*tool: str, kind: str, count: int) -> subprocess.CompletedProcess[str]:
    """Run `count` calls in a process of their own, below `tool`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKKF_", "PYTHON"))}
    words = (*tool, sys.executable, "-m", __spec__.name, "child", kind, str(count))
    return subprocess.run(words, capture_output=True, text=True, check=True, env={**ours, "PYTHONHASHSEED": "0"})


def child(kind: str, count: int) -> None:
    """Make calls to a mock in this process, and end without a clean-up that would be counted."""
    call = KINDS[kind](MockKeyfactor().start())
    for _ in range(count):
        call()
    os._exit(0)


def versions() -> str:
    """Return the versions on which the counts depend."""
    libraries = (f"{name} {version(name)}" for name in LIBRARIES)
    return f"{platform.machine()}, Python {platform.python_version()}, {', '.join(libraries)}"


def differing(counts: Counts, known: Counts) -> list[str]:
    """Return the kinds whose count differs from the known one by more than is allowed."""
    return [kind for kind in known.keys() & counts.keys() if abs(counts[kind] / known[kind] - 1) > ALLOWED]


def told(counts: Counts, known: Counts) -> Iterator[str]:
    """Yield the table: each kind with its count beside the known one."""
    yield versions() + ("" if known else ": no counts to compare with")
    over = differing(counts, known)
    for kind, count in counts.items():
        beside = f"{count / known[kind]:6.3f} of {known[kind]:,}" if kind in known else ""
        yield f"  10 x {kind:16} {count:12,}  {beside}{'  differs' if kind in over else ''}".rstrip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2], int(sys.argv[3]))
    sys.exit(main(sys.argv[1:]))
