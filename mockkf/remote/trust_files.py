"""The local files with the CA of a remote mock: in PEM, and as a trust store for Java."""

from pathlib import Path


class TrustFiles:
    """The files at `ca_file` and beside it, written when they are first needed; `ca_pem` is the certificate in PEM."""

    def __init__(self, ca_file: Path, ca_pem: bytes) -> None:
        self._ca_file = ca_file
        self._ca_pem = ca_pem
        self._trust_store: str | None = None

    @property
    def ca_file(self) -> str:
        """The path of the file in PEM; raise `OSError` if it cannot be written."""
        return _written(self._ca_file, self._ca_pem)

    @property
    def trust_store_file(self) -> str:
        """The path of the trust store; raise `OSError` if it cannot be written."""
        if self._trust_store is None:
            from mockkf.tls import java_trust_store

            self._trust_store = _written(self._ca_file.with_suffix(".p12"), java_trust_store(self._ca_pem))
        return self._trust_store


def _written(path: Path, content: bytes) -> str:
    """Write a file, unless it has this content; another process never reads half of it."""
    if not (path.exists() and path.read_bytes() == content):
        import tempfile

        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            draft = Path(folder, path.name)
            draft.write_bytes(content)
            draft.replace(path)
    return str(path)
