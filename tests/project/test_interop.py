"""`make interop` finds its peers by their files, and says of each what was done, why not, or what failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop import __main__ as interop
from tests.interop import peers
from tests.interop.generated import SAID, GeneratedClient
from tests.interop.peer import Peer
from tests.interop.workplace import PROGRAMS, Workplace

FILES = [path for path in Path(peers.__path__[0]).glob("*.py") if path.stem != "__init__"]


class Broken(Peer):
    """A peer of this test alone, which fails after its first step."""

    subjects = ("this",)

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Do one step, and start a program that fails."""
        yield f"began {subject}"
        workplace.run("false")


def test_every_file_is_a_peer() -> None:
    """Each file in `peers/` adds at least one peer; names are unique, and each has something to be tried with."""
    known = interop.known()

    assert {type(peer).__module__.rpartition(".")[2] for peer in known} == {path.stem for path in FILES}
    assert len({peer.name for peer in known}) == len(known) >= 8
    assert [peer.name for peer in known if not peer.subjects or not peer.needs] == []


@pytest.mark.parametrize(
    "peer", [peer for peer in interop.known() if isinstance(peer, GeneratedClient)], ids=lambda peer: peer.name
)
def test_a_generated_client_has_a_program_for_each_document(peer: Peer) -> None:
    """The programs stand in a folder that is called as the file of the peer."""
    folder = PROGRAMS / type(peer).__module__.rpartition(".")[2]

    assert {path.stem for path in folder.iterdir()} == {subject.removesuffix(".json") for subject in SAID}


def test_what_is_missing_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a machine without the programs that a peer needs, each row is a skip with the reason; nothing failed."""
    monkeypatch.setenv("PATH", str(tmp_path))

    status = interop.main(["hey-api", "oapi"])

    assert status == 0
    assert capsys.readouterr().out.splitlines() == [
        "peer          against       result",
        "hey-api       openapi.json  skipped: needs node 20.19 or newer",
        "hey-api       control.json  skipped: needs node 20.19 or newer",
        "oapi-codegen  openapi.json  skipped: needs go 1.24 or newer",
        "oapi-codegen  control.json  skipped: needs go 1.24 or newer",
    ]


def test_a_failure_names_the_log(tmp_path: Path) -> None:
    """The row says how far the peer came, and where the output of the program is."""
    trial = interop.tried(Broken(), "this", tmp_path)

    log = tmp_path / "work" / "-this" / "interop.log"
    assert (trial.result, trial.has_failed) == (f"began this; FAILED: false ended with status 1; see {log}", True)
    assert log.read_text("utf-8").startswith("$ false\n")


def test_a_wrong_name_lists_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that no name has is refused."""
    assert interop.main(["golang"]) == 2
    assert "Keyfactor Go SDK, Mailpit, containers docker" in capsys.readouterr().out
