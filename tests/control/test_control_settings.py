"""Settings over the control API: options, contents, scenarios, snapshots, sandboxes."""

import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor, Sandbox
from mockkf.config.settings import LISTENING, OPTIONS, Settings
from mockkf.scenario.reading import TAKES, change_settings, from_tables, load_settings
from tests.control.test_control import MAIL, ask, is_a_refusal, send
from tests.support.command import Command

TOML = {"Content-Type": "application/toml"}


@pytest.fixture
def box(mockkf: MockKeyfactor) -> Iterator[Sandbox]:
    """A sandbox, so that a test may change its start settings."""
    with mockkf.sandbox("box") as sandbox:
        yield sandbox


def scenario(mock: Any) -> tuple[str, dict[str, Any]]:
    """Return the scenario of a mock, as text and parsed."""
    answer = ask(mock, "/scenario")
    assert answer.headers["Content-Type"] == "application/toml; charset=utf-8"
    return answer.text, tomllib.loads(answer.text)


def test_a_reset_may_set_options(mockkf: MockKeyfactor) -> None:
    """The options of a reset change the start settings until the next reset."""
    answer = ask(
        mockkf, "/reset", "POST", json={"options": {"release": "24.4", "users": [{"name": "a", "password": "b"}]}}
    )

    assert answer.json() == {"epoch": mockkf.state.epoch}
    assert Command(mockkf).call("GET", "/SMTP", 1, auth=("a", "b")).headers["X-Keyfactor-Product-Version"] == "24.4"
    ask(mockkf, "/reset", "POST")
    assert Command(mockkf).get().headers["X-Keyfactor-Product-Version"] == "25.5"


def test_the_settings_are_told_in_words(box: Sandbox) -> None:
    """The answer has every option, and the names of declared contents; null means none."""
    box.change(
        strict="warn,id-missing=error", users=[{"name": "a", "password": "b"}], relay_users=[], hosts=[{"name": "h"}]
    )

    told = ask(box, "/settings").json()

    assert told["options"].keys() == OPTIONS.keys()
    assert told["contents"].keys() == TAKES.keys() - OPTIONS.keys()
    assert (told["options"]["strict"], told["options"]["sender_address"]) == ("warn,id-missing=error", "true")
    contents = told["contents"]
    assert (contents["users"], contents["clients"], contents["relay_users"]) == (["a"], None, [])
    assert (contents["hosts"], contents["profile"], contents["relay_require_tls"]) == (
        ["h"],
        "smtp.keyexample.com",
        False,
    )


def test_a_change_keeps_what_is_there(mockkf: MockKeyfactor) -> None:
    """A change keeps mail and profile, and the next reset reverts it."""
    Command(mockkf).put()
    send(mockkf, MAIL)

    answer = ask(mockkf, "/settings", "PATCH", json={"release": "25.1", "strict": {"all": "off"}, "base_paths": ["/x"]})

    assert answer.json() == {"epoch": mockkf.state.epoch}
    assert ask(mockkf, "/messages").json()["total"] == 1
    assert mockkf.url.endswith("/x")
    assert Command(mockkf).get(1).json()["Host"] == "smtp.keyexample.com"
    assert Command(mockkf).get(1).headers["X-Keyfactor-Product-Version"] == "25.1"
    mockkf.reset()
    assert ask(mockkf, "/settings").json()["options"]["release"] == "25.5"


def test_a_fresh_mock_is_a_short_scenario(mockkf: MockKeyfactor) -> None:
    """The scenario of a new mock has the release and the stored profile, and no default values."""
    text, tables = scenario(mockkf)

    assert tables.keys() == {"release", "profile"}
    assert tables["profile"]["Host"] == "smtp.keyexample.com"
    assert "#" not in text


