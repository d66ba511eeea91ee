"""The ready file: the addresses of a running mock, written as soon as every port accepts connections."""

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mockkf.config import CONFIDENTIAL, OPTIONS, in_words
from mockkf.errors import ConfigurationError

if TYPE_CHECKING:
    from mockkf.instance import MockAddresses

OPTION = "ready_file"

MEMBERS = {"pid", "api", "control", "environ"}
"""The members by which mockkf recognises a ready file."""

TLS: Mapping[str, str] = {
    "smtp": "starttls",
    "submission": "starttls",
    "smtps": "implicit",
    "http": "none",
    "https": "implicit",
    "mailpit": "none",
}
"""The TLS of each listener."""

LARGEST = 1024 * 1024
"""The maximum number of characters that are read to recognise a ready file."""


@contextlib.contextmanager
def announced(keyfactor: "MockAddresses", path: Path | None) -> Iterator[None]:
    """Write the file atomically; remove it at the end unless another process has replaced it."""
    if path is None:
        yield
        return
    text = json.dumps(addresses(keyfactor), indent=2)
    written = _write(path, text)
    try:
        yield
    finally:
        _remove(path, written)


def check_ready_file(path: Path | None) -> None:
    """Raise `ConfigurationError` if the ready file cannot be written at `path`, before a mock opens its ports."""
    if path is not None:
        with _explained(path), _beside(path):
            _refuse_others(path)


def addresses(keyfactor: "MockAddresses") -> dict[str, Any]:
    """Return the addresses of a running mock, and the options with which it was started, as strings."""
    relay = keyfactor.relay
    environ = keyfactor.environ({})  # that of this process is not that of the clients
    token = environ["KEYFACTOR_AUTH_TOKEN_URL"]
    return {
        "pid": os.getpid(),
        "api": keyfactor.url,
        "api_https": keyfactor.https_url,
        "control": keyfactor.control_url,
        "mailpit": keyfactor.mailpit_url,
        "ca_file": keyfactor.ca_file,
        "trust_store_file": keyfactor.trust_store_file,
        **{name: at(relay.host, getattr(relay, name)) for name in ("smtp", "submission", "smtps")},
        "listeners": listeners(keyfactor),
        "token": f"{_origin(keyfactor.url)}{urlsplit(token).path}",
        "token_https": token,
        "guessed_ports": list(keyfactor.guessed_ports),
        "environ": environ,
        "options": {name: in_words(getattr(keyfactor.settings, name)) for name in OPTIONS if name not in CONFIDENTIAL},
    }


def listeners(keyfactor: "MockAddresses") -> dict[str, dict[str, Any]]:
    """Return host, port and TLS of each listener: `none`, `starttls` (offered) or `implicit` (from the first byte)."""
    relay = keyfactor.relay
    urls = {"http": keyfactor.url, "https": keyfactor.https_url, "mailpit": keyfactor.mailpit_url}
    web = {name: urlsplit(url) for name, url in urls.items()}
    places = {
        **{name: (relay.host, getattr(relay, name)) for name in ("smtp", "submission", "smtps")},
        **{name: (parts.hostname, parts.port) for name, parts in web.items()},
    }
    return {name: {"host": host, "port": port, "tls": TLS[name]} for name, (host, port) in places.items()}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def at(host: str, port: int) -> str:
    """Return the address as in a URL: `host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _write(path: Path, text: str) -> tuple[int, int]:
    """Write `text` to `path` atomically, readable for this user only, and return the identity of the file."""
    with _explained(path), _beside(path) as folder:
        _refuse_others(path)
        draft = Path(folder, path.name)
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        written = _identity(draft)
        draft.replace(path)
    return written


def _beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a new folder on the same file system, from which a file can be moved to `path`."""
    return tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Raise an `OSError` of the block as `ConfigurationError`."""
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}", option=OPTION) from error


def _refuse_others(path: Path) -> None:
    """Raise `ConfigurationError` if `path` exists and is not a ready file, which a killed mock leaves behind."""
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return
    if not (is_file and _is_ready_file(path)):
        sentence = f"cannot write {path}: it exists and is not a ready file of mockkf; name a new file"
        raise ConfigurationError(sentence, option=OPTION)


def _is_ready_file(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            content = json.loads(file.read(LARGEST))
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.keys() >= MEMBERS


def _remove(path: Path, written: tuple[int, int]) -> None:
    with contextlib.suppress(FileNotFoundError):
        if _identity(path) == written:
            path.unlink()


def _identity(path: Path) -> tuple[int, int]:
    """Return device and inode number, which differ for another file at the same path."""
    found = path.lstat()
    return found.st_dev, found.st_ino
