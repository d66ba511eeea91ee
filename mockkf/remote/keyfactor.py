"""A remote mock, with the members of `MockKeyfactor` that its control API supports."""

import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self, cast

from mockkf.config import OF_THE_SERVER, Settings
from mockkf.errors import OutOfReach
from mockkf.http import routing
from mockkf.model import Fault
from mockkf.remote.addresses import RemoteAddresses
from mockkf.remote.clock import RemoteClock
from mockkf.remote.control_client import ControlApiError, ControlClient, sendable
from mockkf.remote.faults import MISSING
from mockkf.remote.state import RemoteSnapshot, RemoteState
from mockkf.remote.vaults import RemoteVaults
from mockkf.testing import Faults, Journal, Mailbox, Traces, unfired, verify

if TYPE_CHECKING:
    from mockkf.state import FaultRegistry, State


class RemoteKeyfactor(RemoteAddresses):
    """The mock at `url`, the http URL of its API or control API: `http://127.0.0.1:8480`.

    The tests reach it at the host of `url`, at the ports that the mock was told (`public_ports`, `publish`) or at which
    it listens. The URL of a sandbox gives that sandbox: `http://127.0.0.1:8480/sandbox/a`. `token` is the mock's
    `control_token`, if it has one.
    """

    def __init__(self, url: str, *, token: str | None = None) -> None:
        control = ControlClient(url, token=token)
        self.state = RemoteState(control)
        super().__init__(control)
        self._forgotten: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __getattr__(self, name: str) -> NoReturn:
        there = ", ".join(known for known in (*dir(type(self)), "state") if not known.startswith("_"))
        raise OutOfReach(f"a remote mock has no '{name}'; it has: {there}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._control.origin}{self._control.prefix}>"

    def reset(self, *, settings: Settings | None = None) -> int:
        """Reset the mock to its state at the start and return the number of the new epoch."""
        if settings is not None:
            raise OutOfReach("a remote mock cannot replace its settings; change(…) sets options")
        return self._began(self._control.send("POST", "/mockkf/reset"))

    def change(self, **options: Any) -> int:
        """Change options, keep stored data and captured mail, and return the number of the new epoch."""
        return self._began(self._control.send("PATCH", "/mockkf/settings", sendable(options)))

    def publish(self, host: str = "", ports: Mapping[str, int] | None = None) -> None:
        """Tell the mock the host and the ports at which clients reach it, for example behind a port mapping."""
        said = {"public_host": host, "public_ports": dict(ports or {})}
        self._read = self._control.send("PUT", "/mockkf/addresses", said)

    def snapshot(self) -> RemoteSnapshot:
        """Save stored data and captured mail for `restore`; the mock keeps them as long as you keep the result."""
        while self._forgotten:
            self._control.send("DELETE", f"/mockkf/snapshots/{self._forgotten.pop()}")
        taken = RemoteSnapshot(self._control.send("POST", "/mockkf/snapshots", {})["name"])
        weakref.finalize(taken, self._forgotten.append, taken.name).atexit = False
        return taken

    def restore(self, snapshot: RemoteSnapshot) -> int:
        """Return to the data in `snapshot`, keep the present settings, and return the number of the new epoch."""
        if not isinstance(snapshot, RemoteSnapshot):
            raise TypeError(f"restore() takes the value that snapshot() returned, not {type(snapshot).__name__}")
        return self._began(self._control.send("POST", f"/mockkf/snapshots/{snapshot.name}/restore"))

    def sandbox(self, name: str, **options: Any) -> "RemoteSandbox":
        """Create a separate mock in the same server, with this mock's settings changed by `options`, and return it."""
        made = self._control.send("POST", "/mockkf/sandboxes", {"name": name, "options": sendable(options)})
        return RemoteSandbox(self._control, made["name"])

    def begin(self, options: Mapping[str, Any]) -> int:
        """Reset the mock, apply `options` until the next reset, and return the number of the new epoch.

        Options of the server (addresses, access to the control API) are ignored.
        """
        own = {name: value for name, value in options.items() if name not in OF_THE_SERVER}
        return self._began(self._control.send("POST", "/mockkf/reset", {"options": sendable(own)}))

    @property
    def mailbox(self) -> Mailbox:
        """The captured mail."""
        return Mailbox(lambda: cast("State", self.state))  # it has all that a mailbox reads

    @property
    def journal(self) -> Journal:
        """The calls of the API since the last reset, oldest first."""
        return Journal(lambda: cast("State", self.state), self._is_path)

    @property
    def traces(self) -> Traces:
        """The trace of each call, oldest first."""
        return Traces(lambda: cast("State", self.state))

    @property
    def faults(self) -> Faults:
        """The planned faults."""
        return Faults(lambda: cast("FaultRegistry", self.state.faults))

    @property
    def clock(self) -> RemoteClock:
        """The time of the mock; `clock.advance("2h")` moves it ahead until the next reset."""
        return RemoteClock(self._control)

    @property
    def vaults(self) -> RemoteVaults:
        """The secrets of the PAM providers."""
        return RemoteVaults(self._control)

    def verify(self) -> None:
        """Raise `AssertionError` if a request since the last reset matched no route, or if a fault never fired."""
        verify(self.state.calls, self.unfired)

    @property
    def unfired(self) -> tuple[Fault, ...]:
        """The planned faults that never fired; those of the scenario at the start and of presets `chaos.*` are none."""
        planned = self.state.faults.all
        seeds = len(self._control.read("/mockkf/settings")["contents"]["faults"]) if planned else 0
        return unfired(fault for fault in planned if fault.id > seeds)

    def _began(self, answer: Mapping[str, Any]) -> int:
        """Return the number of the epoch in this answer and clear the cache."""
        self._read = None
        return int(answer["epoch"])

    def _is_path(self, wanted: str, actual: str) -> bool:
        """Return whether `actual` is the path `wanted`, which may omit the base path."""
        bases = self._facts["options"]["base_paths"].split(",")
        return routing.is_same(wanted, actual, bases, routing.apart(self._control.prefix)[0])


class RemoteSandbox(RemoteKeyfactor):
    """A sandbox of a remote mock; the end of a `with` block removes it."""

    def __init__(self, main: ControlClient, name: str) -> None:
        super().__init__(f"{main.origin}{routing.prefix(name)}", token=main.token)
        self.name = name

    def remove(self) -> None:
        """Remove the sandbox; a second call does nothing."""
        try:
            self._control.send("DELETE", f"/mockkf/sandboxes/{self.name}")
        except ControlApiError as declined:
            if declined.status != MISSING:
                raise

    def stop(self) -> None:
        """Remove the sandbox and the local CA file."""
        self.remove()
        super().stop()