FULL = """
release = "24.4"
base_paths = ["/x"]
step_timeout = 2.5
sender_address = false
clock_skew = -1.5
test_text = "g\\u00fcnstig \\"quoted\\" \\\\ \\u0001\\u007f\\nline"
users = []

[strict]
all = "off"
id-missing = "error"

[profile]
Host = "mail.keyexample.com"
Port = 587
UseSSL = true
RelayAuthenticationType = 2
SenderAccount = "a@keyexample.com"
SenderName = "b"
[profile.RelayUsername]
SecretValue = "c"
[profile.RelayPassword]
Provider = 2
Parameters = {Folder = "MyFolderName", Object = "MyEmailUserPassword"}

[relay]
require_tls = true
[relay.oauth]
audience = "relay"
send_as = {app = ["a@keyexample.com"]}

[idp]
clients = []

[[pam.providers]]
name = "Mine"
type = "CyberArk"
id = 7
parameters = {Safe = "s", AppId = "k"}

[[hosts]]
name = "mail.keyexample.com"
mechanisms = ["PLAIN"]
require_login = true
certificate = "expired"
size_limit = 1000
[hosts.ports]
587 = "required"
[hosts.send_as]
"a b" = ["c@keyexample.com"]

[[faults]]
step = "relay.recipient"
to = "*@slow.example"
reply = "451 4.3.0 try later"
times = 2

[[faults]]
preset = "exchange.send_as_denied"
after = 1

[[faults]]
step = "pam.resolve"
at = ["a", "b"]
delay = 0.5
chance = 0.5
seed = 7

[[roles]]
name = "reader"
permissions = ["/system_settings/read/"]
"""


def test_a_scenario_comes_back_as_it_was_put(box: Sandbox, tmp_path: Path) -> None:
    """The scenario has everything without secrets, and another mock can start with it."""
    put = ask(box, "/scenario", "PUT", data=FULL.encode(), headers=TOML)
    assert put.json() == {"epoch": 2}, put.text

    text, tables = scenario(box)

    assert "#" not in text
    given = change_settings(Settings(), **from_tables(tomllib.loads(FULL)))
    assert change_settings(Settings(), **from_tables(tables)) == given
    (tmp_path / "scenario.toml").write_text(text, "utf-8")
    assert load_settings({}, tmp_path / "scenario.toml") == given


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'release = "24.4"\n[profile]\nHost = "a"\nSenderAccount = "b"\nSenderName = "c"\n', TOML),
        (b'release = "24.4"\n[profile]\nHost = "a"\nSenderAccount = "b"\nSenderName = "c"\n', {}),
        (
            b'{"release": "24.4", "profile": {"Host": "a", "SenderAccount": "b", "SenderName": "c"}}',
            {"Content-Type": "application/json; charset=utf-8"},
        ),
    ],
    ids=["toml", "anything", "json"],
)
def test_a_scenario_is_what_each_reset_goes_back_to(box: Sandbox, body: bytes, headers: dict[str, str]) -> None:
    """Each later reset returns to the scenario; options that it does not set have their defaults."""
    box.change(step_timeout=1)

    ask(box, "/scenario", "PUT", data=body, headers=headers)

    for _ in range(2):
        assert Command(box).get(1).json()["Host"] == "a"
        assert Command(box).get(1).headers["X-Keyfactor-Product-Version"] == "24.4"
        assert ask(box, "/settings").json()["options"]["step_timeout"] == "5.0"
        Command(box).put(1)
        ask(box, "/reset", "POST")


def test_a_scenario_leaves_the_server_as_it_is() -> None:
    """A scenario keeps the addresses of the server, and the access to the control API."""
    with MockKeyfactor(control_token="s3sam", control_hosts=["a.example"]) as mock:
        sesame = {"Authorization": "Bearer s3sam"}
        ask(mock, "/scenario", "PUT", data=b"release = '24.4'", headers=sesame)

        kept = {name: getattr(mock.settings, name) for name in (*LISTENING, "control_token", "control_hosts")}
        assert (kept["control_token"], kept["control_hosts"]) == ("s3sam", ("a.example",))
        assert ask(mock, "").status_code == 401
        assert "control_" not in ask(mock, "/scenario", headers=sesame).text


def test_a_scenario_names_what_it_leaves_out(mockkf: MockKeyfactor) -> None:
    """Comments name the omitted secrets and accounts; the scenario can still be loaded."""
    account = {"name": "KEYEXAMPLE\\jsmith", "password": "x"}
    provider = {
        "name": "Mine",
        "type": "Thycotic",
        "parameters": {"RuleKey": "x", "RuleName": "y"},
        "secrets": [{"address": ["7"], "value": "x"}],
    }
    hosts = [{"name": "smtp.keyexample.com", "users": [account]}]
    with mockkf.sandbox("a", users=[account], relay_users=[account], pam_providers=[provider], hosts=hosts) as sandbox:
        Command(sandbox).put(RequestHeaders=[{"Name": "a", "Value": "x"}])

        text, tables = scenario(sandbox)

    assert [line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ")] == [
        "relay_users: KEYEXAMPLE\\jsmith (has a password)",
        "pam_providers: the parameter RuleKey of Mine",
        "pam_providers: the secret at 7 of Mine",
        "hosts: the user KEYEXAMPLE\\jsmith (has a password) at smtp.keyexample.com",
        "users: KEYEXAMPLE\\jsmith (has a password)",
        "profile: RelayAuthenticationType 2, which requires a secret",
        "profile: RelayPassword",
        "profile: RequestHeaders",
    ]
    assert change_settings(Settings(), **from_tables(tables)).profile.port == 587
    assert tables["profile"]["RelayUsername"] == {"SecretValue": "command@keyexample.com"}
    assert tables["pam"]["providers"][0]["parameters"] == {"RuleName": "y"}


