"""Budgets of a cold process: its start beside the imports that it cannot do without."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import inf

from tests.bench.measure import NOTHING, Row, at_most, by_turns, compiled_once, seconds

ROUNDS = 12
FLOOR = "import flask, marshmallow, aiosmtpd.smtp"
READY = "from mockkf import MockKeyfactor; mock = MockKeyfactor().start()"
ANSWERED = f"""
{READY}
from http.client import HTTPConnection
from urllib.parse import urlsplit
call = HTTPConnection("127.0.0.1", urlsplit(mock.url).port)
call.request("GET", "/KeyfactorAPI/SMTP", headers={{"Authorization": "Basic YTpi"}})
call.getresponse().read()
"""


def rows() -> Iterator[Row]:
    """A process to ready, and to the first answer of the API, which imports Flask and marshmallow."""
    with tempfile.TemporaryDirectory() as place:
        environ = compiled_once(place)
        measures = (process(code, environ) for code in (FLOOR, READY, ANSWERED))
        floor, ready, answered = by_turns(ROUNDS, *measures, warm=2)
    yield at_most("cold process to ready (floor: importing flask, marshmallow, aiosmtpd)", ready, floor, 1.35)
    first = at_most("cold process to the first answer of GET /SMTP (the same floor)", answered, floor, inf)
    yield replace(first, budget=NOTHING)


def process(code: str, environ: Mapping[str, str]) -> Callable[[], float]:
    """A measure of a process that runs `code` and ends without a clean-up."""
    words = [sys.executable, "-c", f"{code}\nimport os; os._exit(0)"]
    return lambda: seconds(lambda: subprocess.run(words, check=True, env=environ))
