"""Near misses: mockkf suggests the nearest name in the vendor's format, in the header and in the journal."""

from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.support.command import ABSENT, Command


@pytest.mark.parametrize(
    ("method", "path", "meant"),
    [
        ("GET", "/SMPT", "/KeyfactorAPI/SMTP"),
        ("GET", "/smpt", "/KeyfactorAPI/SMTP"),
        ("PUT", "/SMT", "/KeyfactorAPI/SMTP"),
        ("POST", "/SMTP/Tset", "/KeyfactorAPI/SMTP/Test"),
        ("POST", "/SMTPTest", "/KeyfactorAPI/SMTP/Test"),
        ("GET", "/Status/Endpoint", "/KeyfactorAPI/Status/Endpoints"),
        ("GET", "/Status/HealtCheck", "/KeyfactorAPI/Status/HealthCheck"),
    ],
)
@pytest.mark.rule("path-unknown")
def test_a_path(command: Command, mockkf: MockKeyfactor, method: str, path: str, meant: str) -> None:
    """The answer is 404 with the two-key body and the nearest path."""
    answer = command.call(method, path)

    said = f"No endpoint exists at /KeyfactorAPI{path}; did you mean {meant}?"
    assert answer.status_code == 404
    assert answer.json() == {"ErrorCode": "0xA0110002", "Message": said}
    assert answer.headers["X-Mockkf-Reason"] == said
    assert mockkf.journal[-1].reason == said


@pytest.mark.rule("path-unknown")
def test_a_path_is_looked_at_before_the_credentials(command: Command) -> None:
    """A wrong path is answered with 404 without authentication."""
    assert command.call("GET", "/SMPT", auth=None).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("POST", "/SMTP", ["GET", "PUT"]), ("PATCH", "/SMTP", ["GET", "PUT"]), ("PUT", "/SMTP/Test", ["POST"])],
)
@pytest.mark.rule("method-wrong")
def test_a_method(command: Command, mockkf: MockKeyfactor, method: str, path: str, allowed: list[str]) -> None:
    """The answer is 405 with the two-key body and the allowed methods."""
    answer = command.call(method, path)

    said = f"{method} is not allowed at /KeyfactorAPI{path}; allowed: {', '.join(allowed)}."
    assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(allowed))
    assert answer.json() == {"ErrorCode": "0xA0110002", "Message": said}
    assert answer.headers["X-Mockkf-Reason"] == mockkf.journal[-1].reason == said


@pytest.mark.parametrize(
    "misspelt", ["x-keyfactor-requested-wiht", "x-keyfactor-requestedwith", "x-keyfactor-request-with"]
)
def test_the_requested_with_header(command: Command, mockkf: MockKeyfactor, misspelt: str) -> None:
    """The warning about the missing header names the similar header that was sent."""
    answer = command.call("GET", "/SMTP", headers={"x-keyfactor-requested-with": None, misspelt: "APIClient"})

    [deviation] = mockkf.journal[-1].deviations
    assert answer.status_code == 200
    assert deviation.sentence.endswith(f"did you mean x-keyfactor-requested-with instead of {misspelt.title()}?")
    assert answer.headers["X-Mockkf-Reason"] == deviation.sentence


@pytest.mark.parametrize("misspelt", ["x-keyfactor-api-verison", "x-keyfactor-apiversion"])
def test_the_version_header(command: Command, mockkf: MockKeyfactor, misspelt: str) -> None:
    """Version 1 answers, and the deprecation warning names the similar header that was sent."""
    answer = command.call("GET", "/SMTP", None, headers={misspelt: "2"})

    [deviation] = mockkf.journal[-1].deviations
    assert "SenderAddress" in answer.json()
    assert deviation.sentence.endswith(f"did you mean x-keyfactor-api-version instead of {misspelt.title()}?")
    assert answer.headers["X-Mockkf-Reason"] == deviation.sentence


