"""The calls with which clients sign in: the list of endpoints and the health check."""

import pytest
import requests

from mockkf import MockKeyfactor
from tests.support.command import Command, changed

PATHS = ["/Status/Endpoints", "/Status/HealthCheck"]


@pytest.mark.parametrize("path", ["/Status/Endpoints", "/status/endpoints", "/STATUS/EndPoints/"])
@pytest.mark.parametrize("release", ["10.5", "25.5"])
@pytest.mark.rule("status-endpoints", "status-endpoints-text")
def test_endpoints_are_a_list_of_texts(mockkf: MockKeyfactor, path: str, release: str) -> None:
    """200 with a JSON array of method and path, in any letter case and in every release."""
    answer = changed(mockkf, release=release).call("GET", path, 1)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert {"GET /SMTP", "PUT /SMTP", "POST /SMTP/Test", "GET /Status/Endpoints"} <= set(answer.json())
    assert all(isinstance(text, str) for text in answer.json())


def test_every_listed_endpoint_is_there(command: Command) -> None:
    """No text names what would be 404 or 405; those with an id in them are left to the tests of their own."""
    for text in command.call("GET", PATHS[0], 1).json():
        method, path = text.split()

        assert "{" in path or command.call(method, path, 1).status_code not in {404, 405}, text


@pytest.mark.parametrize("path", ["/Status/HealthCheck", "/status/healthcheck"])
@pytest.mark.rule("status-health")
def test_the_health_check_is_204(command: Command, path: str) -> None:
    """204 without a body or a media type."""
    answer = command.call("GET", path, 1)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_both_have_version_1_alone(command: Command, path: str) -> None:
    """Without a version it is 1, which is not deprecated; 2 is 400."""
    answer = command.call("GET", path, None)

    assert answer.headers["Api-Supported-Versions"] == "1.0"
    assert "X-Mockkf-Reason" not in answer.headers
    assert command.call("GET", path, 2).status_code == 400


@pytest.mark.parametrize("path", PATHS)
def test_both_want_credentials(command: Command, path: str) -> None:
    """Without credentials it is 401 with an empty body, so that a client detects wrong ones when it signs in."""
    answer = command.call("GET", path, 1, auth=None)

    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("path", PATHS)
def test_neither_takes_a_permission(mockkf: MockKeyfactor, path: str) -> None:
    """An account without a role can sign in."""
    command = changed(mockkf, users=[{"name": "a", "password": "b", "roles": []}])

    assert command.call("GET", path, 1, auth=("a", "b")).ok


@pytest.mark.parametrize("path", PATHS)
def test_both_are_read_only(command: Command, path: str) -> None:
    """Another method is 405."""
    answer = command.call("POST", path, 1)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize("path", PATHS)
def test_the_second_base_path_has_both(mockkf: MockKeyfactor, path: str) -> None:
    """A client that was told /Keyfactor/API signs in there."""
    url = mockkf.url.replace("/KeyfactorAPI", "/Keyfactor/API")

    assert requests.get(f"{url}{path}", auth=mockkf.credentials, timeout=5).ok
