"""`make bench-peers`: mail by Postfix's `smtp-source` to mockkf and its peers, interleaved, beside Mailpit.

What is missing here is fetched into `.bench/`; what cannot be fetched is a row that says so.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from socket import create_connection, create_server
from statistics import median

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[2]
BENCH = ROOT / ".bench"
PYTHON = BENCH / "venv" / "bin" / "python"
ROUNDS = int(os.environ.get("ROUNDS", "7"))
MAILS = int(os.environ.get("MAILS", "300"))
CASES: Mapping[str, Sequence[str]] = {
    "1 client, a connection each": ("-s1",),
    "1 client, kept": ("-s1", "-d"),
    "8 clients, a connection each": ("-s8",),
    "8 clients, kept": ("-s8", "-d"),
}
SERVE = ("-m", "tests.bench.serve")
UVLOOP = BENCH / "uvloop" / "bin" / "python"

LOCALSERVER = "from pytest_localserver.smtp import Server; s = Server(port={port}); s.start(); input()"
SMTPDFIX = (
    "from smtpdfix import AuthController, Config; c = Config(); "
    "s = AuthController(hostname='{host}', port={port}, config=c); s.start(); input()"
)
TEST_SERVER = (
    "from smtp_test_server.context import SmtpMockServer; s = SmtpMockServer('{host}', {port}); s.__enter__(); input()"
)
MOTO = "from moto.server import ThreadedMotoServer; s = ThreadedMotoServer('{host}', {port}); s.start(); input()"
HTTPSERVER = (
    "import time; from pytest_httpserver import HTTPServer; s = HTTPServer(); s.start(); "
    "t = time.perf_counter(); s.stop(); print(time.perf_counter() - t)"
)


@dataclass(frozen=True)
class Peer:
    """A mail server: its command, with `{port}`, `{web}` and `{folder}`, and how what is missing is fetched.

    One that `tells_port` chooses its port and prints it.
    """

    name: str
    command: Sequence[str]
    needs: Path | None = None
    fetch: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    tells_port: bool = False


LIBRARIES = {"LD_LIBRARY_PATH": str(BENCH / "postfix" / "usr" / "lib" / "postfix")}
AS_NOBODY = ("-u", "nobody") if os.geteuid() == 0 else ()
POSTFIX = BENCH / "postfix" / "usr" / "sbin"
UNPACK = "cd {bench} && apt-get download postfix && dpkg -x postfix_*.deb postfix"
VENV = (
    "{python} -m venv {bench}/venv && {bench}/venv/bin/pip install -q 'moto[server]' "
    "smtpdfix pytest-localserver smtp-test-server pytest-httpserver"
)
WITH_UVLOOP = "{python} -m venv {bench}/uvloop && {bench}/uvloop/bin/pip install -q -e '.[uvloop]'"
MAILPIT = ("--smtp", "{host}:{port}", "--listen", "{host}:{web}", "--database", "{folder}/m.db", "--max", "0")
PEERS = (
    Peer(
        "Mailpit 1.33.1",
        (str(BENCH / "mailpit"), *MAILPIT, "--disable-version-check"),
        BENCH / "mailpit",
        ("sh", "-c", "GOBIN={bench} go install github.com/axllent/mailpit@v1.33.1"),
    ),
    Peer("mockkf on uvloop", (str(UVLOOP), *SERVE, "mockkf"), UVLOOP, ("sh", "-c", WITH_UVLOOP), tells_port=True),
    Peer("mockkf on asyncio", (sys.executable, *SERVE, "mockkf-asyncio"), tells_port=True),
    Peer("aiosmtpd", (sys.executable, *SERVE, "bare"), tells_port=True),
    Peer("smtpdfix", (str(PYTHON), "-c", SMTPDFIX), PYTHON, ("sh", "-c", VENV)),
    Peer("pytest-localserver", (str(PYTHON), "-c", LOCALSERVER), PYTHON, ("sh", "-c", VENV)),
    Peer("smtp-test-server", (str(PYTHON), "-c", TEST_SERVER), PYTHON, ("sh", "-c", VENV)),
    Peer(
        "MailDev 3",
        ("node", str(BENCH / "node_modules/.bin/maildev"), "-s", "{port}", "-w", "{web}", "--ip", "{host}", "--silent"),
        BENCH / "node_modules" / ".bin" / "maildev",
        ("npm", "install", "--silent", "--prefix", "{bench}", "maildev@3"),
    ),
    Peer(
        "smtp-sink (the limit)",
        (str(POSTFIX / "smtp-sink"), *AS_NOBODY, "{host}:{port}", "1000"),
        POSTFIX / "smtp-sink",
        ("sh", "-c", UNPACK),
        LIBRARIES,
    ),
)


class Running:
    """A peer that serves; its start in seconds, from nothing to the first connection."""

    def __init__(self, peer: Peer, folder: str) -> None:
        self.peer = peer
        port, web = free_ports()
        words = {"host": HOST, "port": port, "web": web, "folder": folder}
        command = [word.format_map(words) if "{" in word else word for word in peer.command]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **peer.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if peer.tells_port else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.port = int(self.process.stdout.readline()) if self.process.stdout else port
        until_open(self.port, self.process)
        self.start = time.perf_counter() - began
        self.rates: dict[str, list[float]] = {case: [] for case in CASES}
        self.costs: dict[str, list[float]] = {case: [] for case in CASES}

    def load(self, case: str) -> None:
        """Send the mails of one round; note mails a second, and CPU seconds a mail."""
        options = (f"-m{MAILS}", "-l2048", "-f", "jsmith@keyexample.com", "-t", "mjones@keyexample.com", "-M", "bench")
        command = [str(POSTFIX / "smtp-source"), *CASES[case], *options, f"inet:{HOST}:{self.port}"]
        before, began = self.spent(), time.perf_counter()
        subprocess.run(command, env={**os.environ, **LIBRARIES}, check=True, capture_output=True, timeout=120)
        self.rates[case].append(MAILS / (time.perf_counter() - began))
        self.costs[case].append((self.spent() - before) / MAILS)

    def spent(self) -> float:
        """CPU time of all threads so far, in seconds."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e9

    def stop(self) -> float:
        """Stop as a user of the program does; how long that takes, in seconds."""
        began = time.perf_counter()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        took = time.perf_counter() - began
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        return took


