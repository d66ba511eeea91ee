"""The container files: checked against their specification, each other and the command line they start."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockkf.cli.container.rights import USER
from mockkf.config import OPTIONS
from mockkf.config.public_ports import public_ports
from mockkf.scenario import load_settings
from tests.support.compose import check_compose, services_in
from tests.support.serving import run, serving

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "docs" / "examples" / "compose" / "client.py"


@pytest.fixture(scope="module")
def image() -> dict[str, str]:
    """The Dockerfile's instructions; of those that stand twice, the last."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    return dict(re.findall(r"^([A-Z]+) +(.+)$", text, re.MULTILINE))


@pytest.fixture(scope="module")
def variables(image: dict[str, str]) -> dict[str, str]:
    """The variables of the image."""
    return dict(word.split("=", 1) for word in image["ENV"].split())


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


def test_every_option_of_the_image_exists(image: dict[str, str], variables: dict[str, str]) -> None:
    """`mockkf serve` knows each option that the image sets, so that words after `serve` add to them."""
    set_here = {name.removeprefix("MOCKKF_").lower() for name in variables if name.startswith("MOCKKF_")}

    assert json.loads(image["CMD"]) == ["serve"]
    assert set_here - {"url"} <= set(OPTIONS)
    assert load_settings(variables).host == "0.0.0.0"


def test_commands_in_the_container_find_its_mock(variables: dict[str, str]) -> None:
    """`docker compose exec keyfactor mockkf messages` needs no address."""
    assert (variables["MOCKKF_URL"], variables["MOCKKF_HTTP_PORT"]) == ("http://127.0.0.1", "80")


def test_the_ports_are_the_same_everywhere(
    image: dict[str, str], variables: dict[str, str], services: dict[str, Any]
) -> None:
    """The image exposes what mockkf listens on; Compose publishes it, and tells mockkf the ports outside."""
    listening = {name.lower()[7:-5]: port for name, port in variables.items() if name.endswith("_PORT")}
    published = {inner: int(outer) for _, outer, inner in (one.split(":") for one in services["keyfactor"]["ports"])}
    told = public_ports("", services["keyfactor"]["environment"]["MOCKKF_PUBLIC_PORTS"]).ports

    assert set(listening.values()) == set(image["EXPOSE"].split())
    assert told == {name: published[port] for name, port in listening.items() if port in published}
    assert listening.keys() - told.keys() == {"mailpit_smtp"}


def test_no_process_of_the_service_is_ever_root(image: dict[str, str], services: dict[str, Any]) -> None:
    """The entry point of the image gives root up; Compose starts it as the user, without capabilities."""
    service = services["keyfactor"]

    assert json.loads(image["ENTRYPOINT"])[-1] == "mockkf.cli.container"
    assert f" {service['user']}" in image["RUN"]
    assert service["user"] == USER
    assert (service["cap_drop"], service["read_only"], service["init"], service["tmpfs"]) == (
        ["ALL"],
        True,
        True,
        ["/tmp"],  # noqa: S108 - inside the container
    )


