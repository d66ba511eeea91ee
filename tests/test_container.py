"""The container files: checked against their specification, each other and the command line they start."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
CLIENT = ROOT / "docs" / "examples" / "compose" / "client.py"
LIMIT = 20
PORT_OPTIONS = ("http", "https", "smtp", "submission", "smtps")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What this Python says when it is started with `arguments`."""
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
        env={**os.environ, **environment},
    )


def check_compose(path: Path) -> subprocess.CompletedProcess[str]:
    """The verdict of the Compose specification's own schema, which `check-jsonschema` brings along."""
    return run("-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path))


@pytest.fixture(scope="module")
def image() -> dict[str, str]:
    """The Dockerfile's instructions; of those that stand twice, the last."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    return dict(re.findall(r"^([A-Z]+) +(.+)$", text, re.MULTILINE))


@pytest.fixture(scope="module")
def command(image: dict[str, str]) -> list[str]:
    """What the image starts mockkf with."""
    loaded = json.loads(image["CMD"])
    assert isinstance(loaded, list)
    return loaded


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of `docker-compose.yml`."""
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert isinstance(loaded, dict)
    return loaded


def test_compose_file_is_what_the_specification_allows() -> None:
    """`docker-compose.yml` passes the Compose specification's JSON schema."""
    verdict = check_compose(ROOT / "docker-compose.yml")

    assert verdict.returncode == 0, verdict.stdout


def test_the_specification_refuses_a_wrong_compose_file(tmp_path: Path) -> None:
    """A misspelt key is noticed, so the check above is worth something."""
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text("services: {keyfactor: {build: ., prots: ['8480:80']}}\n")

    verdict = check_compose(wrong)

    assert verdict.returncode == 1
    assert "prots" in verdict.stdout


def test_every_option_of_the_image_exists(command: list[str]) -> None:
    """`mockkf serve` knows each option the image starts it with."""
    shown = run("-m", "mockkf", "serve", "--help")

    assert shown.returncode == 0, shown.stderr
    assert {word for word in command if word.startswith("--")} <= set(re.findall(r"--[a-z-]+", shown.stdout))


def test_the_ports_are_the_same_everywhere(image: dict[str, str], command: list[str], services: dict[str, Any]) -> None:
    """The ports mockkf listens on, those the image exposes and those Compose publishes are one set."""
    listening = {command[command.index(f"--{name}-port") + 1] for name in PORT_OPTIONS}

    published = {port.rpartition(":")[2] for port in services["keyfactor"]["ports"]}
    assert listening == set(image["EXPOSE"].split()) == published


def test_the_image_does_not_run_as_root(image: dict[str, str]) -> None:
    """The last word on who runs the image is an ordinary user, who may listen on low ports."""
    assert image["USER"] not in {"root", "0"}


def test_compose_opens_low_ports_to_that_user(services: dict[str, Any]) -> None:
    """Compose says itself that an ordinary user may listen below 1024."""
    assert services["keyfactor"]["sysctls"] == {"net.ipv4.ip_unprivileged_port_start": 0}


def test_compose_publishes_on_loopback_only(services: dict[str, Any]) -> None:
    """No port is open to other machines."""
    assert all(port.startswith("127.0.0.1:") for service in services.values() for port in service.get("ports", []))


def test_the_client_waits_until_mockkf_is_ready(image: dict[str, str], services: dict[str, Any]) -> None:
    """The client starts on a health check that asks /readyz, and Compose asks as the image does."""
    asked = services["keyfactor"]["healthcheck"]["test"]

    assert services["client"]["depends_on"] == {"keyfactor": {"condition": "service_healthy"}}
    assert "http://127.0.0.1/readyz" in asked[-1]
    assert asked[1:] == json.loads(image["HEALTHCHECK"].partition("CMD ")[2])


def test_the_client_is_the_file_that_is_tested_here(services: dict[str, Any]) -> None:
    """Compose mounts the example script, read-only, where it starts it."""
    [mounted] = services["client"]["volumes"]

    source, target, mode = mounted.split(":")
    assert (ROOT / source, mode) == (CLIENT, "ro")
    assert services["client"]["command"] == ["python", target]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a `mockkf serve` process on free ports, as its start screen shows it."""
    ready = tmp_path_factory.mktemp("serve") / "ready"
    ports = [word for name in PORT_OPTIONS for word in (f"--{name}-port", "0")]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "mockkf", "serve", "--ready-file", str(ready), *ports],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            with limited(process):
                screen = start_screen(process)
            assert ready.exists(), screen
            yield address_in(screen)
        finally:
            with limited(process):
                process.terminate()
                process.wait()


@contextmanager
def limited(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill the process if what is waited for takes too long, which ends the waiting."""
    limit = Timer(LIMIT, process.kill)
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def start_screen(process: subprocess.Popen[str]) -> str:
    """What `mockkf serve` prints up to the line that says it is ready."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "ready" in line:
            return "".join(lines)
    pytest.fail("mockkf serve ended before it was ready:\n" + "".join(lines))


def address_in(screen: str) -> str:
    """The first plain HTTP address on the start screen, without its path."""
    address = re.search(r"http://[\w.]+:\d+", screen)
    assert address, screen
    return address[0]


def test_the_client_finds_its_mail(url: str) -> None:
    """The example client sets the profile, asks for a test mail and finds it captured."""
    result = run(str(CLIENT), KEYFACTOR_URL=url)

    assert result.returncode == 0, result.stderr
    assert "captured for mjones@keyexample.com" in result.stdout
