"""What a start imports: each module costs time in every cold process."""

import json
import subprocess
import sys

START = """
import json, sys
from mockkf import MockKeyfactor
with MockKeyfactor():
    print(json.dumps(sorted(sys.modules)))
"""
AT_THE_FIRST_REQUEST = {
    "apispec",
    "click",
    "flask",
    "flask_smorest",
    "jinja2",
    "joserfc",
    "marshmallow",
    "prometheus_client",
    "regex",
    "requests",
    "simple_websocket",
    "tomli_w",
    "trustme",
    "webargs",
}
"""The libraries that only requests, TLS or written scenarios need."""

LIBRARIES = {"aiosmtpd", "attr", "public", "webencodings", "werkzeug"}
PACKAGES = {
    "clients",
    "config",
    "errors",
    "faults",
    "http",
    "idp",
    "instance",
    "mime",
    "model",
    "pam",
    "relay",
    "scenario",
    "server",
    "state",
    "testing",
    "tls",
    "unpatched",
}
DOORS = {
    "command": {"backend", "external_calls", "json_codec", "lazy"},
    "control": {"lazy"},
    "inbox": {"lazy", "routing"},
    "mailpit": {"paths"},
}
"""The modules of the packages that are otherwise imported at their first request."""


def test_a_start_imports_what_it_needs() -> None:
    """No application and no library of one; of the packages with applications, only the modules that route requests."""
    printed = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, timeout=60, check=True)
    modules = {tuple(name.split(".")) for name in json.loads(printed.stdout)}

    libraries = {name[0] for name in modules} - set(sys.stdlib_module_names)
    assert not libraries & AT_THE_FIRST_REQUEST
    assert libraries >= LIBRARIES
    ours = {name[1:] for name in modules if name[0] == "mockkf" and len(name) > 1}
    assert {name[0] for name in ours} == PACKAGES | DOORS.keys()
    assert {package: {name[1] for name in ours if name[0] == package and len(name) > 1} for package in DOORS} == DOORS