def test_a_scenario_tells_the_faults_of_now(mockkf: MockKeyfactor) -> None:
    """The scenario has the planned faults, without counts and without faults that cannot fire again."""
    mockkf.faults.add("relay.recipient", reply="451 4.3.0 try later", times=1)
    mockkf.faults.add("exchange.send_as_denied", times=2)
    with pytest.raises(Exception, match="451"):
        send(mockkf, MAIL)

    _, tables = scenario(mockkf)

    assert [(fault["preset"], fault["times"]) for fault in tables["faults"]] == [("exchange.send_as_denied", 2)]


def test_a_snapshot_is_gone_back_to(box: Sandbox) -> None:
    """A snapshot can be restored more than once and after a reset, until it is deleted."""
    send_to = Command(box)
    send_to.test()
    size = box.state.size
    taken = ask(box, "/snapshots", "POST", json={"name": "before"})
    send_to.test()

    assert (taken.status_code, taken.json()) == (201, {"name": "before"})
    ask(box, "/reset", "POST")
    assert ask(box, "/snapshots").json() == {
        "snapshots": [{"name": "before", "calls": 1, "messages": 1}],
        "bytes": size,
    }
    for _ in range(2):
        assert ask(box, "/snapshots/before/restore", "POST").json() == {"epoch": box.state.epoch}
        assert ask(box, "/messages").json()["total"] == 1
    assert ask(box, "/snapshots/before", "DELETE").json() == {"name": "before"}
    assert ask(box, "/snapshots").json() == {"snapshots": [], "bytes": 0}


def test_a_snapshot_is_deleted_once(mockkf: MockKeyfactor) -> None:
    """Of several DELETEs at the same time one is answered with 200, the others with 404."""
    with ThreadPoolExecutor(4) as pool:
        for name in map(str, range(20)):
            ask(mockkf, "/snapshots", "POST", json={"name": name})
            answers = pool.map(ask, [mockkf] * 4, [f"/snapshots/{name}"] * 4, ["DELETE"] * 4)
            assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]


def test_snapshots_are_those_of_one_mock(mockkf: MockKeyfactor, box: Sandbox) -> None:
    """A sandbox has its own snapshots; they are removed with it."""
    ask(box, "/snapshots", "POST", json={"name": "mine"})

    assert is_a_refusal(ask(mockkf, "/snapshots/mine/restore", "POST"), 404)
    box.remove()
    with mockkf.sandbox("box") as again:
        assert ask(again, "/snapshots").json() == {"snapshots": [], "bytes": 0}


def test_users_are_declared_and_told(mockkf: MockKeyfactor) -> None:
    """After PUT only these users may call; GET returns names and roles only."""
    roles = [{"name": "reader", "permissions": ["/system_settings/read/"]}]
    users = [{"name": "a", "password": "b"}, {"name": "c", "password": "d", "roles": ["reader"]}]

    assert ask(mockkf, "/users").json() == {"users": None}
    assert ask(mockkf, "/roles", "PUT", json={"roles": roles}).status_code == 200
    assert ask(mockkf, "/users", "PUT", json={"users": users}).json() == {"epoch": mockkf.state.epoch}

    told = ask(mockkf, "/users").json()
    assert told == {"users": [{"name": "a", "roles": None}, {"name": "c", "roles": ["reader"]}]}
    assert ask(mockkf, "/roles").json() == {"roles": roles}
    assert Command(mockkf).call("GET", "/SMTP", auth=("c", "d")).status_code == 200
    assert Command(mockkf).call("GET", "/SMTP", auth=("e", "f")).status_code == 401


