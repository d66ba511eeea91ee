"""Access control of the control API by the headers of a request."""

import pytest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Forbidden, Unauthorized

from mockkf.http import Guard


@pytest.mark.parametrize("host", ["127.0.0.1:8480", "[::1]", "localhost", "mock", "MOCK.example.com.:80", ""])
def test_a_request_to_one_of_our_names_is_admitted(host: str) -> None:
    """Accepted hosts are addresses, local names and the configured names."""
    Guard(["mock.example.com"], "").admit(Headers({"Host": host}))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost", "Origin": "http://evil.example"},
        {"Host": "localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_page_of_another_site_is_not(headers: dict[str, str]) -> None:
    """A foreign host name, a foreign origin or a foreign site gets 403."""
    with pytest.raises(Forbidden):
        Guard(["mock.example.com"], "").admit(Headers(headers))


def test_a_token_must_be_told() -> None:
    """A request without the token gets 401; one with the token is accepted."""
    guard = Guard([], "s3sam")

    with pytest.raises(Unauthorized, match="control_token"):
        guard.admit(Headers({"Host": "localhost"}))
    guard.admit(Headers({"Host": "localhost", "Authorization": "Bearer s3sam"}))
