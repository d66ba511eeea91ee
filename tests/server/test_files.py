"""The files of a mock: which files they replace, their permissions, and their removal."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.server import announced
from tests.support.serving import free_ports as ports
from tests.support.serving import run, started


def test_ready_file_is_for_its_user_only(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """The ready file has the mode 0600 and leaves no other file; it is removed at the end."""
    path = tmp_path / "ready.json"

    with announced(mockkf, path):
        assert path.stat().st_mode & 0o777 == 0o600
        assert [*tmp_path.iterdir()] == [path]

    assert [*tmp_path.iterdir()] == []


def test_ready_file_of_a_killed_mock_is_replaced(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """A mock replaces the ready file of a mock that was killed."""
    path = tmp_path / "ready.json"
    path.write_text(json.dumps({"pid": 1, "api": "", "control": "", "environ": {}}))

    with announced(mockkf, path):
        assert json.loads(path.read_text())["pid"] == os.getpid()


def _text(path: Path) -> None:
    path.write_text("my notes\n")


def _empty(path: Path) -> None:
    path.touch()


def _other_json(path: Path) -> None:
    path.write_text('{"pid": 1}')


def _link(path: Path) -> None:
    target = path.with_name("target")
    target.write_text(json.dumps({"pid": 1, "api": "", "control": "", "environ": {}}))
    path.symlink_to(target)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [_text, _empty, _other_json, _link, _pipe, Path.mkdir])
def test_anything_else_is_not_replaced(mockkf: MockKeyfactor, tmp_path: Path, make: object) -> None:
    """Another file, a link, a pipe or a folder is refused in one sentence and stays unchanged."""
    path = tmp_path / "ready.json"
    make(path)  # type: ignore[operator]
    before = path.lstat()

    with pytest.raises(ConfigurationError, match="it exists and is not a ready file"), announced(mockkf, path):
        pass

    assert (path.lstat().st_ino, path.lstat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


UNWRITABLE = {
    "another file": ("notes.txt", "it exists and is not a ready file of mockkf; name a new file"),
    "no folder": ("nowhere/ready.json", "No such file or directory"),
}


@pytest.mark.parametrize(("name", "cause"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_file_that_cannot_be_written_is_refused_before_a_port_is_opened(
    tmp_path: Path, name: str, cause: str
) -> None:
    """A server that would also find its port in use complains about the file, because it checks the file first."""
    tmp_path.joinpath("notes.txt").write_text("my notes\n")
    path = tmp_path / name
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("-m", "mockkf", "serve", "--ready-file", str(path), "--http-port", port, *ports(but=["http"]))

    assert (result.returncode, result.stdout) == (2, "")
    assert f"cannot write {path}: {cause}" in result.stderr
    assert [found.name for found in tmp_path.iterdir()] == ["notes.txt"]


def test_only_its_writer_removes_it(mockkf: MockKeyfactor, tmp_path: Path) -> None:
    """A mock does not remove a ready file that another mock wrote later."""
    path = tmp_path / "ready.json"

    with announced(mockkf, path):
        second = announced(mockkf, path)
        second.__enter__()
        written = path.stat().st_ino

    assert path.stat().st_ino == written
    second.__exit__(None, None, None)
    assert not path.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no SIGHUP there")
def test_hang_up_ends_a_server(tmp_path: Path) -> None:
    """SIGHUP is handled like SIGTERM: status 0, and all files are removed."""
    path = tmp_path / "ready.json"
    with started(["-m", "mockkf", "serve", "--ready-file", str(path), *ports()], TMPDIR=str(tmp_path)) as process:
        assert process.stdout
        while not process.stdout.readline().startswith("ready"):
            pass
        process.send_signal(signal.SIGHUP)
        assert process.wait(20) == 0

    assert [*tmp_path.iterdir()] == []


def test_a_mock_that_was_never_stopped_leaves_no_file(tmp_path: Path) -> None:
    """The CA file is removed when the process ends, or when the mock is garbage-collected."""
    code = """
from mockkf import MockKeyfactor
mock = MockKeyfactor().start()
print(mock.ca_file)
"""
    result = run("-c", code, TMPDIR=str(tmp_path))

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(str(tmp_path))
    assert [*tmp_path.iterdir()] == []


def test_a_server_goes_on_when_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    """If nobody reads the log and the pipe is full, every call is still answered, and SIGTERM ends the server."""
    path = tmp_path / "ready.json"
    words = [sys.executable, "-m", "mockkf", "serve", "--ready-file", str(path), *ports()]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        try:
            assert process.stdout
            while not process.stdout.readline().startswith(b"ready"):
                pass
            api = json.loads(path.read_text())["api"]
            line = "x" * 4_000
            answers = [requests.get(f"{api}/{line}", auth=("a", "b"), timeout=20).status_code for _ in range(40)]
            assert answers == [404] * 40
            process.terminate()
            assert process.wait(20) == 0
        finally:
            process.kill()