@pytest.mark.parametrize("headers", [{}, {"x-keyfactor-other": "1"}, {"Accept": "*/*"}])
def test_no_header_is_taken_for_another(command: Command, mockkf: MockKeyfactor, headers: dict[str, Any]) -> None:
    """Without a similar header, the warning names no other header."""
    command.call("GET", "/SMTP", 1, headers={"x-keyfactor-requested-with": None, **headers})

    assert not any("did you mean" in deviation.sentence for deviation in mockkf.journal[-1].deviations)


@pytest.mark.parametrize("value", ["v2", "2.1", "l", "3", "2;"])
@pytest.mark.rule("version-unsupported")
def test_the_value_of_the_version_header(command: Command, mockkf: MockKeyfactor, value: str) -> None:
    """The answer is 400 with the available versions; the reason has the sent value."""
    answer = command.call("GET", "/SMTP", value)

    said = "x-keyfactor-api-version must be 1 or 2 for GET /SMTP in release 25.5"
    assert answer.status_code == 400
    assert answer.json() == {"ErrorCode": "0xA0110002", "Message": f"{said}."}
    assert answer.headers["X-Mockkf-Reason"] == mockkf.journal[-1].reason == f"{said}, not '{value}'."


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"Prot": 25}, "Prot is not documented and is ignored; did you mean Port?"),
        ({"UseSLL": True}, "UseSLL is not documented and is ignored; did you mean UseSSL?"),
        ({"hots": "a"}, "hots is not documented and is ignored; did you mean Host?"),
        ({"RelayPasword": "x"}, "RelayPasword is not documented and is ignored; did you mean RelayPassword?"),
        (
            {"RelayUsername": {"SecretValeu": "x", "SecretValue": "y"}},
            "RelayUsername.******** is not documented and is ignored; did you mean SecretValue?",
        ),
        (
            {"RequestHeaders": [{"Name": "X-A", "Value": "1"}, {"Name": "X-B", "Value": "2", "Vlaue": "3"}]},
            "RequestHeaders[1].Vlaue is not documented and is ignored; did you mean Value?",
        ),
    ],
)
@pytest.mark.rule("deviation-unknown-member")
def test_a_member(command: Command, mockkf: MockKeyfactor, changes: dict[str, Any], remark: str) -> None:
    """A misspelt member is ignored, and the warning has its path and the nearest name."""
    answer = command.put(**changes)

    assert answer.status_code == 200
    assert answer.headers["X-Mockkf-Reason"] == remark
    assert [deviation.sentence for deviation in mockkf.journal[-1].deviations] == [remark]


def test_a_required_member(command: Command, mockkf: MockKeyfactor) -> None:
    """If the member is required, the 400 says so in the vendor's format, and the reason has both names."""
    answer = command.put(Port=ABSENT, Prot=25)

    assert answer.status_code == 400
    assert answer.json() == {"ErrorCode": "0xA0110002", "Message": "Port is required."}
    assert answer.headers["X-Mockkf-Reason"] == (
        "Port is required; Prot is not documented and is ignored; did you mean Port?"
    )
    assert mockkf.journal[-1].reason == "Port is required."


def test_a_member_of_a_secret(command: Command) -> None:
    """A secret without any of its members is refused; the reason has the nearest name, not the name that was sent."""
    answer = command.put(RelayPassword={"SecretValeu": "s3cret"})

    assert answer.status_code == 400
    assert "RelayPassword" in answer.json()["Message"]
    assert "RelayPassword.******** is not documented" in answer.headers["X-Mockkf-Reason"]
    assert "did you mean SecretValue?" in answer.headers["X-Mockkf-Reason"]


def test_a_reason_of_two_sentences_has_one_full_stop(command: Command) -> None:
    """The refusal and the warning are joined with a semicolon."""
    answer = command.put(RelayPassword={"SecretValeu": "s3cret"}, Hots="a")

    assert ".;" not in answer.headers["X-Mockkf-Reason"]
    assert answer.headers["X-Mockkf-Reason"].count("; Hots is not documented") == 1
