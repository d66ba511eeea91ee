"""The container files: checked against their specification, each other and the command line they start."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.compose import check_compose, services_in
from tests.support.serving import PORT_OPTIONS, run, serving

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "docs" / "examples" / "compose" / "client.py"


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
    return services_in(ROOT / "docker-compose.yml")


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
    with serving(tmp_path_factory.mktemp("serve") / "ready") as served:
        yield address_in(served.screen)


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