def test_the_base_image_has_a_full_version(services: dict[str, Any]) -> None:
    """The same Dockerfile makes the same image tomorrow; the client has the same base."""
    [base] = re.findall(r"^FROM (\S+:\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert re.fullmatch(r"python:3\.\d+\.\d+-slim", base)
    assert services["client"]["image"] == base


def test_the_mounted_scenario_is_one(services: dict[str, Any]) -> None:
    """Compose mounts a scenario that a mock takes, read-only, where the variable names it."""
    [mounted] = services["keyfactor"]["volumes"]
    source, target, mode = mounted.split(":")

    assert (target, mode) == (services["keyfactor"]["environment"]["MOCKKF_SCENARIO"], "ro")
    assert load_settings({}, ROOT / source).profile.host in services["keyfactor"]["networks"]["default"]["aliases"]


def test_compose_opens_low_ports_to_that_user(services: dict[str, Any]) -> None:
    """Compose says itself that an ordinary user may listen below 1024."""
    assert services["keyfactor"]["sysctls"] == {"net.ipv4.ip_unprivileged_port_start": 0}


def test_compose_publishes_on_loopback_only(services: dict[str, Any]) -> None:
    """No port is open to other machines."""
    assert all(port.startswith("127.0.0.1:") for service in services.values() for port in service.get("ports", []))


def test_the_client_waits_until_mockkf_is_ready(services: dict[str, Any]) -> None:
    """The client starts on the health check of the image, which Compose does not repeat."""
    assert services["client"]["depends_on"] == {"keyfactor": {"condition": "service_healthy"}}
    assert "healthcheck" not in services["keyfactor"]


@pytest.mark.parametrize(("path", "status"), [("/readyz", 0), ("/nothing", 1)])
def test_the_health_check_asks_whether_mockkf_is_ready(image: dict[str, str], url: str, path: str, status: int) -> None:
    """The command of the image ends with 0 for a 200 of `/readyz`, with 1 for another answer."""
    program = json.loads(image["HEALTHCHECK"].partition("CMD ")[2])
    checked = run(*program[1:-1], program[-1].replace("/readyz", path), MOCKKF_HTTP_PORT=url.rpartition(":")[2])

    assert checked.returncode == status, checked.stderr


def test_the_client_is_the_file_that_is_tested_here(services: dict[str, Any]) -> None:
    """Compose mounts the example script, read-only, where it starts it."""
    [mounted] = services["client"]["volumes"]

    source, target, mode = mounted.split(":")
    assert (ROOT / source, mode) == (CLIENT, "ro")
    assert services["client"]["command"] == ["python", target]


@pytest.fixture(scope="module", name="url")
def served_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a `mockkf serve` process on free ports, as its start screen shows it."""
    with serving(tmp_path_factory.mktemp("serve") / "ready") as served:
        yield address_in(served.screen)


def address_in(screen: str) -> str:
    """The first plain HTTP address on the start screen, without its path."""
    address = re.search(r"http://[\w.]+:\d+", screen)
    assert address, screen
    return address[0]


@pytest.mark.parametrize(
    ("heading", "schema"), [("GitHub Actions", "vendor.github-workflows"), ("GitLab", "vendor.gitlab-ci")]
)
def test_a_printed_service_is_valid(heading: str, schema: str, tmp_path: Path) -> None:
    """The files for continuous integration in `docs/containers.md` fit the schemas of their services."""
    (tmp_path / "file.yml").write_text(printed(heading))
    verdict = run("-m", "check_jsonschema", "--builtin-schema", schema, str(tmp_path / "file.yml"))

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_the_manifest_listens_on_the_ports_of_the_image(image: dict[str, str]) -> None:
    """Kubernetes gets the ports that the image exposes, and its numeric user, who may use low ones."""
    deployment, service = yaml.safe_load_all(printed("Kubernetes"))
    pod = deployment["spec"]["template"]["spec"]
    ports = [str(port["containerPort"]) for port in pod["containers"][0]["ports"]]

    assert ports == [str(port["port"]) for port in service["spec"]["ports"]]
    assert set(ports) <= set(image["EXPOSE"].split())
    assert f"--uid {pod['securityContext']['runAsUser']} " in image["RUN"]
    assert pod["securityContext"]["sysctls"] == [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]


def test_the_printed_program_is_the_one_that_runs() -> None:
    """The lines of Python in the page are those of the example, which `make interop` runs."""
    program = printed("Testcontainers", "py")

    assert program in (ROOT / "tests" / "interop" / "programs" / "testcontainers" / "mock.py").read_text()


def printed(heading: str, kind: str = "yaml") -> str:
    """The first block of this kind below a heading of `docs/containers.md`."""
    section = (ROOT / "docs" / "containers.md").read_text("utf-8").partition(f"\n## {heading}\n")[2]
    return section.partition(f"```{kind}\n")[2].partition("```")[0]


def test_the_client_finds_its_mail(url: str) -> None:
    """The example client sets the profile, asks for a test mail and finds it captured."""
    result = run(str(CLIENT), KEYFACTOR_URL=url)

    assert result.returncode == 0, result.stderr
    assert "captured for mjones@keyexample.com" in result.stdout