def free_ports() -> tuple[int, int]:
    """Two ports that nobody uses at present."""
    with create_server((HOST, 0)) as one, create_server((HOST, 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def until_open(port: int, process: "subprocess.Popen[str]") -> None:
    """Return when something listens at `port`; these programs have no other way to tell."""
    for _ in range(3_000):
        with suppress(OSError), create_connection((HOST, port), 1):
            return
        if process.poll() is not None:
            raise LookupError(f"it ended with status {process.returncode}")
        time.sleep(0.01)
    raise LookupError("it does not listen")


def fetched(peer: Peer) -> None:
    """Fetch what a peer needs, unless it is there; raise `LookupError` if that fails."""
    if peer.needs is None or peer.needs.exists():
        return
    BENCH.mkdir(exist_ok=True)
    words = {"bench": str(BENCH), "python": sys.executable}
    command = [word.format_map(words) for word in peer.fetch]
    if which(command[0]) is None:
        raise LookupError(f"{command[0]} is missing")
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode or not peer.needs.exists():
        raise LookupError(f"could not be fetched: {(done.stderr.strip() or done.stdout.strip())[-200:]!r}")


def started(peers: Sequence[Peer], stack: ExitStack) -> Iterator[Running]:
    """Start the peers that can be had, and say which cannot."""
    for peer in peers:
        try:
            fetched(peer)
            running = Running(peer, stack.enter_context(tempfile.TemporaryDirectory()))
        except (LookupError, ValueError, OSError) as error:
            print(f"{peer.name}: {error}", flush=True)
            continue
        stack.callback(running.stop)
        yield running


def others() -> Iterator[str]:
    """The start of moto's server, and the stop of pytest-httpserver's."""
    if not PYTHON.exists():
        return
    with suppress(LookupError):
        moto = Running(Peer("moto", (str(PYTHON), "-c", MOTO)), str(BENCH))
        yield f"moto's server, start {moto.start * 1e3:.0f} ms"
        moto.stop()
    done = subprocess.run([str(PYTHON), "-c", HTTPSERVER], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        yield f"pytest-httpserver, stop {float(done.stdout) * 1e3:.0f} ms"


def main() -> None:
    """Measure in turns and print one table: medians of the ratios of each round to Mailpit, or to the first peer."""
    with ExitStack() as stack:
        running = list(started(PEERS, stack))
        for number in range(-1, ROUNDS):
            for case in CASES:
                for one in running if number % 2 else reversed(running):
                    one.load(case)
        first = running[0]
        print(
            f"rate and CPU beside {first.peer.name}; {ROUNDS} rounds of {MAILS} mails of 2 KiB, load {os.getloadavg()}"
        )
        print(" | ".join(["peer".ljust(22), "start".rjust(8), *(case.rjust(28) for case in CASES)]))
        for one in running:
            cells = [beside(one.rates[case], first.rates[case], one.costs[case], first.costs[case]) for case in CASES]
            row = [one.peer.name.ljust(22), f"{one.start * 1e3:5.0f} ms", *(cell.rjust(28) for cell in cells)]
            print(" | ".join(row), flush=True)
        for one in running:
            print(f"{one.peer.name}, stop {one.stop() * 1e3:.0f} ms")
    for line in others():
        print(line)


def beside(*found: Sequence[float]) -> str:
    """One cell: rate, and ratios of rates and of costs, without the first round."""
    rates, floor, costs, least = (values[1:] for values in found)
    return f"{median(rates):6.0f}/s {ratio(rates, floor):5.2f} x, CPU {ratio(costs, least):4.2f} x"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of rounds."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    main()
