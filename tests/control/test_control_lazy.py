"""The first request builds the control API, so that it does not slow down the start."""

import subprocess
import sys
import threading

from mockkf import MockKeyfactor
from tests.control.test_control import ask

LOADED = """
import sys
import requests
from mockkf import MockKeyfactor

def loaded():
    print(*[name for name in ("flask_smorest", "webargs", "apispec", "prometheus_client") if name in sys.modules])

with MockKeyfactor() as keyfactor:
    loaded()
    requests.get(keyfactor.control_url, timeout=10)
    loaded()
    requests.get(f"{keyfactor.control_url}/metrics", timeout=10)
    loaded()
"""


def test_libraries_are_imported_when_they_are_needed() -> None:
    """The start imports no library; the first request imports those of the API, the first /metrics its own."""
    said = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True, timeout=60)

    assert said.stdout.splitlines() == [
        "",
        "flask_smorest webargs apispec",
        "flask_smorest webargs apispec prometheus_client",
    ]


def test_many_may_ask_first() -> None:
    """Requests that arrive during the build are answered normally."""
    statuses: list[int] = []
    with MockKeyfactor() as keyfactor:
        clients = [
            threading.Thread(target=lambda path=path: statuses.append(ask(keyfactor, path).status_code))
            for path in ("", "/control.json", "/nothing", "/messages", "/control.json", "/nothing")
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    assert sorted(statuses) == [200, 200, 200, 200, 404, 404]