def test_clients_are_declared_and_told(mockkf: MockKeyfactor) -> None:
    """PUT replaces the clients of the API and of the identity provider, with their limits."""
    clients = {
        "clients": [{"name": "pipeline", "token": "t0ken"}],
        "idp_clients": [{"name": "app", "secret": "x", "scopes": ["a"], "audiences": ["b"]}],
    }

    ask(mockkf, "/clients", "PUT", json=clients)

    assert ask(mockkf, "/clients").json() == {
        "clients": [{"name": "pipeline", "roles": None}],
        "idp_clients": [{"name": "app", "roles": None, "scopes": ["a"], "audiences": ["b"]}],
    }
    bearer = requests.get(
        f"{mockkf.url}/SMTP",
        headers={"Authorization": "Bearer t0ken", "x-keyfactor-requested-with": "APIClient"},
        timeout=10,
    )
    assert bearer.status_code == 200


def test_hosts_are_declared_and_told(mockkf: MockKeyfactor) -> None:
    """After PUT, other host names do not resolve."""
    hosts = [{"name": "mail.keyexample.com", "users": [{"name": "a", "password": "b"}], "require_login": True}]

    assert ask(mockkf, "/hosts").json() == {"hosts": []}
    ask(mockkf, "/hosts", "PUT", json={"hosts": hosts})

    [host] = ask(mockkf, "/hosts").json()["hosts"]
    assert (host["name"], host["users"], host["require_login"]) == ("mail.keyexample.com", ["a"], True)
    assert host["ports"] == {"25": "starttls", "465": "implicit", "587": "starttls"}
    assert Command(mockkf).test().status_code == 400


def test_a_sandbox_is_made_listed_and_removed(mockkf: MockKeyfactor) -> None:
    """The answer is 201 with the `ready` document of the sandbox, and its name in lower case."""
    made = ask(mockkf, "/sandboxes", "POST", json={"name": "Older", "options": {"release": "24.4"}})

    assert made.status_code == 201
    told = made.json()
    assert told == {"name": "older", **requests.get(f"{told['control']}/ready", timeout=10).json()}
    assert told["options"]["release"] == "24.4"
    assert told["environ"]["KEYFACTOR_API_PATH"] == "sandbox/older/KeyfactorAPI"
    [listed] = ask(mockkf, "/sandboxes").json()["sandboxes"]
    assert (listed["name"], listed["api"], "environ" in listed) == ("older", told["api"], False)
    assert ask(mockkf, "/sandboxes/OLDER", "DELETE").json() == {"name": "older"}
    assert ask(mockkf, "/sandboxes").json() == {"sandboxes": []}
    assert is_a_refusal(requests.get(f"{told['control']}/ready", timeout=10), 404)


def test_metrics_count_what_happened(mockkf: MockKeyfactor) -> None:
    """The counters since the last reset have the text format of Prometheus."""
    mockkf.faults.add("relay.sender", sender="bad@example.com", reply="550 5.7.1 no", times=1)
    Command(mockkf).test()
    Command(mockkf).test(SenderAccount="bad@example.com")
    Command(mockkf).get()

    answer = ask(mockkf, "/metrics")

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    values = {name: float(value) for name, value in samples}
    assert values['mockkf_calls_total{status="200"}'] == 2
    assert values['mockkf_calls_total{status="400"}'] == 1
    assert values["mockkf_messages_total"] == 1
    assert values['mockkf_refused_total{step="relay.sender"}'] == 1
    assert values['mockkf_faults_fired_total{step="relay.sender"}'] == 1
    assert values["mockkf_epoch"] == mockkf.state.epoch
    assert values["mockkf_bytes_held"] == mockkf.state.size > len(mockkf.mailbox.all[0].raw)
    assert (values["mockkf_sandboxes"], values["mockkf_late_total"]) == (0, 0)
    assert values['mockkf_dropped_total{kind="messages"}'] == 0
    assert {line.split(" ")[2] for line in lines if line.startswith("# TYPE")} == {
        name.partition("{")[0] for name in values
    }


def test_the_clock_moves_ahead(mockkf: MockKeyfactor) -> None:
    """`POST /mockkf/clock` moves it, and the trace of a call says so; a wrong time is refused and moves nothing."""
    assert ask(mockkf, "/clock").json()["ahead"] == 0
    assert ask(mockkf, "/clock", "POST", json={"advance": "2h"}).json()["ahead"] == 7200
    wrong: Any
    for wrong in ("soon", -1, None, True, [], {"h": 2}):
        refused = ask(mockkf, "/clock", "POST", json={"advance": wrong})
        assert refused.status_code == 400
        assert 'such as "500ms", "5s", "2h" or "1d 12h"' in refused.json()["error"]
    Command(mockkf).get()
    assert "with the clock 7200 s ahead" in ask(mockkf, "/traces").json()["traces"][0]["text"]
