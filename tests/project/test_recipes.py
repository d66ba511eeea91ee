"""The recipes of docs/architecture.md: each extension is one new file, and no other file changes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mockkf

PACKAGE = Path(mockkf.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
RECIPE = re.compile(r"^### (Add [^\n]+)\n\n`mockkf/([^`]+)`\n\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECIPES = {title: (name, code) for title, name, code in RECIPE.findall(PAGE)}

BEGIN = """
import requests
from pathlib import Path
import mockkf
from mockkf import ConfigurationError, MockKeyfactor

assert Path(mockkf.__file__).is_relative_to(Path.cwd())
PROFILE = {
    "Host": "smtp.keyexample.com", "Port": 25, "RelayAuthenticationType": 0, "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Keyfactor Command",
}
HEADERS = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}

def call(mock, method, path, body=None):
    return requests.request(
        method, mock.url + path, json=body, headers=HEADERS, auth=mock.credentials, timeout=10
    )

def send(mock, to):
    return call(mock, "POST", "/SMTP/Test", {**PROFILE, "TestRecipient": to})
"""

USES = {
    "Add a PAM type": """
acme = {
    "name": "Acme", "type": "Acme-Vault", "parameters": {"Url": "https://acme.example"},
    "secrets": [{"address": ["mail"], "value": "s3cret"}],
}
with MockKeyfactor(pam_providers=[acme]) as mock:
    provider = next(one["Id"] for one in call(mock, "GET", "/PamProviders").json() if one["Name"] == "Acme")
    body = {**PROFILE, "RelayAuthenticationType": 2, "TestRecipient": "a@b.example"}
    body["RelayUsername"] = {"SecretValue": "me"}
    secret = lambda path: {"RelayPassword": {"Provider": provider, "Parameters": {"Path": path}}}
    assert call(mock, "POST", "/SMTP/Test", body | secret("mail")).status_code == 200
    assert mock.mailbox.expect_one().login.used("s3cret")
    refused = call(mock, "POST", "/SMTP/Test", body | secret("gone"))
    assert "Acme (https://acme.example) has no secret at gone." in refused.json()["Message"], refused.text
""",
    "Add a release": """
body = {name: value for name, value in PROFILE.items() if name != "Port"}
with MockKeyfactor(release="99.0") as before, MockKeyfactor(release="99.1") as after:
    assert call(before, "PUT", "/SMTP", body).status_code == 400
    answer = call(after, "PUT", "/SMTP", body)
    assert (answer.status_code, answer.json()["Port"]) == (200, 25), answer.text
    assert send(after, "a@b.example").status_code == 200
    rules = requests.get(f"{after.control_url}/contract?release=99.1", timeout=10).json()["rules"]
    assert "an invented page" in {rule["source"] for rule in rules}
""",
    "Add a fault action": """
with MockKeyfactor() as mock:
    mock.faults.add("http.request", maintenance=60, times=1)
    answer = send(mock, "a@b.example")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60"), answer.text
    assert send(mock, "a@b.example").status_code == 200
    try:
        mock.faults.add("http.request", maintenance=0)
    except ConfigurationError as error:
        assert "maintenance must be a number of seconds" in str(error)
    else:
        raise AssertionError
""",
    "Add a preset": """
with MockKeyfactor() as mock:
    mock.faults.add("acme_mail.quota")
    assert "452 4.2.2 <a@b.example> mailbox full" in send(mock, "a@b.example").json()["Message"]
""",
    "Add an identity-provider dialect": """
clients = [{"name": "app", "secret": "s3cret"}]
with MockKeyfactor(idp_dialect="acme", idp_clients=clients) as mock:
    form = {"grant_type": "client_credentials", "client_id": "app"}
    ask = lambda secret: requests.post(
        mock.idp.token_url, data={**form, "client_secret": secret}, verify=mock.ca_file, timeout=10
    ).json()
    assert ask("wrong")["error_description"] == "ACME-17: wrong secret for app."
    assert ask("s3cret")["token_type"] == "Bearer"
    assert mock.idp.tokens[0]["acme_client"] == "app"
try:
    MockKeyfactor(idp_dialect="acne")
except ConfigurationError as error:
    assert "acme" in str(error)
else:
    raise AssertionError
""",
    "Add a CLI command": """
from click.testing import CliRunner
from mockkf.cli import main

with MockKeyfactor() as mock:
    send(mock, "a@b.example")
    result = CliRunner().invoke(main, ["count", "--url", mock.control_url.removesuffix("/mockkf")])
    assert result.output == "1\\n", result.output
assert "Print the number of captured messages." in CliRunner().invoke(main, ["--help"]).output
""",
}
"""What each invented extension must do, as a user sees it."""

# The control resource stands apart: its mechanism is the control API's own.
USES["Add a control resource"] = """
with MockKeyfactor() as mock:
    send(mock, "a@b.example")
    ask = lambda path: requests.get(mock.control_url + path, timeout=10).json()
    assert ask("/recipients") == {"recipients": ["a@b.example"]}
    assert "/mockkf/recipients" in ask("/control.json")["paths"]
"""


def use(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code with the copy of the package in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN + code],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )


def test_the_page_has_a_recipe_for_each_family() -> None:
    """Each heading below "Recipes" has a file name and a code block, and a use in this file."""
    headings = re.findall(r"^### (.*)$", PAGE.partition("\n## Recipes\n")[2], re.MULTILINE)

    assert headings == [*RECIPES]
    assert {*RECIPES} == {*USES}


@pytest.mark.parametrize("title", USES)
def test_one_new_file_is_enough(title: str, tmp_path: Path) -> None:
    """In a copy of the package with the new file, and no other change, the extension works."""
    name, code = RECIPES[title]
    copy = tmp_path / "mockkf"
    shutil.copytree(PACKAGE, copy)
    assert not (copy / name).exists()
    (copy / name).write_text(code, "utf-8")

    result = use(tmp_path, USES[title])

    assert result.returncode == 0, result.stderr


def test_without_the_file_no_use_works() -> None:
    """No use passes with the package as it is, so each of them needs its file."""
    tried = "".join(
        f"""
try:
    exec({code!r})
except Exception:
    pass
else:
    print({title!r})
"""
        for title, code in USES.items()
    )

    result = use(PACKAGE.parent, tried)

    assert (result.returncode, result.stdout) == (0, ""), result.stderr
